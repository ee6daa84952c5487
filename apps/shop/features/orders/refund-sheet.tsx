import { useState } from 'react';
import { Button } from '../../../../ui/shop/button.tsx';
import { sumMoney } from '../../../../ui/format/money.ts';
import { useAct } from '../../../../ui/shop/ask.tsx';
import { Amount } from '../../../../ui/shop/money.tsx';
import { Pieces } from '../../../../ui/shop/pieces.tsx';
import { Sheet } from '../../../../ui/shop/sheet.tsx';
import { useFormat } from '../../../../ui/shop/shop.tsx';
import { ErrorLine } from '../../../../ui/shop/states.tsx';
import { say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import { partOf, piecesOf, type Order } from './types.ts';

/** Asking for money back: for which things, for how many of each, how much that is, and why. */
export function RefundSheet({ order, onClose }: { order: Order; onClose: () => void }) {
  const words = useWords('order').refund;
  const format = useFormat();
  const [chosen, setChosen] = useState<readonly number[]>(
    order.can.askRefund.length === 1 ? order.can.askRefund.map((one) => one.line) : [],
  );
  const [fewer, setFewer] = useState<Readonly<Record<number, number>>>({});
  const [reason, setReason] = useState('');
  const ask = useAct(
    `refund.${order.id}`,
    async (client, body: Parameters<typeof client.askRefund>[1], how) => await client.askRefund(order.id, body, how),
    onClose,
  );
  const rows = order.can.askRefund.flatMap(({ line, most }) => {
    const of = order.lines.find((one) => one.line === line);
    if (!of) return [];
    const all = piecesOf(of, most);
    const pieces = Math.min(fewer[line] ?? all, all);
    return [{ line, all, pieces, name: of.product?.name ?? '', amount: pieces === all ? most : partOf(of, most, pieces) }];
  });
  const asked = rows.filter((one) => chosen.includes(one.line));
  const amount = sumMoney(
    asked.map((one) => one.amount),
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
            onClick={() =>
              ask.go({
                lines: asked.map((one) => ({ line: one.line, ...(one.pieces === one.all ? {} : { amount: one.amount }) })),
                reason: reason.trim(),
              })
            }
          >
            {asked.length === 0 ? words.choose : say(words.ask, { amount: format.money(amount) })}
          </Button>
        </>
      }
    >
      <div className="zs-rows" role="group" aria-label={words.which}>
        {rows.map((row) => (
          <div key={row.line} className="zs-row zs-row-wrap">
            <label className="zs-row-choice">
              <input
                type="checkbox"
                className="zs-radio"
                checked={chosen.includes(row.line)}
                onChange={(event) => setChosen(event.target.checked ? [...chosen, row.line] : chosen.filter((one) => one !== row.line))}
              />
              <bdi className="zs-two-lines">{row.name}</bdi>
            </label>
            <Amount of={row.amount} className="zs-row-end" />
            {row.all > 1 && chosen.includes(row.line) ? (
              <Pieces
                of={row.pieces}
                name={row.name}
                least={1}
                most={row.all}
                words={words.pieces}
                onChange={(next) => setFewer({ ...fewer, [row.line]: next })}
              />
            ) : null}
          </div>
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
