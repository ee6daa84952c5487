import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { CheckField, Choice, TextField } from '../../../../ui/page/controls.tsx';
import { moneyText, typedMoney } from '../../../../ui/format/money.ts';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { MoneyField } from '../../../../ui/page/money-field.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import type { ActProps } from './order-state.tsx';
import { Exchange } from './exchange.tsx';
import type { Order } from './order-state.tsx';

type Act = 'pay' | 'ship' | 'receive' | 'refund' | 'exchange' | 'claim' | 'cancel';

/** What may be done with an order as it stands; the next step of its way comes first. */
export function OrderActs({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const mayWrite = useMay('orders');
  const [open, setOpen] = useState<Act | null>(null);
  const close = () => setOpen(null);
  if (!mayWrite) return null;
  const acts = actsOf(order);
  return (
    <>
      {acts.map((act, at) => (
        <Button key={act} type={at === 0 && act !== 'refund' ? 'primary' : 'default'} onClick={() => setOpen(act)}>
          {t(`acts.${act}`)}
        </Button>
      ))}
      <Pay order={order} isOpen={open === 'pay'} onClose={close} />
      <Ship order={order} isOpen={open === 'ship'} onClose={close} />
      <Receive order={order} isOpen={open === 'receive'} onClose={close} />
      <Refund order={order} isOpen={open === 'refund'} onClose={close} />
      <Exchange order={order} isOpen={open === 'exchange'} onClose={close} />
      <Claim order={order} isOpen={open === 'claim'} onClose={close} />
      <Cancel order={order} isOpen={open === 'cancel'} onClose={close} />
    </>
  );
}

function actsOf(order: Order): Act[] {
  switch (order.state) {
    case 'unpaid':
      return ['pay', 'cancel'];
    case 'paid':
      return order.shippedAt ? ['receive', 'refund', 'exchange', 'claim'] : ['ship', 'receive', 'refund', 'exchange', 'claim'];
    case 'shipped':
      return ['receive', 'refund', 'exchange', 'claim'];
    case 'received':
      return ['refund', 'exchange', 'claim'];
    default:
      return [];
  }
}

function Pay({ order, isOpen, onClose }: ActProps) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const due = BigInt(order.total.amount) - BigInt(order.paid.amount);
  const [text, setText] = useState('');
  const [reference, setReference] = useState('');
  useEffect(() => {
    if (isOpen) setText(moneyText({ amount: due.toString(), currency: format.currency }));
  }, [isOpen, due, format.currency]);
  const amount = typedMoney(text, format.currency);
  const isAmount = amount !== null && amount !== 'wrong' && amount.amount !== '0';
  const pay = useAct((client, body: Parameters<Client['orders']['pay']>[1]) => client.orders.pay(order.id, body), onClose);
  const left = isAmount ? due - BigInt(amount.amount) : null;
  return (
    <Confirm
      title={t('pay.title')}
      isOpen={isOpen}
      onClose={onClose}
      confirm={isAmount ? t('pay.confirm', { amount: format.money(amount) }) : t('acts.pay')}
      isReady={isAmount}
      act={pay}
      onConfirm={() => {
        if (isAmount) pay.mutate({ amount, ...(reference.trim() ? { externalId: reference.trim() } : {}) });
      }}
    >
      <p className="zh-number">
        {t('pay.due', { due: format.minor(due), total: format.money(order.total), paid: format.money(order.paid) })}
      </p>
      <MoneyField label={t('pay.amount')} value={text} onChange={setText} isRequired />
      <TextField label={t('pay.reference')} value={reference} onChange={setReference} hint={t('pay.referenceHint')} />
      {left === null ? null : (
        <p className={left === 0n ? 'zh-note zh-note-good' : 'zh-note'}>
          {left === 0n ? t('pay.whole') : left > 0n ? t('pay.part', { left: format.minor(left) }) : t('pay.tooMuch')}
        </p>
      )}
    </Confirm>
  );
}

function Ship({ order, isOpen, onClose }: ActProps) {
  const { t } = useTranslation('orders');
  const open = order.lines.filter((line) => line.shippedAt === null && line.receivedAt === null);
  const [without, setWithout] = useState<readonly number[]>([]);
  const [carrier, setCarrier] = useState('');
  const [number, setNumber] = useState('');
  const chosen = open.filter((line) => !without.includes(line.line)).map((line) => line.line);
  const ship = useAct((client, body: Parameters<Client['orders']['ship']>[1]) => client.orders.ship(order.id, body), onClose);
  return (
    <Confirm
      title={t('ship.title')}
      isOpen={isOpen}
      onClose={onClose}
      confirm={t('ship.confirm', { count: chosen.length })}
      isReady={chosen.length > 0}
      act={ship}
      onConfirm={() =>
        ship.mutate({
          lines: chosen,
          ...(carrier.trim() ? { carrier: carrier.trim() } : {}),
          ...(number.trim() ? { number: number.trim() } : {}),
        })
      }
    >
      <LineChecks order={order} lines={open.map((line) => line.line)} without={without} onChange={setWithout} />
      <div className="zh-pair">
        <TextField label={t('ship.carrier')} value={carrier} onChange={setCarrier} />
        <TextField label={t('ship.number')} value={number} onChange={setNumber} />
      </div>
      <p className="zh-soft">{t('ship.text')}</p>
    </Confirm>
  );
}

