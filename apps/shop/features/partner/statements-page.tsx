import './partner.css';
import { useState } from 'react';
import { Answer, useAsk } from '../../../../ui/shop/ask.tsx';
import { Amount, SumRow } from '../../../../ui/shop/money.tsx';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { Sheet } from '../../../../ui/shop/sheet.tsx';
import { useFormat } from '../../../../ui/shop/shop.tsx';
import { Bones, EmptyState } from '../../../../ui/shop/states.tsx';
import { useWords } from '../../words/topics.ts';
import { periodText } from './period.ts';

const ROWS = ['opening', 'earned', 'reversed', 'adjusted', 'netted', 'tax', 'fee', 'paid', 'closing', 'owed'] as const;
// What stands on every statement, whether anything moved or not.
const ALWAYS: readonly string[] = ['opening', 'closing'];

/** A statement per period in which something moved, and each with every line. */
export function StatementsPage() {
  const words = useWords('partner').statements;
  const format = useFormat();
  const [from, setFrom] = useState<string | null>(null);
  const list = useAsk(['partner', 'statements'], (client, signal) => client.statements({}, { signal }));
  return (
    <ShopPage title={words.title} back="/partner/money">
      <Answer of={list} wait={<Bones shape="rows" />}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState picture="orders" title={words.empty} text={words.emptyText} />
          ) : (
            <ul className="zs-rows">
              {data.map((one) => (
                <li key={one.from}>
                  <button type="button" className="zs-row zs-row-button" onClick={() => setFrom(one.from)}>
                    <span className="zs-row-text">
                      {periodText(one, { words: words.period, format })}
                      <span className="zh-soft zh-small">
                        {words.rows.earned} {format.money(one.earned)}
                      </span>
                    </span>
                    <span className="zs-row-end">
                      <Amount of={one.closing} />
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
      {from === null ? null : <StatementSheet from={from} onClose={() => setFrom(null)} />}
    </ShopPage>
  );
}

function StatementSheet({ from, onClose }: { from: string; onClose: () => void }) {
  const words = useWords('partner').statements;
  const format = useFormat();
  const statement = useAsk(['partner', 'statement', from], (client, signal) => client.statement({ from }, { signal }));
  return (
    <Sheet title={words.title} onClose={onClose}>
      <Answer of={statement} wait={<Bones shape="rows" />}>
        {(one) => (
          <div className="zh-stack">
            <p className="zh-soft">{periodText(one, { words: words.period, format })}</p>
            <dl className="zs-sum">
              {ROWS.filter((row) => ALWAYS.includes(row) || one[row].amount !== '0').map((row) => (
                <SumRow key={row} name={words.rows[row]} of={one[row]} />
              ))}
            </dl>
            {one.lines.length > 0 ? (
              <>
                <h3>{words.lines}</h3>
                <dl className="zs-sum">
                  {one.lines.map((line, at) => (
                    <SumRow key={at} name={`${format.instantDay(line.at)} ${words.kinds[line.kind]}`} of={line.amount} />
                  ))}
                </dl>
              </>
            ) : null}
          </div>
        )}
      </Answer>
    </Sheet>
  );
}
