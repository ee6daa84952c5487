import './card.css';
import { Answer, useAsk } from '../../../../ui/shop/ask.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { Bones, EmptyState } from '../../../../ui/shop/states.tsx';
import { say, sayCount } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import { Invite } from './invite.tsx';
import { Shelf, Sleeping, Standing } from './standing.tsx';
import type { Carried, Wallet } from './types.ts';

/** What a member carries: the card that runs, what is left of it today, what it saved, and what else is theirs. */
export function CardPage() {
  const words = useWords('card');
  const { visitor, words: common } = useShop();
  return (
    <ShopPage title={words.title}>
      {visitor === null ? (
        <EmptyState picture="people" title={words.guest.title} text={words.guest.text}>
          <Go to="/sign-in?back=/card" className="zh-go">
            {common.signIn}
          </Go>
          <Go to="/board" className="zh-go zh-go-plain">
            {words.links.board}
          </Go>
        </EmptyState>
      ) : (
        <Own />
      )}
      {visitor === null ? <Shelf /> : null}
    </ShopPage>
  );
}

function Own() {
  const wallet = useAsk(['me', 'card'], (client, signal) => client.wallet({ signal }));
  return (
    <Answer of={wallet} wait={<Bones shape="page" />}>
      {(found) => <Carry wallet={found} />}
    </Answer>
  );
}

function Carry({ wallet }: { wallet: Wallet }) {
  const words = useWords('card');
  const { words: common } = useShop();
  const [first] = wallet.cards;
  const isMember = wallet.cards.some((card) => card.state !== 'expired');
  return (
    <>
      {wallet.ceremony === 'open' ? <Invite /> : null}
      {first ? (
        wallet.cards.map((card, at) => <CardFace key={card.id} card={card} number={at === 0 ? wallet.number : null} />)
      ) : (
        <EmptyState picture="loop" title={words.none.title} text={words.none.text}>
          <Go to="/" className="zh-go">
            {words.toShop}
          </Go>
        </EmptyState>
      )}
      {isMember ? (
        <Standing cards={wallet.cards} />
      ) : (
        <>
          {first ? <Sleeping /> : null}
          <Shelf />
        </>
      )}
      <nav className="zs-rows" aria-label={common.tabs.card}>
        <Row
          to="/inbox"
          title={words.links.inbox}
          text={words.links.inboxText}
          mark={wallet.unread > 0 ? sayCount(words.links.unread, wallet.unread) : null}
        />
        <Row to="/badges" title={words.links.badges} text={words.links.badgesText} />
        <Row to="/board" title={words.links.board} text={words.links.boardText} />
      </nav>
    </>
  );
}

function Row({ to, title, text, mark = null }: { to: string; title: string; text: string; mark?: string | null }) {
  return (
    <Go to={to} className="zs-row">
      <span className="zs-row-text">
        <span>{title}</span>
        <span className="zh-soft zh-small">{text}</span>
      </span>
      {mark === null ? null : <span className="zs-mark">{mark}</span>}
      <span className="zs-chevron zs-chevron-on" aria-hidden="true" />
    </Go>
  );
}

function CardFace({ card, number }: { card: Carried; number: number | null }) {
  const words = useWords('card');
  const format = useFormat();
  const isOpen = card.state === 'active';
  return (
    <article className={`zs-card ${isOpen ? 'zs-card-open' : ''}`}>
      <header className="zs-card-head">
        <h2>
          <bdi>{card.name}</bdi>
        </h2>
        <span className="zs-card-state">
          {say(words.state[card.state], { day: format.instantDay(card.state === 'expired' ? (card.to ?? card.from) : card.from) })}
        </span>
      </header>
      {number === null ? null : (
        <p className="zs-card-number zh-number">{say(words.number, { number: String(number).padStart(4, '0') })}</p>
      )}
      {card.state === 'expired' ? null : (
        <p className="zs-card-time">
          {card.to === null ? words.forLife : say(words.until, { day: format.instantDay(card.to) })}
          {card.daysLeft === null ? null : ` · ${sayCount(words.daysLeft, card.daysLeft)}`}
        </p>
      )}
      {isOpen && card.item !== null ? (
        <div className="zs-card-today">
          <p>
            <span className="zs-card-when">{words.today[card.per]}</span>
            <strong>{card.left > 0 ? sayCount(words.left, card.left, { item: card.item }) : words.taken}</strong>
          </p>
          {card.left > 0 ? (
            <Go to={`/code?card=${card.id}`} className="zh-go">
              {words.show}
            </Go>
          ) : null}
        </div>
      ) : null}
      {card.money === null ? null : (
        <p className="zs-card-money">
          <span>{words.money}</span>
          <strong className="zh-number">{format.money(card.money)}</strong>
          <span className="zh-small">{card.state === 'frozen' ? words.moneyFrozen : words.moneyHow}</span>
        </p>
      )}
      {card.item === null ? null : <Saved card={card} />}
      {card.state === 'expired' ? (
        <Go to={`/products/${card.product}`} className="zh-go zh-go-plain">
          {words.buyAgain}
        </Go>
      ) : null}
    </article>
  );
}

function Saved({ card }: { card: Carried }) {
  const words = useWords('card');
  const format = useFormat();
  const [saved, fee] = [BigInt(card.saved.amount), BigInt(card.fee.amount)];
  const share = fee === 0n ? 100 : Number((saved * 100n) / fee);
  return (
    <div className="zs-saved">
      <p>
        <span>{words.saved}</span> <strong className="zh-number">{format.money(card.saved)}</strong>
      </p>
      <progress
        max={100}
        value={Math.min(100, share)}
        aria-label={say(words.savedOf, { saved: format.money(card.saved), fee: format.money(card.fee) })}
      />
      <p className="zh-small">
        {card.hasPaidForItself ? (
          <Go to="/paid" className="zh-link">
            {words.paidBack}
          </Go>
        ) : card.state === 'expired' ? (
          say(words.savedOf, { saved: format.money(card.saved), fee: format.money(card.fee) })
        ) : (
          say(words.stillToGo, { amount: format.minor(fee > saved ? fee - saved : 0n) })
        )}
      </p>
    </div>
  );
}
