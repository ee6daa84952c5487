import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { useApp, useBrand, useFormat } from '../../../../ui/app/context.tsx';
import { useGo } from '../../../../ui/app/go.tsx';
import { personName } from '../../../../ui/format/name.ts';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import type { Person } from './person-page.tsx';

/** Two records of one person become one: it first shows which stays and what moves, because nothing undoes it. */
export function MergePeople({ person, isOpen, onClose }: { person: Person; isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('relations');
  const { client } = useApp();
  const brand = useBrand();
  const format = useFormat();
  const go = useGo();
  const queries = useQueryClient();
  const [other, setOther] = useState<Picked | null>(null);
  const isSelf = other?.id === person.id;
  const preview = useAsk(
    ['person', person.id, 'merge', other?.id],
    (server, signal) => server.people.merge(person.id, { other: other?.id ?? '' }, { dryRun: true, signal }),
    { isOff: !isOpen || other === null || isSelf },
  );
  const merge = useMutation({
    mutationFn: (id: string) => client.people.merge(person.id, { other: id }),
    onSuccess: async (done) => {
      onClose();
      await queries.invalidateQueries({ queryKey: [brand.slug] });
      go(`people/${done.survivor.id}`);
    },
  });
  const shown = other && !isSelf && preview.data && !preview.error && !preview.isPlaceholderData ? preview.data : null;
  return (
    <Dialog
      title={t('merge.title', { name: personName(person) })}
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('merge.keep')}</Button>
          <Button
            danger
            type="primary"
            disabled={shown === null}
            loading={merge.isPending}
            onClick={() => {
              if (other) merge.mutate(other.id);
            }}
          >
            {shown ? t('merge.confirm', { name: personName(shown.absorbed) }) : t('merge.open')}
          </Button>
        </>
      }
    >
      <div className="zh-stack zh-tall-body">
        <Picker label={t('merge.other')} kind="person" value={other} onChange={setOther} {...(isSelf ? { hint: t('merge.self') } : {})} />
        {shown ? (
          <>
            <p>{t('merge.stays', { survivor: personName(shown.survivor), absorbed: personName(shown.absorbed) })}</p>
            <dl className="zh-sum">
              <dt>{t('merge.orders')}</dt>
              <dd className="zh-number">{format.count(shown.orders)}</dd>
              <dt>{t('merge.identities')}</dt>
              <dd className="zh-number">{format.count(shown.identities)}</dd>
              <dt>{t('merge.directs')}</dt>
              <dd className="zh-number">{format.count(shown.directs)}</dd>
            </dl>
            <p>{shown.referrer ? t('merge.referrer', { name: personName(shown.referrer) }) : t('merge.noReferrer')}</p>
            {shown.closedReferrals.length > 0 ? (
              <ul className="zh-stack-tight">
                {shown.closedReferrals.map((one) => (
                  <li key={one.person.id + one.referrer.id} className="zh-soft">
                    {t(`merge.closed.${one.reason}`, { person: personName(one.person), referrer: personName(one.referrer) })}
                  </li>
                ))}
              </ul>
            ) : null}
            <p className="zh-note zh-note-warning">{t('merge.forever')}</p>
          </>
        ) : other && !isSelf && !preview.error ? (
          <Skeleton shape="text" count={4} />
        ) : null}
        <ErrorLine error={merge.error ?? (other && !isSelf ? preview.error : null)} />
      </div>
    </Dialog>
  );
}