function LineChecks({
  order,
  lines,
  without,
  onChange,
}: {
  order: Order;
  lines: readonly number[];
  without: readonly number[];
  onChange: (without: readonly number[]) => void;
}) {
  const { t } = useTranslation('orders');
  return (
    <div className="zh-stack-tight">
      {order.lines
        .filter((line) => lines.includes(line.line))
        .map((line) => (
          <CheckField
            key={line.line}
            label={t('lineOf', { line: line.line, product: line.product?.name ?? t('noProduct'), quantity: line.quantity ?? 1 })}
            isOn={!without.includes(line.line)}
            onChange={(isOn) => onChange(isOn ? without.filter((one) => one !== line.line) : [...without, line.line])}
          />
        ))}
    </div>
  );
}

function Receive({ order, isOpen, onClose }: ActProps) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const receive = useAct((client) => client.orders.receive(order.id, {}), onClose);
  const earned = useAsk(['order', order.id, 'commissions'], (client, signal) => client.orders.commissions(order.id, { signal }), {
    isOff: !isOpen,
  });
  const pending = (earned.data?.data ?? []).filter((row) => row.state === 'pending' && !row.isHeld);
  const sum = pending.reduce((total, row) => total + BigInt(row.amount.amount) - BigInt(row.reversed.amount), 0n);
  return (
    <Confirm
      title={t('receive.title')}
      isOpen={isOpen}
      onClose={onClose}
      confirm={t('receive.confirm')}
      isReady
      act={receive}
      onConfirm={() => receive.mutate(undefined)}
    >
      <p>{t('receive.text', { day: format.instant(format.now) })}</p>
      {pending.length > 0 ? (
        <p className="zh-note zh-number">{t('receive.hold', { amount: format.minor(sum), days: pending[0]?.trace.holdDays ?? 0 })}</p>
      ) : null}
    </Confirm>
  );
}

