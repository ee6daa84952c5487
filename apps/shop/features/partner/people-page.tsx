import { useState } from 'react';
import { useAsk, useRows } from '../../../../ui/shop/ask.tsx';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { say, sayCount } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import { Rows } from './row.tsx';

/** Whom a partner introduced, and the partners who belong to them. */
export function PeoplePage() {
  const words = useWords('partner').people;
  const [tab, setTab] = useState<'people' | 'team'>('people');
  return (
    <ShopPage title={words.title} back="/partner">
      <div className="zs-choices" role="group" aria-label={words.title}>
        {(['people', 'team'] as const).map((each) => (
          <label key={each} className="zs-choice">
            <input type="radio" name="people" checked={tab === each} onChange={() => setTab(each)} />
            {words[each]}
          </label>
        ))}
      </div>
      {tab === 'people' ? <People /> : <Team />}
    </ShopPage>
  );
}

function People() {
  const words = useWords('partner').people;
  const { words: common } = useShop();
  const format = useFormat();
  const counts = useAsk(['partner', 'people', 'counts'], (client, signal) => client.myPeople({ limit: 1 }, { signal }));
  const list = useRows(['partner', 'people'], (client, page, signal) => client.myPeople(page, { signal }));
  return (
    <>
      {counts.data && counts.data.directs > 0 ? (
        <p>
          <strong>{sayCount(words.directs, counts.data.directs)}</strong>
          {counts.data.deeper > 0 ? <span className="zh-soft"> · {sayCount(words.deeper, counts.data.deeper)}</span> : null}
        </p>
      ) : null}
      <Rows of={list} empty={{ title: words.empty, text: words.emptyText }}>
        {(person, at) => (
          // Nobody here has an id. oxlint-disable-next-line react/no-array-index-key -- the list only grows at its end
          <li key={at} className="zs-row">
            <span className="zs-row-text">
              <bdi>{person.name}</bdi>
              {person.joinedAt ? (
                <span className="zh-soft zh-small">{say(words.joined, { day: format.instantDay(person.joinedAt) })}</span>
              ) : null}
            </span>
            <span className={`zh-tag zh-stage-${person.stage}`}>
              <span className="zh-dot" aria-hidden="true" />
              {common.stage[person.stage]}
            </span>
          </li>
        )}
      </Rows>
      <p className="zh-soft zh-small">{words.private}</p>
    </>
  );
}

function Team() {
  const words = useWords('partner').people;
  const format = useFormat();
  const list = useRows(['partner', 'team'], (client, page, signal) => client.myTeam(page, { signal }));
  return (
    <Rows of={list} empty={{ title: words.teamEmpty, text: words.teamEmptyText }}>
      {(one, at) => (
        // Nobody here has an id. oxlint-disable-next-line react/no-array-index-key -- the list only grows at its end
        <li key={at} className="zs-row">
          <span className="zs-row-text">
            <bdi className="zs-two-lines">{one.name ?? words.noName}</bdi>
            <span className="zh-soft zh-small">{say(words.joined, { day: format.instantDay(one.since) })}</span>
          </span>
          <span className="zs-row-end zh-small">
            {one.level ? <bdi>{one.level}</bdi> : null}
            {one.training.lessons > 0 ? <span className="zh-soft"> {say(words.training, { ...one.training })}</span> : null}
          </span>
        </li>
      )}
    </Rows>
  );
}
