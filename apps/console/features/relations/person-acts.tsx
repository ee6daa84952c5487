import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../../../ui/app/act.ts';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { useApp, useMay } from '../../../../ui/app/context.tsx';
import { saveReply } from '../../../../ui/app/save.ts';
import { personName } from '../../../../ui/format/name.ts';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { ErrorLine, ErrorState } from '../../../../ui/page/error-state.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { MergePeople } from './person-merge.tsx';
import type { Person } from './person-page.tsx';

/** What a person may ask of the brand about themselves: a copy of everything, or to be forgotten; and two records that are one. */
export function PersonActs({ person }: { person: Person }) {
  const { t } = useTranslation('relations');
  const { client } = useApp();
  const mayExport = useMay('export');
  const mayErase = useMay('erase');
  const mayMerge = useMay('people');
  const [isErasing, setErasing] = useState(false);
  const [isMerging, setMerging] = useState(false);
  const save = useMutation({
    mutationFn: async () => saveReply(await client.people.export(person.id), `${person.externalId ?? person.id}.json`),
  });
  return (
    <>
      {mayExport ? (
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          {t('acts.export')}
        </Button>
      ) : null}
      {mayMerge && person.erasedAt === null ? <Button onClick={() => setMerging(true)}>{t('merge.open')}</Button> : null}
      {mayErase && person.erasedAt === null ? <Button onClick={() => setErasing(true)}>{t('acts.erase')}</Button> : null}
      <ErrorLine error={save.error} />
      <Erase person={person} isOpen={isErasing} onClose={() => setErasing(false)} />
      <MergePeople person={person} isOpen={isMerging} onClose={() => setMerging(false)} />
    </>
  );
}

/** Forgetting cannot be undone, so it first shows exactly what goes and what stays. */
function Erase({ person, isOpen, onClose }: { person: Person; isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('relations');
  const name = personName(person);
  const preview = useAsk(['person', person.id, 'erase'], (server, signal) => server.people.erase(person.id, {}, { dryRun: true, signal }), {
    isOff: !isOpen,
  });
  const erase = useAct((client) => client.people.erase(person.id, {}), onClose);
  return (
    <Confirm
      title={t('acts.eraseTitle', { name })}
      isOpen={isOpen}
      onClose={onClose}
      back={t('acts.keep')}
      confirm={t('acts.eraseConfirm', { name })}
      isReady={preview.data !== undefined}
      isDanger
      act={erase}
      onConfirm={() => erase.mutate()}
    >
      {preview.data ? (
        <>
          <p>
            {t('acts.goes', {
              identities: t('acts.identities', { count: preview.data.identities }),
              consents: t('acts.consents', { count: preview.data.consents }),
            })}
          </p>
          <p>
            {t('acts.stays', {
              orders: t('acts.orders', { count: preview.data.ordersKept }),
              returns: t('acts.returns', { count: preview.data.returnsKept }),
            })}
          </p>
          <p className="zh-note zh-note-warning">{t('acts.forever')}</p>
        </>
      ) : preview.error ? (
        <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
      ) : (
        <Skeleton shape="text" count={3} />
      )}
    </Confirm>
  );
}
