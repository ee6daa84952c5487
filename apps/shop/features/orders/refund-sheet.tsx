import Button from 'antd-mobile/es/components/button';
import { useState } from 'react';
import { sumMoney } from '../../../../ui/format/money.ts';
import { useAct } from '../../../../ui/shop/ask.tsx';
import { Amount } from '../../../../ui/shop/money.tsx';
import { Sheet } from '../../../../ui/shop/sheet.tsx';
import { useFormat } from '../../../../ui/shop/shop.tsx';
import { ErrorLine } from '../../../../ui/shop/states.tsx';
import { say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import type { Order } from './types.ts';

/** Asking for money back: for which things, how much that is, and why. */
export function RefundSheet({ order, onClose }: { order: Order; onClose: () => void }) {
  const words = useWords('order').refund;
  const format = useFormat();
  const [chosen, setChosen] = useState<readonly number[]>(
    order.can.askRefund.length === 1 ? order.can.askRefund.map((one) => one.line) : [],
  );
  const [reason, setReason] = useState('');
  const ask = useAct(
    `refund.${order.id}`,
    async (client, body: { lines: { line: number }[]; reason: string }, how) => await client.askRefund(order.id, body, how),
    onClose,
  );
  const asked = order.can.askRefund.filter((one) => chosen.includes(one.line));
  const amount = sumMoney(
    asked.map((one) => one.most),
    order.total.currency,
  );
  const isReady = asked.length > 0 && reason.trim() !== '';
  return (
    <Sheet
      title={words.title}
      onClose={onClose}
      footer={
        <>
          <ErrorLine error={ask.error} />
          <Button
            color="primary"
            size="large"
            block
            disabled={!isReady}
            loading={ask.isPending}
            onClick={() => ask.go({ lines: asked.map(({ line }) => ({ line })), reason: reason.trim() })}
          >
            {asked.length === 0 ? words.choose : say(words.ask, { amount: format.money(amount) })}
          </Button>
        </>
      }
    >
      <div className="zs-rows" role="group" aria-label={words.which}>
        {order.can.askRefund.map(({ line, most }) => (
          <label key={line} className="zs-row">
            <input
              type="checkbox"
              className="zs-radio"
              checked={chosen.includes(line)}
              onChange={(event) => setChosen(event.target.checked ? [...chosen, line] : chosen.filter((one) => one !== line))}
            />
            <bdi className="zs-row-text">{order.lines.find((one) => one.line === line)?.product?.name ?? ''}</bdi>
            <Amount of={most} className="zs-row-end" />
          </label>
        ))}
      </div>
      <label className="zs-field">
        <span>{words.reason}</span>
        <textarea className="zs-input" maxLength={500} rows={3} value={reason} onChange={(event) => setReason(event.target.value)} />
      </label>
      <p className="zh-soft zh-small">{words.happens}</p>
    </Sheet>
  );
}
