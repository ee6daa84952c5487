import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../../../ui/app/act.ts';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { LongField } from '../../../../ui/page/controls.tsx';

/** Why nothing is approved or sent: what the doctor found broken, and the owner's word that payouts may go on all the same. */
export function PayoutStop() {
  const { t } = useTranslation('money');
  const format = useFormat();
  const isOwner = useMay('reveal');
  const [isLifting, setLifting] = useState(false);
  const found = useAsk(['settlement', 'stop'], (client, signal) => client.payoutStop.get({ signal })).data;
  if (!found?.isStopped) return null;
  return (
    <>
      <div className="zh-note zh-note-warning zh-stack" role="alert">
        <strong>{t('stopped.title', { at: format.instant(found.since ?? found.checkedAt ?? '') })}</strong>
        <ul className="zh-said">
          {found.checks.map((check) => (
            <li key={check.id}>
              {t('stopped.check', { what: check.title, count: check.count, rows: format.count(check.count) })}{' '}
              <code className="zh-code">{check.id}</code>
            </li>
          ))}
        </ul>
        <p>{t('stopped.note')}</p>
        {isOwner ? (
          <div>
            <Button onClick={() => setLifting(true)}>{t('stopped.lift')}</Button>
          </div>
        ) : null}
      </div>
      {isLifting ? <Lift onClose={() => setLifting(false)} /> : null}
    </>
  );
}

function Lift({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('money');
  const [reason, setReason] = useState('');
  const act = useAct((client) => client.payoutStop.lift({ reason: reason.trim() }), onClose);
  return (
    <Confirm
      title={t('stopped.lift')}
      onClose={onClose}
      confirm={t('stopped.confirm')}
      isReady={reason.trim() !== ''}
      isDanger
      act={act}
      onConfirm={() => act.mutate()}
    >
      <p>{t('stopped.until')}</p>
      <LongField label={t('stopped.reason')} value={reason} onChange={setReason} rows={2} isRequired />
    </Confirm>
  );
}
