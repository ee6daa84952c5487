import './card.css';
import { Answer, useAsk } from '../../../../ui/shop/ask.tsx';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { Bones } from '../../../../ui/shop/states.tsx';
import { say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';

/** The six badges: which are there, and what is missing for the others. */
export function BadgesPage() {
  const words = useWords('card');
  const badges = useAsk(['me', 'badges'], (client, signal) => client.badges({ signal }));
  return (
    <ShopPage title={words.badges.title} back="/card">
      <Answer of={badges} wait={<Bones shape="goods" count={6} />}>
        {({ data }) => (
          <ul className="zs-badges zs-plain-list">
            {data.map((each) => (
              <li key={each.badge} className={`zs-badge ${each.isEarned ? 'zs-badge-earned' : ''}`}>
                <svg viewBox="0 0 48 48" aria-hidden="true" className="zs-badge-mark">
                  <path d="M24 3l6 6 8-1 2 8 6 5-4 7 2 8-8 3-4 7-8-3-8 3-4-7-8-3 2-8-4-7 6-5 2-8 8 1z" />
                  {each.isEarned ? <path d="M16 24l6 6 11-12" className="zs-badge-tick" /> : null}
                </svg>
                <h2>{words.badges.names[each.badge].title}</h2>
                <p className="zh-soft zh-small">{words.badges.names[each.badge].text}</p>
                <p className="zh-small zh-number">
                  {each.isEarned ? words.badges.earned : say(words.badges.of, { have: each.have, need: each.need })}
                </p>
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </ShopPage>
  );
}