function Refund({ order, isOpen, onClose }: ActProps) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const { currency } = format;
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [cause, setCause] = useState<'refund' | 'chargeback'>('refund');
  const left = (line: Order['lines'][number]) => BigInt(line.amount.amount) - BigInt(line.refunded.amount);
  const refundedOfLines = order.lines.reduce((sum, line) => sum + BigInt(line.refunded.amount), 0n);
  const shippingLeft = BigInt(order.shipping.amount) - (BigInt(order.refunded.amount) - refundedOfLines);
  const all = () =>
    setTexts(
      Object.fromEntries([
        ...order.lines.map((line) => [String(line.line), moneyText({ amount: left(line).toString(), currency })]),
        ['shipping', moneyText({ amount: shippingLeft.toString(), currency })],
      ]),
    );
  useEffect(() => {
    if (isOpen) setTexts({});
  }, [isOpen]);
  const typed = (name: string) => {
    const amount = typedMoney(texts[name] ?? '', currency);
    return amount === null || amount === 'wrong' || /^0*$/.test(amount.amount) ? null : amount;
  };
  const isWrong = Object.values(texts).some((text) => typedMoney(text, currency) === 'wrong');
  const lines = order.lines.flatMap((line) => {
    const amount = typed(String(line.line));
    return amount ? [{ line: line.line, amount }] : [];
  });
  const shipping = typed('shipping');
  const body = isWrong || (lines.length === 0 && !shipping) ? null : { lines, ...(shipping ? { shipping } : {}), cause };
  const preview = useAsk(
    ['order', order.id, 'refund', body],
    (client, signal) => client.orders.refund(order.id, body ?? { lines: [] }, { dryRun: true, signal }),
    { isOff: !isOpen || body === null },
  );
  const refund = useAct((client, given: Parameters<Client['orders']['refund']>[1]) => client.orders.refund(order.id, given), onClose);
  const shown = body && preview.data && !preview.error && !preview.isPlaceholderData ? preview.data : null;
  return (
    <Confirm
      title={t('refund.title')}
      isOpen={isOpen}
      onClose={onClose}
      confirm={shown ? t('refund.confirm', { amount: format.money(shown.amount) }) : t('acts.refund')}
      isReady={shown !== null}
      act={refund}
      isDanger
      error={body ? preview.error : null}
      onConfirm={() => {
        if (body) refund.mutate(body);
      }}
    >
      <ul className="zh-give">
        {order.lines
          .filter((line) => left(line) > 0n)
          .map((line) => (
            <li key={line.line}>
              <MoneyField
                label={t('lineOf', { line: line.line, product: line.product?.name ?? t('noProduct'), quantity: line.quantity ?? 1 })}
                value={texts[String(line.line)] ?? ''}
                onChange={(text) => setTexts((now) => ({ ...now, [String(line.line)]: text }))}
                hint={t('refund.left', { left: format.minor(left(line)) })}
              />
            </li>
          ))}
        {shippingLeft > 0n ? (
          <li>
            <MoneyField
              label={t('shipping')}
              value={texts['shipping'] ?? ''}
              onChange={(text) => setTexts((now) => ({ ...now, shipping: text }))}
              hint={t('refund.left', { left: format.minor(shippingLeft) })}
            />
          </li>
        ) : null}
      </ul>
      <div className="zh-row zh-row-between zh-row-end">
        <Button onClick={all}>{t('refund.all')}</Button>
        <Choice
          isLabelShown
          label={t('refund.cause')}
          value={cause}
          options={[
            { value: 'refund', label: t('money.refund') },
            { value: 'chargeback', label: t('money.chargeback') },
          ]}
          onChange={setCause}
        />
      </div>
      {shown ? (
        <div className="zh-note zh-note-warning zh-stack-tight">
          <p className="zh-number">{t('refund.effect', { amount: format.money(shown.amount), state: t(`states.${shown.orderState}`) })}</p>
          {(shown.takenBack ?? []).length === 0 ? (
            <p>{t('refund.noCommission')}</p>
          ) : (
            <>
              <p>{t('refund.takes')}</p>
              <ul className="zh-stack-tight">
                {byPerson(shown.takenBack ?? []).map((row) => (
                  <li key={row.key} className="zh-entry">
                    <span>
                      {row.person ? <PersonLink person={row.person} /> : '–'}{' '}
                      <span className="zh-small">
                        {t('earn.onLines', { lines: row.lines.join(t('ui:listComma')) })} ·{' '}
                        {t('refund.keeps', { left: format.minor(row.left) })}
                      </span>
                    </span>
                    <span className="zh-number">{format.minor(-row.amount)}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      ) : null}
    </Confirm>
  );
}

type TakenBack = NonNullable<Awaited<ReturnType<Client['orders']['refund']>>['takenBack']>[number];

/** What a refund takes back of each person, over all lines. */
function byPerson(rows: readonly TakenBack[]) {
  const people = new Map<string, { key: string; person: TakenBack['person']; lines: number[]; amount: bigint; left: bigint }>();
  for (const row of rows) {
    const key = row.person?.id ?? '';
    const known = people.get(key) ?? { key, person: row.person, lines: [], amount: 0n, left: 0n };
    people.set(key, {
      ...known,
      lines: known.lines.includes(row.line) ? known.lines : [...known.lines, row.line],
      amount: known.amount + BigInt(row.amount.amount),
      left: known.left + BigInt(row.left.amount),
    });
  }
  return [...people.values()];
}

function Claim({ order, isOpen, onClose }: ActProps) {
  const { t } = useTranslation('orders');
  const open = order.lines.filter((line) => line.claimedAt === null && line.refunded.amount !== line.amount.amount);
  const [without, setWithout] = useState<readonly number[]>([]);
  const [reason, setReason] = useState('');
  const chosen = open.filter((line) => !without.includes(line.line)).map((line) => line.line);
  const claim = useAct((client, body: Parameters<Client['orders']['claim']>[1]) => client.orders.claim(order.id, body), onClose);
  return (
    <Confirm
      title={t('claim.title')}
      isOpen={isOpen}
      onClose={onClose}
      confirm={t('claim.confirm')}
      isReady={chosen.length > 0}
      act={claim}
      onConfirm={() => claim.mutate({ lines: chosen, ...(reason.trim() ? { reason: reason.trim() } : {}) })}
    >
      <p>{t('claim.text')}</p>
      <LineChecks order={order} lines={open.map((line) => line.line)} without={without} onChange={setWithout} />
      <TextField label={t('claim.reason')} value={reason} onChange={setReason} />
    </Confirm>
  );
}

function Cancel({ order, isOpen, onClose }: ActProps) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const [reason, setReason] = useState('');
  const cancel = useAct((client, body: { reason?: string }) => client.orders.cancel(order.id, body), onClose);
  return (
    <Confirm
      title={t('cancel.title')}
      isOpen={isOpen}
      onClose={onClose}
      confirm={t('cancel.confirm', { order: order.externalId ?? `…${order.id.slice(-6)}` })}
      isReady
      act={cancel}
      isDanger
      onConfirm={() => cancel.mutate(reason.trim() ? { reason: reason.trim() } : {})}
    >
      <p className="zh-number">
        {order.paid.amount === '0' ? t('cancel.text') : t('cancel.textPaid', { amount: format.money(order.paid) })}
      </p>
      <TextField label={t('cancel.reason')} value={reason} onChange={setReason} />
    </Confirm>
  );
}
