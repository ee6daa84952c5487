import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../../../ui/app/act.ts';
import { useApp, useFormat, useMay } from '../../../../ui/app/context.tsx';
import { saveReply } from '../../../../ui/app/save.ts';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import type { Withdrawal } from './withdrawal-words.tsx';

/** The invoice a business is paid against: its number, its file, and the way to attach one before it is paid. */
export function WithdrawalInvoice({ withdrawal }: { withdrawal: Withdrawal }) {
  const { t } = useTranslation('money');
  const { client } = useApp();
  const format = useFormat();
  const mayWrite = useMay('money');
  const id = useId();
  const file = withdrawal.invoice?.file ?? null;
  const attach = useAct((server, chosen: File) => server.withdrawals.attachInvoice(withdrawal.id, chosen, { fileName: chosen.name }));
  const open = useMutation({
    mutationFn: async () => saveReply(await client.withdrawals.invoice(withdrawal.id), file?.name ?? 'invoice'),
  });
  if (withdrawal.tax.method !== 'invoice' && withdrawal.invoice === null) return null;
  const isOpen = withdrawal.state === 'requested' || withdrawal.state === 'approved';
  return (
    <section className="zh-stack" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{t('invoice.title')}</h3>
      {withdrawal.invoice?.number ? <p>{t('invoice.number', { number: withdrawal.invoice.number })}</p> : null}
      {file ? (
        <p>
          <bdi>{file.name}</bdi>{' '}
          <span className="zh-soft zh-small">
            {format.bytes(file.bytes)} · {format.instant(file.attachedAt)}
          </span>
        </p>
      ) : (
        <p className="zh-soft">{t(isOpen ? 'invoice.needed' : 'invoice.none', { amount: format.money(withdrawal.amount) })}</p>
      )}
      <div className="zh-row">
        {file ? (
          <Button loading={open.isPending} onClick={() => open.mutate()}>
            {t('invoice.open')}
          </Button>
        ) : null}
        {mayWrite && isOpen ? (
          <>
            <label htmlFor={`${id}-file`} className="zh-button">
              {t(attach.isPending ? 'invoice.sending' : file ? 'invoice.replace' : 'invoice.attach')}
            </label>
            <input
              id={`${id}-file`}
              className="zh-file"
              type="file"
              accept="application/pdf,image/png,image/jpeg"
              disabled={attach.isPending}
              onChange={(event) => {
                const chosen = event.target.files?.[0];
                if (chosen) attach.mutate(chosen);
                event.target.value = '';
              }}
            />
          </>
        ) : null}
      </div>
      <ErrorLine error={attach.error ?? open.error} />
    </section>
  );
}
