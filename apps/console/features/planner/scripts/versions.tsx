import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../sdk/index.ts';
import { useActor } from '../../../../../ui/app/actor.ts';
import { useAct } from '../../../../../ui/app/act.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { ErrorLine } from '../../../../../ui/page/error-state.tsx';
import { changedParts } from './fill.ts';
import { Said } from './said.tsx';

type Whole = Awaited<ReturnType<Client['scripts']['get']>>;

/** What a script said before: who wrote which part anew and when; an older one can be taken up again, as its next version. */
export function Versions({ script, mayWrite }: { script: Whole; mayWrite: boolean }) {
  const { t } = useTranslation('scripts');
  const actor = useActor();
  const format = useFormat();
  const restore = useAct((client, { document, language }: Whole['versions'][number]) =>
    client.scripts.update(script.id, { version: script.version, document, language }),
  );
  if (script.versions.length < 2) return null;
  return (
    <details className="zh-blanks">
      <summary>{t('history.title', { count: script.versions.length, shown: format.count(script.versions.length) })}</summary>
      <ErrorLine error={restore.error} />
      <ol className="zh-stack">
        {script.versions.map((one, at) => {
          const older = script.versions[at + 1];
          const parts = older ? changedParts(older.document, one.document) : [];
          const by = actor(one.writtenBy);
          return (
            <li key={one.version} className="zh-stack-tight">
              <span className="zh-row zh-row-between">
                <span>
                  <span className="zh-strong">{t('versionOf', { version: one.version })}</span>{' '}
                  <span className="zh-soft zh-small">{t('history.by', { by, at: format.instant(one.writtenAt) })}</span>
                </span>
                {mayWrite && at > 0 ? (
                  <Button
                    size="small"
                    loading={restore.isPending && restore.variables?.version === one.version}
                    aria-label={t('history.restoreOf', { version: one.version })}
                    onClick={() => restore.mutate(one)}
                  >
                    {t('history.restore')}
                  </Button>
                ) : null}
              </span>
              <span className="zh-soft zh-small">
                {older === undefined
                  ? t(one.version === 1 ? 'history.first' : 'history.oldest')
                  : parts.length === 0
                    ? t('history.same')
                    : t('history.changed', { parts: parts.map((part) => t(`history.part.${part}`)).join(t('history.between')) })}
              </span>
              {at > 0 ? (
                <p className="zh-read zh-small">
                  <Said text={one.document.opener} values={{}} />
                </p>
              ) : null}
            </li>
          );
        })}
      </ol>
    </details>
  );
}
