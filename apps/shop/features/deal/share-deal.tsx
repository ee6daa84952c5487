import './deal.css';
import type { ShopClient } from '../../../../sdk/shop.ts';
import { useAsk } from '../../../../ui/shop/ask.tsx';
import { Part } from '../../../../ui/shop/page.tsx';
import { useFormat } from '../../../../ui/shop/shop.tsx';
import { Say, say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';

type Deal = Awaited<ReturnType<ShopClient['happyDeal']>>;

/** What a friend gets and what whoever brings them gets, and the gifts that are on their way. Nothing where the brand gives nothing. */
export function ShareDeal() {
  const deal = useAsk(['deal'], (client, signal) => client.happyDeal({}, { signal }));
  if (!deal.data) return null;
  return (
    <>
      <DealCard deal={deal.data} />
      <Earned deal={deal.data} />
    </>
  );
}

function DealCard({ deal: { gifts, hasFriendPrice } }: { deal: Deal }) {
  const words = useWords('deal');
  const format = useFormat();
  const rows = (['before', 'after', 'onReferral'] as const).flatMap((kind) => {
    const gift = gifts[kind];
    return gift ? [{ kind, gift }] : [];
  });
  if (rows.length === 0 && !hasFriendPrice) return null;
  return (
    <section className="zs-deal">
      <h2>{words.share.title}</h2>
      {hasFriendPrice ? <p className="zs-deal-row">{words.share.price}</p> : null}
      {rows.map(({ kind, gift }) => (
        <div key={kind} className="zs-deal-row">
          <span className="zs-deal-what">
            <span className="zs-deal-state">{words.share[kind]}</span>
            <span>
              <bdi>{gift.product.name}</bdi>
              {gift.quantity > 1 ? ` × ${gift.quantity}` : ''}
            </span>
          </span>
          {gift.isSoldOut || gift.from ? (
            <span className="zs-deal-state">
              {gift.isSoldOut || gift.from === null ? words.share.gone : say(words.share.from, { amount: format.money(gift.from) })}
            </span>
          ) : null}
        </div>
      ))}
      {gifts.onReferral ? <p className="zh-soft zh-small">{words.share.why}</p> : null}
    </section>
  );
}

function Earned({ deal: { earned } }: { deal: Deal }) {
  const words = useWords('deal');
  const format = useFormat();
  if (earned.length === 0) return null;
  const when = (one: Deal['earned'][number]): string => {
    if (one.state === 'given') return say(words.earned.given, { day: one.endedAt === null ? '' : format.instantDay(one.endedAt) });
    if (one.state === 'checking') return words.earned.checking;
    if (one.state === 'short') return words.earned.short;
    return one.dueAt === null ? words.earned.waiting : say(words.earned.due, { day: format.instantDay(one.dueAt) });
  };
  return (
    <Part title={words.earned.title}>
      <ul className="zs-rows zs-plain-list">
        {earned.map((one, at) => (
          // Masked names are no keys, and the list only grows at its top when the page is asked anew.
          <li key={at} className="zs-row">
            <span className="zs-row-text">
              <span>
                <bdi>{one.product.name}</bdi>
                {one.quantity > 1 ? ` × ${one.quantity}` : ''}
              </span>
              <span className="zh-soft zh-small">
                <Say of={words.earned.for} name={one.friend} />
              </span>
            </span>
            <span className="zh-soft zh-small">{when(one)}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}
