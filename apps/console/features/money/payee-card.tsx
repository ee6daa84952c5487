import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useApp, useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Choice, TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';

type Payee = Awaited<ReturnType<Client['people']['payee']>>;
type Revealed = Awaited<ReturnType<Client['people']['revealPayee']>>;

const SHOWN_MS = 60_000;

/** Who is paid: what the tax office and the bank need before the first withdrawal; numbers are sealed and shown by their end. */
export function PayeeCard({ personId }: { personId: string }) {
  const { t } = useTranslation('money');
  const format = useFormat();
  const mayWrite = useMay('money');
  const [isOpen, setOpen] = useState(false);
  const found = useAsk(['person', personId, 'payee'], (client, signal) => client.people.payee(personId, { signal }));
  const [shown, setShown] = useState<Revealed | null>(null);
  const ends = (text: string | null, whole?: string | null) =>
    whole ? <bdi>{whole}</bdi> : text ? `•••• ${text}` : <span className="zh-warning">{t('payee.missing')}</span>;
  return (
    <Section
      title={t('payee.title')}
      note={t('payee.note')}
      actions={
        <>
          {found.data?.idNumberEnds || found.data?.accountEnds ? <Reveal personId={personId} shown={shown} onShown={setShown} /> : null}
          {mayWrite && found.data ? <Button onClick={() => setOpen(true)}>{t('payee.edit')}</Button> : null}
        </>
      }
    >
      <Answer of={found} wait={<Skeleton shape="text" count={3} />}>
        {(payee) => (
          <>
            <dl className="zh-facts zh-card">
              <dt>{t('payee.kind')}</dt>
              <dd>{t(`payee.kinds.${payee.kind}`)}</dd>
              <dt>{t('payee.legalName')}</dt>
              <dd>{payee.legalName ? <bdi>{payee.legalName}</bdi> : ends(null)}</dd>
              {payee.kind === 'individual' ? (
                <>
                  <dt>{t('payee.bornOn')}</dt>
                  <dd>{payee.bornOn ? format.day(payee.bornOn) : ends(null)}</dd>
                </>
              ) : null}
              <dt>{t('payee.idNumber')}</dt>
              <dd className="zh-number">{ends(payee.idNumberEnds, shown?.idNumber)}</dd>
              <dt>{t('payee.account')}</dt>
              <dd className="zh-number">{ends(payee.accountEnds, shown?.account)}</dd>
              <dt>{t('payee.paidThisYear')}</dt>
              <dd className="zh-number">
                {format.money(payee.paidThisYear)}
                {payee.isReportable ? ` · ${t('payee.reportable')}` : ''}
              </dd>
            </dl>
            {shown ? (
              <p className="zh-note zh-note-warning" role="status">
                {t('payee.revealed')}
              </p>
            ) : null}
            <Dialog title={t('payee.title')} isOpen={isOpen} onClose={() => setOpen(false)}>
              <PayeeForm personId={personId} payee={payee} onClose={() => setOpen(false)} />
            </Dialog>
          </>
        )}
      </Answer>
    </Section>
  );
}

/** The whole numbers, for an owner: on the record, and gone again after a minute or when nobody looks at the page. */
function Reveal({ personId, shown, onShown }: { personId: string; shown: Revealed | null; onShown: (shown: Revealed | null) => void }) {
  const { t } = useTranslation('money');
  const { client } = useApp();
  const mayReveal = useMay('reveal');
  const reveal = useMutation({ mutationFn: () => client.people.revealPayee(personId), gcTime: 0, onSuccess: onShown });
  useEffect(() => {
    if (!shown) return;
    const hide = () => onShown(null);
    const timer = setTimeout(hide, SHOWN_MS);
    const onLook = () => {
      if (document.hidden) hide();
    };
    document.addEventListener('visibilitychange', onLook);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onLook);
    };
  }, [shown, onShown]);
  if (!mayReveal) return null;
  return (
    <>
      {shown ? (
        <Button onClick={() => onShown(null)}>{t('payee.hide')}</Button>
      ) : (
        <Button loading={reveal.isPending} onClick={() => reveal.mutate()}>
          {t('payee.reveal')}
        </Button>
      )}
      <ErrorLine error={reveal.error} />
    </>
  );
}

function PayeeForm({ personId, payee, onClose }: { personId: string; payee: Payee; onClose: () => void }) {
  const { t } = useTranslation('money');
  const [kind, setKind] = useState(payee.kind);
  const [legalName, setLegalName] = useState(payee.legalName ?? '');
  const [bornOn, setBornOn] = useState(payee.bornOn ?? '');
  const [idNumber, setIdNumber] = useState('');
  const [account, setAccount] = useState('');
  const save = useAct(
    (client) =>
      client.people.updatePayee(personId, {
        kind,
        legalName: legalName.trim() || null,
        bornOn: bornOn || null,
        ...(idNumber.trim() ? { idNumber: idNumber.trim() } : {}),
        ...(account.trim() ? { account: account.trim() } : {}),
      }),
    onClose,
  );
  const kept = (end: string | null) => (end ? { hint: t('payee.keeps', { end }) } : {});
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Choice
        isLabelShown
        label={t('payee.kind')}
        value={kind}
        options={(['individual', 'business'] as const).map((value) => ({ value, label: t(`payee.kinds.${value}`) }))}
        onChange={setKind}
      />
      <TextField label={t('payee.legalName')} value={legalName} onChange={setLegalName} />
      {kind === 'individual' ? <TextField type="date" label={t('payee.bornOn')} value={bornOn} onChange={setBornOn} /> : null}
      <TextField label={t('payee.idNumber')} value={idNumber} onChange={setIdNumber} {...kept(payee.idNumberEnds)} />
      <TextField label={t('payee.account')} value={account} onChange={setAccount} {...kept(payee.accountEnds)} />
      <ErrorLine error={save.error} />
      <div>
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('payee.save')}
        </Button>
      </div>
    </form>
  );
}
