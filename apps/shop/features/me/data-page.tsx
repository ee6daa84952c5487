import './data.css';
import { useState } from 'react';
import { Button } from '../../../../ui/shop/button.tsx';
import { Answer, useAct, useAsk } from '../../../../ui/shop/ask.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { Part, ShopPage } from '../../../../ui/shop/page.tsx';
import { Sheet } from '../../../../ui/shop/sheet.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { Bones, ErrorLine } from '../../../../ui/shop/states.tsx';
import { say, sayCount } from '../../../../ui/shop/words.tsx';
import type { ShopClient } from '../../../../sdk/shop.ts';
import { useWords } from '../../words/topics.ts';

type MyData = Awaited<ReturnType<ShopClient['myData']>>;
type Wait = MyData['erasure']['waits'][number];
type Loss = MyData['erasure']['losses'][number];

/** What the shop keeps about somebody and what for, how they put it right, take it along, and leave. */
export function DataPage() {
  const words = useWords('data');
  const data = useAsk(['me', 'data'], (client, signal) => client.myData({ signal }), {
    everyMs: (answer) => (answer?.copy?.state === 'making' ? 3_000 : false),
  });
  return (
    <ShopPage title={words.title} back="/me">
      <Answer of={data} wait={<Bones shape="page" />}>
        {(mine) => (
          <>
            {mine.erasure.request ? <Leaving of={mine.erasure} /> : <p className="zh-read">{words.lead}</p>}
            <Kept of={mine.kept} />
            <PutRight />
            <Copy of={mine.copy} />
            {mine.erasure.request ? null : <Leave of={mine} />}
          </>
        )}
      </Answer>
    </ShopPage>
  );
}

function Kept({ of: kept }: { of: MyData['kept'] }) {
  const words = useWords('data');
  return (
    <Part title={words.kept.title}>
      <dl className="zs-purposes">
        {kept.map(({ purpose, what }) => (
          <div key={purpose}>
            <dt>{words.purposes[purpose]}</dt>
            <dd className="zh-soft zh-small">{what.map(({ name }) => name).join(words.kept.and)}</dd>
          </div>
        ))}
      </dl>
      <p className="zh-soft zh-small">{words.kept.others}</p>
    </Part>
  );
}

function PutRight() {
  const words = useWords('data').right;
  const me = useAsk(['me', 'record'], (client, signal) => client.me({ signal }));
  const rows = [
    { to: '/me', title: words.name, text: me.data?.name ?? words.none },
    { to: '/phone', title: words.phone, text: me.data?.phone ?? words.none },
    { to: '/me', title: words.news, text: me.data?.mayWrite ? words.newsOn : words.newsOff },
  ];
  return (
    <Part title={words.title}>
      <nav className="zs-rows" aria-label={words.title}>
        {rows.map((row) => (
          <Go key={row.title} to={row.to} className="zs-row">
            <span className="zs-row-text">
              <span>{row.title}</span>
              <bdi className="zh-soft zh-small">{row.text}</bdi>
            </span>
            <span className="zs-chevron zs-chevron-on" aria-hidden="true" />
          </Go>
        ))}
      </nav>
      <p className="zh-soft zh-small">{words.rest}</p>
    </Part>
  );
}

function Copy({ of: copy }: { of: MyData['copy'] }) {
  const words = useWords('data').copy;
  const format = useFormat();
  const { slug, language } = useShop();
  const ask = useAct(null, async (client, _: null) => await client.askCopy({}));
  const file = (as: 'csv' | 'json'): string => `/api/v1/shop/${encodeURIComponent(slug)}/me/data/copy?format=${as}&lang=${language}`;
  const mayAsk = copy === null || (copy.state !== 'making' && copy.mayAskAgain);
  return (
    <Part title={words.title}>
      <p className="zh-read">{words.text}</p>
      {copy?.state === 'making' ? (
        <p className="zh-note" role="status">
          {words.making}
        </p>
      ) : null}
      {copy?.state === 'ready' && copy.expiresAt ? (
        <>
          <p role="status">{say(words.ready, { day: format.instantDay(copy.expiresAt) })}</p>
          <div className="zh-stack-tight">
            <a className="zh-go" href={file('csv')} download>
              {words.csv}
            </a>
            <a className="zh-go zh-go-plain" href={file('json')} download>
              {words.json}
            </a>
          </div>
        </>
      ) : null}
      {mayAsk ? (
        <Button block loading={ask.isPending} onClick={() => ask.go(null)}>
          {copy === null ? words.ask : words.again}
        </Button>
      ) : null}
      <ErrorLine error={ask.error} />
    </Part>
  );
}

