import './partner.css';
import { useState } from 'react';
import { Button } from '../../../../ui/shop/button.tsx';
import { Answer, useAsk, useRows } from '../../../../ui/shop/ask.tsx';
import { Amount, SumRow } from '../../../../ui/shop/money.tsx';
import { Part, ShopPage } from '../../../../ui/shop/page.tsx';
import { useFormat } from '../../../../ui/shop/shop.tsx';
import { Bones } from '../../../../ui/shop/states.tsx';
import { say, Say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import { PayeeSheet } from './payee-sheet.tsx';
import { LinkRow, Rows } from './row.tsx';
import type { Earning, Purse, Withdrawal } from './types.ts';
import { WithdrawSheet } from './withdraw-sheet.tsx';

const FILTERS = ['all', 'pending', 'confirmed', 'paid', 'held', 'reversed'] as const;

/** What a partner has, when more becomes theirs, why something waits, and the way to have it paid out. */
export function MoneyPage() {
  const words = useWords('partner').money;
  const purse = useAsk(['partner', 'purse'], (client, signal) => client.purse({ signal }));
  return (
    <ShopPage title={words.title} back="/partner">
      <Answer of={purse} wait={<Bones shape="page" />}>
        {(has) => <PurseOf purse={has} />}
      </Answer>
      <EarningList />
      <Withdrawals />
    </ShopPage>
  );
}

function PurseOf({ purse }: { purse: Purse }) {
  const words = useWords('partner');
  const format = useFormat();
  const [open, setOpen] = useState<'withdraw' | 'payee' | null>(null);
  const { money } = words;
  const isEmpty = BigInt(purse.available.amount) <= 0n;
  const isBusy = purse.onTheWay.amount !== '0';
  const rows = (['pending', 'held', 'onTheWay', 'paidOut', 'receivable'] as const).filter((each) => purse[each].amount !== '0');
  return (
    <>
      <section className="zs-person" aria-label={money.available}>
        <p className="zh-soft">{money.available}</p>
        <p className="zs-price zs-price-large">
          <Amount of={purse.available} className="zs-price-now" />
        </p>
        <Button
          color="primary"
          size="large"
          block
          disabled={isEmpty || isBusy || purse.isStopped}
          onClick={() => setOpen(purse.missing.length > 0 ? 'payee' : 'withdraw')}
        >
          {isEmpty ? money.nothing : money.withdraw}
        </Button>
        {isBusy && !isEmpty ? <p className="zh-soft zh-small">{money.oneAtATime}</p> : null}
        {purse.isStopped ? <p className="zh-note">{money.stopped}</p> : null}
      </section>
      {rows.length > 0 ? (
        <dl className="zs-sum">
          {rows.map((each) => (
            <SumRow key={each} name={money[each]} of={purse[each]} />
          ))}
        </dl>
      ) : null}
      {purse.receivable.amount === '0' ? null : <p className="zh-note">{say(money.owes, { amount: format.money(purse.receivable) })}</p>}
      <Part title={money.releases}>
        {purse.releases.length === 0 ? (
          <p className="zh-soft">{money.noReleases}</p>
        ) : (
          <dl className="zs-sum">
            {purse.releases.map((release) => (
              <SumRow key={release.on} name={format.day(release.on)} of={release.amount} />
            ))}
          </dl>
        )}
      </Part>
      <nav className="zs-rows" aria-label={money.statements}>
        <LinkRow to="/partner/statements" title={money.statements} text={money.statementsText} />
      </nav>
      <Button block onClick={() => setOpen('payee')}>
        {words.payee.change}
      </Button>
      {open === 'payee' ? (
        <PayeeSheet
          missing={purse.missing}
          onClose={() => setOpen(null)}
          onSaved={() => setOpen(purse.missing.length > 0 ? 'withdraw' : null)}
        />
      ) : null}
      {open === 'withdraw' ? <WithdrawSheet purse={purse} onClose={() => setOpen(null)} /> : null}
    </>
  );
}

function EarningList() {
  const words = useWords('partner').money;
  const [filter, setFilter] = useState<(typeof FILTERS)[number]>('all');
  const list = useRows(['partner', 'earnings', filter], (client, page, signal) =>
    client.earnings({ ...page, ...(filter === 'all' ? {} : { state: filter }) }, { signal }),
  );
  return (
    <Part title={words.list}>
      <div className="zs-choices" role="group" aria-label={words.list}>
        {FILTERS.map((each) => (
          <label key={each} className="zs-choice">
            <input type="radio" name="earnings" checked={filter === each} onChange={() => setFilter(each)} />
            {each === 'all' ? words.all : words.states[each]}
          </label>
        ))}
      </div>
      <Rows of={list} empty={{ title: words.empty, text: words.emptyText }}>
        {(row, at) => <EarningRow key={`${row.reference}${row.role}${at}`} row={row} />}
      </Rows>
    </Part>
  );
}

function EarningRow({ row }: { row: Earning }) {
  const words = useWords('partner').money;
  const format = useFormat();
  const plan = { plan: row.plan.name, version: row.plan.version };
  const when =
    row.state === 'pending'
      ? row.dueAt
        ? say(words.due, { day: format.instantDay(row.dueAt) })
        : say(words.waitsReceipt, { days: row.holdDays })
      : row.confirmedAt
        ? say(words.since, { day: format.instantDay(row.confirmedAt) })
        : null;
  return (
    <li className="zs-row">
      <details className="zs-row-text">
        <summary>
          {row.role === 'service' ? words.service : row.from === null ? words.further : <Say of={words.from} name={row.from} />}
          <span className="zh-soft zh-small"> {row.heldFor ? words.heldFor[row.heldFor] : (when ?? words.states[row.state])}</span>
        </summary>
        <p className="zh-soft zh-small">{row.paidAt ? say(words.paidAt, { day: format.instantDay(row.paidAt) }) : null}</p>
        {when && row.heldFor ? <p className="zh-soft zh-small">{when}</p> : null}
        <p className="zh-soft zh-small">
          {row.ratePpm === null ? say(words.fixed, plan) : say(words.rate, { ...plan, rate: format.share(row.ratePpm / 1_000_000) })}
        </p>
        {row.reversed.amount === '0' ? null : <p className="zh-soft zh-small">{say(words.back, { amount: format.money(row.reversed) })}</p>}
        <p className="zh-soft zh-small">{say(words.reference, { reference: row.reference })}</p>
      </details>
      <span className="zs-row-end">
        <Amount of={row.left} />
        <br />
        <span className="zh-tag">{words.states[row.heldFor ? 'held' : row.state]}</span>
      </span>
    </li>
  );
}

function Withdrawals() {
  const words = useWords('partner').withdraw;
  const list = useRows(['partner', 'withdrawals'], (client, page, signal) => client.withdrawals(page, { signal }));
  if (list.rows?.length === 0) return null;
  return (
    <Part title={words.history}>
      <Rows of={list} empty={{ title: words.none, text: '' }}>
        {(row) => <WithdrawalRow key={row.id} row={row} />}
      </Rows>
    </Part>
  );
}

function WithdrawalRow({ row }: { row: Withdrawal }) {
  const words = useWords('partner').withdraw;
  const format = useFormat();
  return (
    <li className="zs-row">
      <span className="zs-row-text">
        <span>{format.instantDay(row.requestedAt)}</span>
        <span className="zh-soft zh-small">{words.states[row.state]}</span>
        {row.reason ? (
          <bdi className="zh-soft zh-small">{row.reason}</bdi>
        ) : (
          <span className="zh-soft zh-small">{say(words.arrives, { amount: format.money(row.net) })}</span>
        )}
      </span>
      <span className="zs-row-end">
        <Amount of={row.amount} />
      </span>
    </li>
  );
}
