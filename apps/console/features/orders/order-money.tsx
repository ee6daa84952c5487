import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import type { Order } from './order-state.tsx';

type Refund = Awaited<ReturnType<Client['orders']['refunds']>>['data'][number];

interface Happening {
  id: string;
  at: string;
  words: string;
  detail: string | null;
  amount: string | null;
  /** a chargeback the bank may still decide for us */
  fought?: Refund;
}

/** What came in, went back and went out on an order, newest first; open claims first of all. */
export function OrderMoney({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const all = useAsk(['order', order.id, 'money'], async (client, signal) => {
    const [payments, refunds, shipments, claims] = await Promise.all([
      client.orders.payments(order.id, { signal }),
      client.orders.refunds(order.id, { signal }),
      client.orders.shipments(order.id, { signal }),
      client.orders.claims(order.id, { signal }),
    ]);
    return { payments: payments.data, refunds: refunds.data, shipments: shipments.data, claims: claims.data };
  });
  const lineWords = (lines: readonly number[]) => (lines.length === 0 ? null : t('earn.onLines', { lines: lines.join(t('ui:listComma')) }));
  return (
    <Section title={t('money.title')} isCard>
      <Answer of={all} wait={<Skeleton shape="text" count={3} />}>
        {(found) => {
          const happenings: Happening[] = [
            ...found.payments.map((one) => ({
              id: one.id,
              at: one.at,
              words: t('money.payment', { provider: t(`provider.${one.provider}`, { defaultValue: one.provider }) }),
              detail: one.externalId,
              amount: format.money(one.amount, { isChange: true }),
            })),
            ...found.refunds.map((one) => ({
              id: one.id,
              at: one.at,
              words: t(`money.${one.cause}`),
              detail: lineWords(one.lines.map((line) => line.line)),
              // Of an exchange only the difference went back.
              amount: format.minor(BigInt(one.kept.amount) - BigInt(one.amount.amount)),
              ...(one.cause === 'chargeback' && one.wonAt === null ? { fought: one } : {}),
            })),
            ...found.refunds.flatMap((one) =>
              one.wonAt === null
                ? []
                : {
                    id: `${one.id} won`,
                    at: one.wonAt,
                    words: t('money.won'),
                    detail: lineWords(one.lines.map((line) => line.line)),
                    amount: format.money(one.amount, { isChange: true }),
                  },
            ),
            ...found.shipments.map((one) => ({
              id: one.id,
              at: one.at,
              words: t('money.shipment'),
              detail: [one.carrier, one.number].filter(Boolean).join(' ') || lineWords(one.lines),
              amount: null,
            })),
          ].sort((a, b) => b.at.localeCompare(a.at));
          return (
            <div className="zh-stack">
              {found.claims.map((claim) => (
                <OpenClaim key={claim.id} order={order} claim={claim} words={lineWords(claim.lines) ?? ''} />
              ))}
              {happenings.length === 0 ? (
                <p className="zh-soft">{t('money.none')}</p>
              ) : (
                <ul className="zh-stack-tight">
                  {happenings.map((one) => (
                    <li key={one.id} className="zh-entry">
                      <span>{one.words}</span>
                      <span className="zh-number">{one.amount ?? ''}</span>
                      <span className="zh-soft zh-small">
                        {format.instant(one.at)}
                        {one.detail ? (
                          <>
                            {' · '}
                            <bdi>{one.detail}</bdi>
                          </>
                        ) : null}
                      </span>
                      {one.fought ? <WinChargeback refund={one.fought} /> : null}
                    </li>
                  ))}
                </ul>
              )}
            </div>
          );
        }}
      </Answer>
    </Section>
  );
}

/** The bank decided for the shop: first what that does, then it is written down. */
function WinChargeback({ refund }: { refund: Refund }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const mayWrite = useMay('orders');
  const [isOpen, setOpen] = useState(false);
  const preview = useAsk(
    ['refund', refund.id, 'won'],
    (server, signal) => server.refunds.winChargeback(refund.id, {}, { dryRun: true, signal }),
    { isOff: !isOpen },
  );
  const win = useAct(
    (client) => client.refunds.winChargeback(refund.id, {}),
    () => setOpen(false),
  );
  if (!mayWrite) return null;
  const amount = format.money(refund.amount);
  return (
    <div>
      <button type="button" className="zh-text-button zh-small" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {t('won.open')}
      </button>
      <Confirm
        title={t('won.title')}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        confirm={t('won.confirm', { amount })}
        isReady={preview.data !== undefined}
        act={win}
        error={preview.error}
        onConfirm={() => win.mutate()}
      >
        {preview.data ? (
          <p className="zh-number">{t('won.effect', { amount, state: t(`states.${preview.data.orderState}`) })}</p>
        ) : preview.error ? null : (
          <Skeleton shape="text" count={2} />
        )}
        <p>{t('won.commissions')}</p>
      </Confirm>
    </div>
  );
}

/** A claim that stops the hold, and the way to end it; closed ones say how they ended. */
function OpenClaim({
  order,
  claim,
  words,
}: {
  order: Order;
  claim: { id: string; reason: string | null; openedAt: string; closedAt: string | null; outcome: string | null };
  words: string;
}) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const mayWrite = useMay('orders');
  const close = useAct((client) => client.claims.close(claim.id, {}));
  return (
    <div className={claim.closedAt ? 'zh-note' : 'zh-note zh-note-warning'}>
      <p>
        {t(claim.closedAt ? 'claim.closed' : 'claim.open', {
          day: format.instantDay(claim.closedAt ?? claim.openedAt),
          order: order.externalId ?? '',
        })}{' '}
        {words}
      </p>
      {claim.reason ? (
        <p>
          <bdi>{claim.reason}</bdi>
        </p>
      ) : null}
      <ErrorLine error={close.error} />
      {claim.closedAt === null && mayWrite ? (
        <Button size="small" loading={close.isPending} onClick={() => close.mutate()}>
          {t('claim.close')}
        </Button>
      ) : null}
    </div>
  );
}
