import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, QRCode } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem, type Client } from '../../../../sdk/index.ts';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { useApp, useBrand, useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';
import type { Order } from './order-state.tsx';

type Intent = Awaited<ReturnType<Client['orders']['paymentIntents']>>['data'][number];

const EVERY_MS = 2_000;
const SIZE = 200;

/** What the customer scans to pay what is due: made on request, watched until the money is there. */
export function PaymentCode({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const { client } = useApp();
  const brand = useBrand();
  const format = useFormat();
  const queries = useQueryClient();
  const mayWrite = useMay('orders');
  const due = (BigInt(order.total.amount) - BigInt(order.paid.amount)).toString();
  const provider = brand.isSandbox ? 'test' : 'wechat';
  const intents = useAsk(
    ['order', order.id, 'intents'],
    (server, signal) => server.orders.paymentIntents(order.id, { limit: 10 }, { signal }),
    { everyMs: (answer) => (answer?.data.some((one) => one.state === 'open' && codeOf(one)) ? EVERY_MS : false) },
  );
  const changed = () => queries.invalidateQueries({ queryKey: [brand.slug] });
  const make = useMutation({
    mutationFn: () => client.orders.openPayment(order.id, provider === 'wechat' ? { provider, method: 'native' } : { provider }),
    onSuccess: changed,
  });
  const last = intents.data?.data[0];
  // A code for an amount that is no longer due would take the wrong money.
  const open = last?.state === 'open' && last.amount.amount === due && codeOf(last) ? last : null;
  const isPaid = last?.state === 'paid';
  useEffect(() => {
    if (isPaid) void queries.invalidateQueries({ queryKey: [brand.slug, 'order', order.id] });
  }, [isPaid, queries, brand.slug, order.id]);
  const isUnconnected = make.error instanceof ApiProblem && make.error.code === 'paymentAccount.needed';
  return (
    <Section title={t('code.title')} isCard>
      {open ? (
        <Code intent={open} onDone={changed} />
      ) : (
        <>
          <p>{t('code.text', { amount: format.minor(BigInt(due)) })}</p>
          {last && last.state !== 'open' && !isPaid ? (
            <p>
              <StateTag mood="warning">{t(`code.states.${last.state}`)}</StateTag>
            </p>
          ) : null}
        </>
      )}
      {isUnconnected ? (
        <p className="zh-note zh-note-warning">
          {t('code.unconnected')} <Go to="settings/payments">{t('code.connect')}</Go>
        </p>
      ) : (
        <ErrorLine error={make.error} />
      )}
      {!open && mayWrite ? (
        <div>
          <Button loading={make.isPending} onClick={() => make.mutate()}>
            {t('code.make')}
          </Button>
        </div>
      ) : null}
    </Section>
  );
}

/** The text behind the picture; null where the provider wants something else than a picture. */
function codeOf({ pay }: Intent): string | null {
  const text = pay?.['kind'] === 'qr' ? pay['code'] : pay?.['kind'] === 'test' ? pay['reference'] : null;
  return typeof text === 'string' ? text : null;
}

function Code({ intent, onDone }: { intent: Intent; onDone: () => Promise<unknown> }) {
  const { t } = useTranslation('orders');
  const { client } = useApp();
  const format = useFormat();
  const mayWrite = useMay('orders');
  const act = useMutation({
    mutationFn: (verb: 'pay' | 'fail') => client.paymentIntents.actInTest(intent.id, { do: verb }),
    onSuccess: onDone,
  });
  return (
    <div className="zh-stack zh-pay-code">
      <span className="zh-hidden">{t('code.picture', { amount: format.money(intent.amount) })}</span>
      <span aria-hidden="true">
        <QRCode type="svg" value={codeOf(intent) ?? ''} size={SIZE} bordered={false} />
      </span>
      <p className="zh-number zh-strong">{format.money(intent.amount)}</p>
      <p className="zh-soft" role="status">
        {t('code.waits', { provider: t(`provider.${intent.provider}`) })}
      </p>
      {intent.provider === 'test' && mayWrite ? (
        <>
          <p className="zh-soft zh-small">{t('code.test')}</p>
          <div className="zh-row zh-row-centre">
            <Button loading={act.isPending} onClick={() => act.mutate('pay')}>
              {t('code.pay')}
            </Button>
            <Button disabled={act.isPending} onClick={() => act.mutate('fail')}>
              {t('code.fail')}
            </Button>
          </div>
        </>
      ) : null}
      <ErrorLine error={act.error} />
    </div>
  );
}
