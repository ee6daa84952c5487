import './points.css';
import { Button } from '../../../../ui/shop/button.tsx';
import { Answer, useAct, useAsk, useRows } from '../../../../ui/shop/ask.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { Part, ShopPage } from '../../../../ui/shop/page.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { Bones, EmptyState, ErrorLine, ErrorState } from '../../../../ui/shop/states.tsx';
import { say, sayCount } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import type { Held, Purse } from './types.ts';

/** A person's points: what they can spend, the day's check-in, what is over when, and everything that happened. */
export function PointsPage() {
  const words = useWords('points');
  const { visitor, words: common } = useShop();
  return (
    <ShopPage title={words.title} back="/me">
      {visitor === null ? (
        <EmptyState picture="people" title={words.title} text={words.lots.emptyText}>
          <Go to="/sign-in?back=/points" className="zh-go">
            {common.signIn}
          </Go>
        </EmptyState>
      ) : (
        <Own />
      )}
    </ShopPage>
  );
}

function Own() {
  const words = useWords('points');
  const mine = useAsk(['me', 'points'], (client, signal) => client.myPoints({ signal }));
  return (
    <Answer of={mine} wait={<Bones shape="page" />}>
      {(purse) =>
        purse.rate === null ? (
          <EmptyState picture="grid" title={words.off.title} text={words.off.text} />
        ) : (
          <>
            <Balance purse={purse} />
            {purse.checkIn.isOn || purse.checkIn.isDone ? <CheckIn purse={purse} /> : null}
            <Lots lots={purse.lots} />
            <Rules purse={purse} />
            <History />
          </>
        )
      }
    </Answer>
  );
}

function Balance({ purse }: { purse: Purse }) {
  const words = useWords('points');
  const format = useFormat();
  const some = (count: string): boolean => count !== '0';
  return (
    <div className="zs-points-purse">
      <p className="zh-soft">{words.balance}</p>
      <p className="zs-points-sum zh-number">{format.count(purse.balance)}</p>
      <p>{say(words.worth, { amount: format.money(purse.worth) })}</p>
      <ul className="zs-points-notes">
        {some(purse.expiringSoon) ? <li>{sayCount(words.soon, Number(purse.expiringSoon))}</li> : null}
        {some(purse.coming) ? (
          <li>
            {sayCount(words.coming, Number(purse.coming))}
            <span className="zh-soft zh-small">{words.comingWhy}</span>
          </li>
        ) : null}
        {some(purse.kept) ? <li>{sayCount(words.kept, Number(purse.kept))}</li> : null}
        {some(purse.owed) ? (
          <li>
            {sayCount(words.owed, Number(purse.owed))}
            <span className="zh-soft zh-small">{words.owedWhy}</span>
          </li>
        ) : null}
      </ul>
    </div>
  );
}

function CheckIn({ purse: { checkIn } }: { purse: Purse }) {
  const words = useWords('points').checkIn;
  const format = useFormat();
  const act = useAct<object, unknown>(null, (client, body, how) => client.checkIn(body, how));
  return (
    <Part
      title={words.title}
      aside={checkIn.streak > 0 ? <span className="zh-small">{sayCount(words.row, checkIn.streak)}</span> : undefined}
    >
      <ol className="zs-points-week">
        {checkIn.week.map((day) => (
          <li key={day.on} className={day.isDone ? 'zs-points-day zs-points-day-done' : 'zs-points-day'}>
            <span className="zh-hidden">{say(day.isDone ? words.day : words.missed, { day: format.day(day.on) })}</span>
            <span aria-hidden="true">{Number(day.on.slice(8))}</span>
          </li>
        ))}
      </ol>
      {checkIn.isDone ? (
        <p role="status">{words.done}</p>
      ) : (
        <Button block color="primary" loading={act.isPending} onClick={() => act.go({})}>
          {sayCount(words.go, Number(checkIn.today))}
        </Button>
      )}
      {act.error ? <ErrorLine error={act.error} /> : null}
      {checkIn.streaks.map((row) => (
        <p key={row.days} className="zh-soft zh-small">
          {say(words.bonus, { points: format.count(row.points), days: format.count(row.days) })}
        </p>
      ))}
    </Part>
  );
}

function Lots({ lots }: { lots: readonly Held[] }) {
  const words = useWords('points');
  const format = useFormat();
  const when = (lot: Held): string => {
    if (lot.spendableAt === null) return words.lots.waiting;
    if (lot.state === 'coming') return say(words.lots.from, { day: format.instantDay(lot.spendableAt) });
    // It is over at the first instant of a day: the day before is the last.
    return lot.expiresAt === null
      ? words.lots.never
      : say(words.lots.over, { day: format.instantDay(new Date(Date.parse(lot.expiresAt) - 1).toISOString()) });
  };
  return (
    <Part title={words.lots.title}>
      {lots.length === 0 ? (
        <EmptyState picture="grid" title={words.lots.empty} text={words.lots.emptyText} />
      ) : (
        <ul className="zs-rows">
          {lots.map((lot) => (
            <li key={lot.id} className="zs-row">
              <span className="zs-row-text">
                <span>{words.source[lot.source]}</span>
                <span className="zh-soft zh-small">{when(lot)}</span>
              </span>
              <span className="zs-row-end zh-number">
                {format.count(lot.left)}
                <span className="zh-soft zh-small"> {format.money(lot.worth)}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}

function Rules({ purse }: { purse: Purse }) {
  const words = useWords('points').rules;
  const format = useFormat();
  return (
    <ul className="zs-points-rules zh-soft zh-small">
      {purse.earn ? <li>{sayCount(words.earn, purse.earn.points, { per: format.money(purse.earn.per) })}</li> : null}
      {purse.rate ? <li>{sayCount(words.worth, purse.rate.points, { amount: format.money(purse.rate.worth) })}</li> : null}
      {purse.mostPpm !== null && purse.mostPpm > 0 ? (
        <li>{say(words.most, { percent: format.share(purse.mostPpm / 1_000_000, 0) })}</li>
      ) : null}
      {purse.friendPoints > 0 ? <li>{sayCount(words.friend, purse.friendPoints)}</li> : null}
    </ul>
  );
}

function History() {
  const words = useWords('points');
  const format = useFormat();
  const list = useRows(['me', 'points', 'history'], (client, page, signal) => client.pointsHistory(page, { signal }));
  if (list.rows === null) return list.error ? <ErrorState error={list.error} onRetry={list.retry} /> : <Bones shape="rows" />;
  if (list.rows.length === 0) return null;
  return (
    <Part title={words.history.title}>
      <ul className="zs-rows">
        {list.rows.map((row, at) => (
          // Nothing here has an id. oxlint-disable-next-line react/no-array-index-key -- the list only grows at its end
          <li key={at} className="zs-row">
            <span className="zs-row-text">
              <span>{words.kind[row.kind]}</span>
              <span className="zh-soft zh-small">
                {words.source[row.source]} · {format.instantDay(row.at)}
              </span>
              {row.note ? <bdi className="zh-soft zh-small zs-two-lines">{row.note}</bdi> : null}
            </span>
            <span className="zs-row-end zh-number">{`${row.points.startsWith('-') ? '' : '+'}${format.count(row.points)}`}</span>
          </li>
        ))}
      </ul>
      {list.hasMore ? (
        <Button block loading={list.isLoadingMore} onClick={list.more}>
          {words.history.more}
        </Button>
      ) : null}
    </Part>
  );
}
