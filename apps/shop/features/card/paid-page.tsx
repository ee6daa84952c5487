import './card.css';
import { useEffect, useRef } from 'react';
import { Answer, useAct, useAsk } from '../../../../ui/shop/ask.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { Bones, EmptyState } from '../../../../ui/shop/states.tsx';
import { Say, say, sayCount } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import type { Membership } from './types.ts';

/** The day the card has paid for itself: one whole screen, once by itself, and again whenever it is asked for. */
export function PaidPage() {
  const words = useWords('card');
  const membership = useAsk(['me', 'membership'], (client, signal) => client.membership({ signal }));
  return (
    <ShopPage title={words.paid.title} isTitleHidden>
      <Answer of={membership} wait={<Bones shape="page" />}>
        {({ paidForItself }) =>
          paidForItself === null ? (
            <EmptyState picture="loop" title={words.paid.notYet} text={words.paid.notYetText}>
              <Go to="/card" className="zh-go">
                {words.ceremony.toCard}
              </Go>
            </EmptyState>
          ) : (
            <Day paid={paidForItself} />
          )
        }
      </Answer>
    </ShopPage>
  );
}

function Day({ paid }: { paid: NonNullable<Membership['paidForItself']> }) {
  const words = useWords('card');
  const format = useFormat();
  const { brand } = useShop();
  const see = useAct(null, async (client, _: null) => await client.seePaidForItself({}));
  const { go } = see;
  const isNew = !paid.isSeen;
  const isTold = useRef(false);
  useEffect(() => {
    // Once per visit; what was told in vain is told on the next one.
    if (!isNew || isTold.current) return;
    isTold.current = true;
    go(null);
  }, [isNew, go]);
  return (
    <section className="zs-day">
      <div className="zs-day-said">
        <p className="zs-day-when">{say(words.paid.on, { day: format.instantDay(paid.at) })}</p>
        <h2>
          <Say of={words.paid.said} card={paid.name} />
        </h2>
        <p className="zs-day-sum zh-number">{format.money(paid.saved)}</p>
        <p>
          <Say of={words.paid.sum} fee={format.money(paid.fee)} times={sayCount(words.paid.times, paid.uses)} />
        </p>
        <p className="zs-day-thanks">{say(words.paid.from, { brand: brand?.name ?? '' })}</p>
      </div>
      <Go to="/card" className="zh-go">
        {words.ceremony.toCard}
      </Go>
    </section>
  );
}
