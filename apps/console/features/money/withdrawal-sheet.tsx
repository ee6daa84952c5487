import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, type Client } from '../../../../sdk/index.ts';
import { useActor } from '../../../../ui/app/actor.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { useBrand, useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { formatMonth } from '../../../../ui/format/time.ts';
import { Choice, TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { WithdrawalInvoice } from './withdrawal-invoice.tsx';
import { WithdrawalState, type Withdrawal } from './withdrawal-words.tsx';

/** One withdrawal beside the list: what is asked, what is taken off, and what can be decided now. */
export function WithdrawalSheet({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { t } = useTranslation('money');
  const found = useAsk(['withdrawal', id], (client, signal) => client.withdrawals.get(id ?? '', { signal }), { isOff: id === null });
  const withdrawal = id !== null && found.data?.id === id ? found.data : null;
  return (
    <Dialog kind="sheet" title={t('withdrawal.one')} isOpen={id !== null} onClose={onClose}>
      {withdrawal ? (
        <Facts withdrawal={withdrawal} />
      ) : found.error ? (
        <ErrorLine error={found.error} />
      ) : (
        <Skeleton shape="text" count={6} />
      )}
    </Dialog>
  );
}

function Facts({ withdrawal }: { withdrawal: Withdrawal }) {
  const { t } = useTranslation('money');
  const format = useFormat();
  const mayWrite = useMay('money');
  const { tax } = withdrawal;
  return (
    <div className="zh-stack">
      <p className="zh-row">
        <PersonLink person={withdrawal.person} /> <WithdrawalState withdrawal={withdrawal} />
      </p>
      <dl className="zh-sum">
        <dt>{t('withdrawal.amount')}</dt>
        <dd className="zh-number">{format.money(withdrawal.amount)}</dd>
        <dt>
          {t('withdrawal.tax')}{' '}
          <span className="zh-soft zh-small">
            {t(`tax.${tax.method}`)}
            {tax.isEstimate ? ` · ${t('withdrawal.estimate')}` : ''}
          </span>
        </dt>
        <dd className="zh-number">{format.minor(-BigInt(tax.amount.amount))}</dd>
        <dt>{t('withdrawal.fee')}</dt>
        <dd className="zh-number">{format.minor(-BigInt(withdrawal.fee.amount))}</dd>
        <dt className="zh-sum-total">{t('withdrawal.net')}</dt>
        <dd className="zh-sum-total zh-number">{format.money(withdrawal.net)}</dd>
      </dl>
      {tax.amount.amount === '0' ? null : (
        <p className="zh-soft zh-small">
          {t('withdrawal.taxNote', { month: formatMonth(tax.month, format.language), taxable: format.money(tax.taxable) })}
        </p>
      )}
      <dl className="zh-facts">
        <dt>{t('withdrawal.requestedAt')}</dt>
        <dd>
          {format.instant(withdrawal.requestedAt)} · <Actor name={withdrawal.requestedBy} />
        </dd>
        {withdrawal.approvedAt ? (
          <>
            <dt>{t('withdrawal.approvedAt')}</dt>
            <dd>
              {format.instant(withdrawal.approvedAt)} · <Actor name={withdrawal.approvedBy} />
            </dd>
          </>
        ) : null}
        {withdrawal.sentAt ? (
          <>
            <dt>{t('withdrawal.sentAt')}</dt>
            <dd>
              {format.instant(withdrawal.sentAt)}
              {withdrawal.sentVia ? ` · ${t(`via.${withdrawal.sentVia}`, { defaultValue: withdrawal.sentVia })}` : ''}
            </dd>
          </>
        ) : null}
        {withdrawal.endedAt ? (
          <>
            <dt>{t('withdrawal.endedAt')}</dt>
            <dd>{format.instant(withdrawal.endedAt)}</dd>
          </>
        ) : null}
        {withdrawal.reason ? (
          <>
            <dt>{t('withdrawal.reason')}</dt>
            <dd>
              <bdi>{withdrawal.reason}</bdi>
            </dd>
          </>
        ) : null}
      </dl>
      <WithdrawalInvoice withdrawal={withdrawal} />
      {mayWrite ? <Decide key={withdrawal.state + withdrawal.sentAt} withdrawal={withdrawal} /> : null}
    </div>
  );
}

function Actor({ name }: { name: string | null }) {
  return <bdi>{useActor()(name)}</bdi>;
}

type Verb = 'approve' | 'send' | 'settle' | 'fail' | 'reject';

function verbsOf(withdrawal: Withdrawal): Verb[] {
  if (withdrawal.state === 'requested') return ['approve', 'reject'];
  if (withdrawal.state !== 'approved') return [];
  return withdrawal.sentAt ? ['settle', 'fail'] : ['send', 'settle', 'fail', 'reject'];
}

/** What can be decided: first chosen, then its exact effect, then confirmed by its name. */
function Decide({ withdrawal }: { withdrawal: Withdrawal }) {
  const { t } = useTranslation('money');
  const brand = useBrand();
  const format = useFormat();
  const [verb, setVerb] = useState<Verb | null>(null);
  const [reason, setReason] = useState('');
  const [invoice, setInvoice] = useState('');
  const [provider, setProvider] = useState<'test' | 'wechat' | 'stripe'>(brand.isSandbox ? 'test' : 'wechat');
  const isBusiness = withdrawal.tax.method === 'invoice';
  const preview = useAsk(
    ['withdrawal', withdrawal.id, 'approve', invoice],
    (server, signal) => server.withdrawals.approve(withdrawal.id, approval(invoice), { dryRun: true, signal }),
    { isOff: verb !== 'approve' },
  );
  const act = useAct(
    (client, chosen: Verb) => perform(client, withdrawal.id, chosen, { reason: reason.trim(), invoice, provider }),
    () => setVerb(null),
  );
  const verbs = verbsOf(withdrawal);
  if (verbs.length === 0) return null;
  const fault = act.error ?? (verb === 'approve' ? preview.error : null);
  const needsOther = fault instanceof ApiProblem && fault.code === 'withdrawal.sameApprover';
  const needsReason = verb === 'fail' || verb === 'reject';
  const isReady =
    verb !== null && (!needsReason || reason.trim() !== '') && (verb !== 'approve' || (preview.data !== undefined && !preview.error));
  const amount = format.money(
    verb === 'approve' || verb === 'settle' || verb === 'send' ? (preview.data ?? withdrawal).net : withdrawal.amount,
  );
  return (
    <div className="zh-stack">
      <div className="zh-row">
        {verbs.map((one) => (
          <Button key={one} type={one === verb ? 'primary' : 'default'} aria-pressed={one === verb} onClick={() => setVerb(one)}>
            {t(`decide.${one}`)}
          </Button>
        ))}
      </div>
      {verb === null ? null : (
        <div className={needsReason ? 'zh-note zh-note-warning zh-stack' : 'zh-note zh-stack'}>
          <p className="zh-number">
            {t(`decide.effect.${verb}`, {
              amount,
              gross: format.money(withdrawal.amount),
              tax: format.money((preview.data ?? withdrawal).tax.amount),
            })}
          </p>
          {verb === 'approve' && isBusiness ? (
            <TextField label={t('decide.invoice')} value={invoice} onChange={setInvoice} hint={t('decide.invoiceHint')} />
          ) : null}
          {verb === 'send' ? (
            <Choice
              isLabelShown
              label={t('decide.provider')}
              value={provider}
              options={([...(brand.isSandbox ? (['test'] as const) : []), 'wechat', 'stripe'] as const).map((value) => ({
                value,
                label: t(`via.${value}`),
              }))}
              onChange={setProvider}
            />
          ) : null}
          {needsReason ? <TextField label={t('decide.reason')} value={reason} onChange={setReason} isRequired /> : null}
          {needsOther ? (
            <p className="zh-note zh-note-warning">
              {t('decide.fourEyes')} <Go to="settings/staff">{t('decide.invite')}</Go>
            </p>
          ) : (
            <ErrorLine error={fault} />
          )}
          <div>
            <Button type="primary" danger={needsReason} disabled={!isReady} loading={act.isPending} onClick={() => act.mutate(verb)}>
              {t(`decide.confirm.${verb}`, { amount })}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}

const approval = (invoice: string) => (invoice.trim() ? { invoice: invoice.trim() } : {});

async function perform(
  client: Client,
  id: string,
  verb: Verb,
  { reason, invoice, provider }: { reason: string; invoice: string; provider: 'test' | 'wechat' | 'stripe' },
): Promise<Withdrawal> {
  switch (verb) {
    case 'approve':
      return await client.withdrawals.approve(id, approval(invoice));
    case 'send':
      return await client.withdrawals.send(id, { provider });
    case 'settle':
      return await client.withdrawals.settle(id, {});
    case 'fail':
      return await client.withdrawals.fail(id, { reason });
    case 'reject':
      return await client.withdrawals.reject(id, { reason });
  }
}