/** They asked to be forgotten: until when they may stay after all, and what is still to be settled. */
function Leaving({ of }: { of: MyData['erasure'] }) {
  const words = useWords('data').leaving;
  const format = useFormat();
  const keep = useAct(null, async (client, _: null) => await client.keepAccount({}));
  if (!of.request) return null;
  return (
    <div className="zh-note zh-note-warning zh-stack" role="status">
      <h2>{say(words.title, { day: format.instantDay(of.request.eraseAt) })}</h2>
      <p>{words.text}</p>
      {of.waits.length > 0 ? (
        <>
          <p>{words.first}</p>
          <Waits of={of.waits} />
        </>
      ) : null}
      <p className="zh-small">{say(words.due, { day: format.instantDay(of.request.dueAt) })}</p>
      <ErrorLine error={keep.error} />
      <Button color="primary" block loading={keep.isPending} onClick={() => keep.go(null)}>
        {words.keep}
      </Button>
    </div>
  );
}

function Leave({ of }: { of: MyData }) {
  const words = useWords('data').leave;
  const [isOpen, setOpen] = useState(false);
  return (
    <Part title={words.title}>
      <p className="zh-read">{say(words.text, { days: of.erasure.days })}</p>
      <Button block onClick={() => setOpen(true)}>
        {words.open}
      </Button>
      {isOpen ? <LeaveSheet of={of} onClose={() => setOpen(false)} /> : null}
    </Part>
  );
}

function LeaveSheet({ of: { erasure, kept }, onClose }: { of: MyData; onClose: () => void }) {
  const words = useWords('data').leave;
  const and = useWords('data').kept.and;
  const [isGivenUp, setGivenUp] = useState(false);
  const [isTold, setTold] = useState(false);
  const leave = useAct(null, async (client, givesUp: boolean) => await client.askErasure({ givesUp }), onClose);
  const names = (isKept: boolean): string =>
    kept
      .flatMap(({ what }) => what)
      .filter((each) => each.isKept === isKept)
      .map(({ name }) => name)
      .join(and);
  const hasLosses = erasure.losses.length > 0;
  return (
    <Sheet title={words.title} onClose={onClose}>
      <form
        className="zh-stack"
        onSubmit={(event) => {
          event.preventDefault();
          setTold(hasLosses && !isGivenUp);
          if (!hasLosses || isGivenUp) leave.go(isGivenUp);
        }}
      >
        <div>
          <h3>{words.goes}</h3>
          <p className="zh-small">{names(false)}</p>
        </div>
        <div>
          <h3>{words.stays}</h3>
          <p className="zh-small">{words.staysText}</p>
          <details className="zh-small">
            <summary>{words.list}</summary>
            {names(true)}
          </details>
          <p className="zh-soft zh-small">{words.why}</p>
        </div>
        {erasure.waits.length > 0 ? (
          <div className="zh-note">
            <p>{words.waits}</p>
            <Waits of={erasure.waits} />
          </div>
        ) : null}
        {hasLosses ? (
          <div className="zh-note zh-note-warning">
            <p>{words.losses}</p>
            <Losses of={erasure.losses} />
            <label className="zs-check">
              <input type="checkbox" checked={isGivenUp} onChange={(event) => setGivenUp(event.target.checked)} />
              <span>{words.giveUp}</span>
            </label>
          </div>
        ) : null}
        {isTold && !isGivenUp ? (
          <p className="zh-error-line" role="alert">
            {words.giveUpFirst}
          </p>
        ) : null}
        <p>{say(words.think, { days: erasure.days })}</p>
        <ErrorLine error={leave.error} />
        <Button color="danger" size="large" block type="submit" loading={leave.isPending}>
          {words.confirm}
        </Button>
      </form>
    </Sheet>
  );
}

function Waits({ of }: { of: readonly Wait[] }) {
  const words = useWords('data').waits;
  const format = useFormat();
  return (
    <ul>
      {of.map((wait) => (
        <li key={wait.kind}>
          {'count' in wait ? sayCount(words[wait.kind], wait.count) : say(words[wait.kind], { amount: format.money(wait.amount) })}
        </li>
      ))}
    </ul>
  );
}

function Losses({ of }: { of: readonly Loss[] }) {
  const words = useWords('data').losses;
  const format = useFormat();
  return (
    <ul>
      {of.map((loss) => (
        <li key={loss.kind}>
          {'count' in loss
            ? say(words.points, { points: format.count(Number(loss.count)) })
            : say(words[loss.kind], { amount: format.money(loss.amount) })}
        </li>
      ))}
    </ul>
  );
}
