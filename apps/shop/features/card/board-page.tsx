import './card.css';
import { Answer, useAsk } from '../../../../ui/shop/ask.tsx';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { Bones, EmptyState } from '../../../../ui/shop/states.tsx';
import { say, sayCount } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';

/** Who helped the most friends. Names are masked; no sums of money. */
export function BoardPage() {
  const words = useWords('card');
  const board = useAsk(['leaderboard'], (client, signal) => client.leaderboard({ signal }));
  return (
    <ShopPage title={words.board.title} back="/card">
      <p className="zh-soft">{words.board.text}</p>
      <Answer of={board} wait={<Bones shape="rows" />}>
        {({ data, me }) => (
          <>
            {me === null ? null : <p>{me.rank === null ? words.board.notYet : say(words.board.mine, { rank: me.rank })}</p>}
            {data.length === 0 ? (
              <EmptyState picture="people" title={words.board.empty.title} text={words.board.empty.text} />
            ) : (
              <ol className="zs-rows zs-plain-list">
                {data.map((each, at) => (
                  // The order is the board's own. oxlint-disable-next-line react/no-array-index-key -- masked names repeat
                  <li key={at} className={`zs-row ${each.isMe ? 'zs-row-me' : ''}`}>
                    <span className="zs-rank zh-number">{each.rank}</span>
                    <span className="zs-row-text">
                      <bdi>{each.isMe ? words.board.me : each.name}</bdi>
                    </span>
                    <span className="zh-number">{sayCount(words.board.friends, each.friends)}</span>
                  </li>
                ))}
              </ol>
            )}
          </>
        )}
      </Answer>
    </ShopPage>
  );
}
