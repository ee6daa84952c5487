import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useApp, useBrand, useFormat } from '../../../../ui/app/context.tsx';
import { Go, useGo, useUrl } from '../../../../ui/app/go.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import type { Upload } from './import-page.tsx';
import { Mapping } from './mapping.tsx';
import { isLive, keepChoices, keptChoices, kinds, readOptions, type Choices, type Kind } from './options.ts';
import { PreviewRows } from './preview-rows.tsx';
import { ReadChoices } from './read-choices.tsx';
import { Rejects, ResultFigures, type Run } from './result.tsx';

export type Preview = Awaited<ReturnType<Client['imports']['preview']>>;

/** What was understood of a file, what can be corrected, and the start. */
export function Recognised({ upload }: { upload: Upload }) {
  const { t } = useTranslation('imports');
  const { client } = useApp();
  const brand = useBrand();
  const format = useFormat();
  const go = useGo();
  const queries = useQueryClient();
  const [url, change] = useUrl();
  const as: Kind = kinds.find((kind) => kind === url.as) ?? upload.guesses[0]?.as ?? 'orders';
  const [choices, setChoices] = useState<Choices>(() => keptChoices(upload.id, as, sessionStorage));
  const choose = (next: Choices) => {
    keepChoices(upload.id, as, next, sessionStorage);
    setChoices(next);
  };
  const options = readOptions(upload.id, as, choices);
  const preview = useAsk(['imports', 'preview', options], (server, signal) => server.imports.preview(options, { signal }));
  const dry = useDryRun(options);
  const start = useMutation({
    mutationFn: () => client.imports.start({ ...options, dryRun: false }),
    onSuccess: (run) => {
      void queries.invalidateQueries({ queryKey: [brand.slug, 'imports'] });
      go(`imports/${run.id}`);
    },
  });
  const isReady = preview.data !== undefined && preview.data.recognition.missing.length === 0 && !preview.error;
  return (
    <>
      <EarlierRuns upload={upload} />
      <div className="zh-row zh-row-between">
        <Segmented
          aria-label={t('kindLabel')}
          value={as}
          options={kinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
          onChange={(kind) => {
            change({ as: kind });
            setChoices(keptChoices(upload.id, kind, sessionStorage));
          }}
        />
        <div className="zh-row">
          <Button disabled={!isReady} loading={dry.isBusy} onClick={dry.ask}>
            {t('dryRun')}
          </Button>
          <Button type="primary" disabled={!isReady} loading={start.isPending} onClick={() => start.mutate()}>
            {t('start')}
          </Button>
        </div>
      </div>
      <ErrorLine error={start.error ?? dry.error} />
      {dry.done ? <DryRunResult run={dry.done} /> : null}
      <ErrorLine error={preview.error} />
      <Answer of={{ ...preview, error: null } as typeof preview} wait={preview.error ? null : <Skeleton shape="rows" count={8} />}>
        {(answer) => (
          <>
            <Understood preview={answer} as={as} />
            {/* What is missing is asked for first; with everything there, what was understood comes first. */}
            {answer.recognition.missing.length === 0 ? <PreviewRows preview={answer} /> : null}
            <div className="zh-sides">
              <Section title={t('columns.title')} note={t('columns.note')} isCard>
                <Mapping preview={answer} as={as} map={choices.map ?? {}} onMap={(map) => choose({ ...choices, map })} />
              </Section>
              <Section title={t('reading.title')} note={t('reading.note')} isCard>
                <ReadChoices
                  as={as}
                  choices={choices}
                  headers={answer.recognition.headers}
                  encoding={answer.recognition.encoding}
                  onChoose={choose}
                />
              </Section>
            </div>
            {answer.recognition.missing.length === 0 ? null : <PreviewRows preview={answer} />}
            {answer.rejects.length > 0 ? (
              <Section
                title={t('refusedAhead', { count: answer.rejects.length, rows: format.count(answer.rowsLooked) })}
                note={t('refusedAheadNote')}
              >
                <Rejects rejects={answer.rejects} />
              </Section>
            ) : null}
          </>
        )}
      </Answer>
    </>
  );
}

function EarlierRuns({ upload }: { upload: Upload }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const earlier = upload.earlierRuns[0];
  if (!earlier) return null;
  return (
    <p className="zh-note">
      {t(`earlier.${earlier.state === 'done' ? 'done' : 'other'}`, {
        day: format.instant(earlier.at),
        kind: t(`kind.${earlier.as}`),
      })}{' '}
      <Go to={`imports/${earlier.id}`}>{t('earlier.see')}</Go>
    </p>
  );
}

/** One sentence: what the file is, and what is missing. */
function Understood({ preview, as }: { preview: Preview; as: Kind }) {
  const { t } = useTranslation('imports');
  const { recognition } = preview;
  const what = t(recognition.profile ? 'understood.profile' : 'understood.plain', {
    profile: recognition.profile ? t(`profile.${recognition.profile}`) : '',
    kind: t(`kind.${as}`),
    format: t(`format.${recognition.format}`, { defaultValue: recognition.format }),
    encoding: t(`encoding.${recognition.encoding}`, { defaultValue: recognition.encoding }),
    columns: recognition.headers.length,
  });
  const refused = new Set(preview.rejects.map((reject) => reject.row)).size;
  if (recognition.missing.length === 0 && (refused === 0 || refused < preview.rowsLooked))
    return <p className="zh-note zh-note-good">{what}</p>;
  return (
    <p className="zh-note zh-note-warning" role="status">
      {what}{' '}
      {recognition.missing.length === 0
        ? t('understood.allRefused')
        : t('understood.missing', {
            fields: recognition.missing
              .map((field) => t(`missing.${field}`, { defaultValue: t(`field.${field}`, { defaultValue: field }) }))
              .join(t('ui:listComma')),
          })}
    </p>
  );
}

/** Reads the whole file and says what would be written, without writing. */
function useDryRun(options: ReturnType<typeof readOptions>) {
  const { client } = useApp();
  const [asked, setAsked] = useState<{ runId: string; options: string } | null>(null);
  const said = JSON.stringify(options);
  const start = useMutation({
    mutationFn: () => client.imports.start({ ...options, dryRun: true }),
    onSuccess: (run) => setAsked({ runId: run.id, options: said }),
  });
  // Another choice makes an earlier answer a wrong one: it is taken away.
  const runId = asked?.options === said ? asked.runId : null;
  const run = useAsk(['imports', 'run', runId], (server, signal) => server.imports.get(runId ?? '', { signal }), {
    isOff: runId === null,
    everyMs: (answer) => (answer && !isLive(answer.state) ? false : 700),
  });
  const found = runId !== null && run.data?.id === runId ? run.data : null;
  return {
    ask: () => start.mutate(),
    isBusy: start.isPending || (runId !== null && (found === null || isLive(found.state))),
    error: start.error ?? run.error,
    done: found && !isLive(found.state) ? found : null,
  };
}

function DryRunResult({ run }: { run: Run }) {
  const { t } = useTranslation('imports');
  return (
    <Section title={t('dryRunDone')} isCard>
      <ResultFigures run={run} />
      {run.result.rejects.length > 0 ? <Rejects rejects={run.result.rejects} /> : null}
    </Section>
  );
}
