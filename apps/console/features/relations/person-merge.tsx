import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import { useAct } from '../../../../ui/app/act.ts';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { useGo } from '../../../../ui/app/go.tsx';
import { personName } from '../../../../ui/format/name.ts';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import type { Person } from './person-page.tsx';

/** Two records of one person become one: it first shows which stays and what moves, because nothing undoes it. */
export function MergePeople({ person, isOpen, onClose }: { person: Person; isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('relations');
  const format = useFormat();
  const go = useGo();
  const [other, setOther] = useState<Picked | null>(null);
  const isSelf = other?.id === person.id;
  const preview = useAsk(
    ['person', person.id, 'merge', other?.id],
    (server, signal) => server.people.merge(person.id, { other: other?.id ?? '' }, { dryRun: true, signal }),
    { isOff: !isOpen || other === null || isSelf },
  );
  const merge = useAct(
    (client, id: string) => client.people.merge(person.id, { other: id }),
    (done) => {
      onClose();
      go(`people/${done.survivor.id}`);
    },
  );
  const shown = other && !isSelf && preview.data && !preview.error && !preview.isPlaceholderData ? preview.data : null;
  return (
    <Confirm
      title={t('merge.title', { name: personName(person) })}
      isOpen={isOpen}
      onClose={onClose}
      back={t('merge.keep')}
      confirm={shown ? t('merge.confirm', { name: personName(shown.absorbed) }) : t('merge.open')}
      isReady={shown !== null}
      isDanger
      act={merge}
      error={other && !isSelf ? preview.error : null}
      onConfirm={() => {
        if (other) merge.mutate(other.id);
      }}
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
      </div>
    </Confirm>
  );
}
