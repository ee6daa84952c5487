import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useAsk } from '../../../../ui/shop/ask.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { Part } from '../../../../ui/shop/page.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { Say, say, sayCount } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import type { Carried, Membership } from './types.ts';

const SOON_DAYS = 30;
const ONE = 1_000_000;

/** The privileges members have: on a shelf for whoever has none of them yet. */
export function Shelf() {
  const words = useWords('card');
  const format = useFormat();
  const shelf = useAsk(['privileges'], (client, signal) => client.privileges({ signal })).data;
  if (!shelf || shelf.isMember || (shelf.cheaper === 0 && shelf.data.length === 0 && shelf.tiers.length === 0)) return null;
  return (
    <Part title={words.shelf.title}>
      <p className="zh-soft">{words.shelf.text}</p>
      <ul className="zs-rows zs-plain-list">
        {shelf.cheaper > 0 ? (
          <li className="zs-row">
            <span className="zs-row-text">
              <span>{words.shelf.prices}</span>
              <span className="zh-soft zh-small">{sayCount(words.shelf.pricesText, shelf.cheaper)}</span>
            </span>
          </li>
        ) : null}
        {shelf.data.map((one) => (
          <li key={one.id} className="zs-row">
            <span className="zs-row-text">
              <bdi>{one.name}</bdi>
              {one.about === null ? null : <span className="zh-soft zh-small">{one.about}</span>}
            </span>
            <span className="zs-mark">{words.kind[one.kind]}</span>
          </li>
        ))}
        {shelf.tiers.map((tier) => (
          <li key={tier.id} className="zs-row">
            <span className="zs-row-text">
              <bdi>{tier.name}</bdi>
              <span className="zh-soft zh-small">
                {[
                  say(words.shelf.tier, { reach: format.count(tier.reach) }),
                  ...(tier.timesPpm > ONE ? [say(words.shelf.times, { times: tier.timesPpm / ONE })] : []),
                  ...(tier.hasPrices ? [words.shelf.tierPrices] : []),
                ].join(' · ')}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {shelf.card === null ? null : (
        <Go to={`/products/${shelf.card.product}`} className="zh-go">
          {shelf.card.price === null
            ? say(words.shelf.card, { name: shelf.card.name })
            : say(words.shelf.cardFor, { name: shelf.card.name, price: format.money(shelf.card.price) })}
        </Go>
      )}
    </Part>
  );
}

/** A member's own standing: their tier and the way to the next, what is theirs, and what they would lose. */
export function Standing({ cards }: { cards: readonly Carried[] }) {
  const [, go] = useLocation();
  const membership = useAsk(['me', 'membership'], (client, signal) => client.membership({ signal })).data;
  const isNew = membership?.paidForItself?.isSeen === false;
  useEffect(() => {
    if (isNew) go('/paid');
  }, [isNew, go]);
  if (!membership) return null;
  return (
    <>
      <Growth membership={membership} />
      <Own membership={membership} />
      <Lapse membership={membership} cards={cards} />
    </>
  );
}

/** A tier that sleeps for want of a card, and by when one wakes it. */
export function Sleeping() {
  const membership = useAsk(['me', 'membership'], (client, signal) => client.membership({ signal })).data;
  return membership?.sleeping ? <Growth membership={membership} /> : null;
}

function Growth({ membership }: { membership: Membership }) {
  const words = useWords('card');
  const format = useFormat();
  const { tier, sleeping, next, growth, fallsAt } = membership;
  if (tier === null && sleeping === null && next === null) return null;
  const reach = next === null ? 0 : Number(next.reach);
  const has = Math.max(0, Number(growth));
  return (
    <Part title={words.tier.title}>
      <p className="zs-tier">
        <strong>{tier?.name ?? sleeping?.name ?? words.tier.none}</strong>
        {tier ? <span className="zh-soft zh-small">{say(words.tier.until, { day: format.instantDay(tier.validUntil) })}</span> : null}
        {sleeping ? <span className="zh-soft zh-small">{say(words.tier.sleeps, { day: format.instantDay(sleeping.until) })}</span> : null}
      </p>
      {sleeping ? null : next === null ? (
        <p className="zh-soft">{words.tier.top}</p>
      ) : (
        <div className="zs-saved">
          <progress
            max={Math.max(1, reach)}
            value={Math.min(has, reach)}
            aria-label={say(words.tier.growth, { growth: format.count(growth) })}
          />
          <p className="zh-small">
            <Say of={words.tier.toNext} missing={format.count(next.missing)} name={next.name} growth={format.count(growth)} />
          </p>
        </div>
      )}
      {tier && fallsAt !== null ? (
        <p className="zs-soon">
          <Say
            of={words.tier.falls}
            day={format.instantDay(fallsAt)}
            name={tier.name}
            keep={format.count(tier.keep)}
            since={format.count(Math.max(0, Number(tier.since)))}
          />
        </p>
      ) : null}
    </Part>
  );
}

function Own({ membership }: { membership: Membership }) {
  const words = useWords('card');
  const { privileges, next, nextPrivileges, timesPpm } = membership;
  const hasTimes = timesPpm > ONE;
  if (privileges.length === 0 && nextPrivileges.length === 0 && !hasTimes) return null;
  return (
    <Part title={words.own.title}>
      <ul className="zs-rows zs-plain-list">
        {hasTimes ? (
          <li className="zs-row">
            <span className="zs-row-text">{say(words.shelf.times, { times: timesPpm / ONE })}</span>
          </li>
        ) : null}
        {privileges.map((one) => (
          <li key={one.id} className="zs-row">
            <span className="zs-row-text">
              <bdi>{one.name}</bdi>
              {one.about === null ? null : <span className="zh-soft zh-small">{one.about}</span>}
            </span>
            <span className="zs-mark">
              {one.acts !== null
                ? words.own.itself
                : one.left === null
                  ? words.own.always
                  : one.left === 0
                    ? words.own.usedUp
                    : sayCount(words.own.left, one.left)}
            </span>
          </li>
        ))}
        {nextPrivileges.map((one) => (
          <li key={one.name} className="zs-row zs-row-locked">
            <span className="zs-row-text">
              <bdi>{one.name}</bdi>
              {one.about === null ? null : <span className="zh-soft zh-small">{one.about}</span>}
            </span>
            <span className="zh-soft zh-small">{say(words.own.with, { name: next?.name ?? '' })}</span>
          </li>
        ))}
      </ul>
      {privileges.some((one) => one.acts === null) ? <p className="zh-soft zh-small">{words.own.how}</p> : null}
    </Part>
  );
}

/** What goes with the last card, and what stays: money paid in does, whatever the day. */
function Lapse({ membership: { lapse }, cards }: { membership: Membership; cards: readonly Carried[] }) {
  const words = useWords('card');
  const { brand } = useShop();
  const format = useFormat();
  if (lapse === null) return null;
  const hasPicks = cards.some((card) => card.item !== null && card.state !== 'expired');
  const money = cards.reduce((sum, card) => sum + BigInt(card.money?.amount ?? 0), 0n);
  const isSoon = lapse.daysLeft <= SOON_DAYS;
  const losses = [
    ...(lapse.saved.amount === '0' ? [] : [say(words.lapse.saved, { saved: format.money(lapse.saved), days: lapse.savedDays })]),
    ...(lapse.timesPpm > ONE ? [say(words.lapse.times, { times: lapse.timesPpm / ONE })] : []),
    ...(lapse.unitsLeft > 0 ? [sayCount(words.lapse.units, lapse.unitsLeft)] : []),
    ...(lapse.tier === null ? [] : [say(words.lapse.tier, { tier: lapse.tier.name })]),
    ...lapse.privileges,
  ];
  return (
    <Part title={words.lapse.title}>
      {isSoon ? (
        <p className="zs-soon">
          <Say of={hasPicks ? words.lapse.soon : words.lapse.soonTime} day={format.instantDay(lapse.at)} />
        </p>
      ) : null}
      {losses.length > 0 ? (
        <>
          <p>{say(words.lapse.lose, { day: format.instantDay(lapse.at), brand: brand?.name ?? '' })}</p>
          <ul className="zs-losses">
            {losses.map((one) => (
              <li key={one}>
                <bdi>{one}</bdi>
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {money > 0n ? (
        <p>
          <Say of={words.lapse.money} money={format.minor(money)} />
        </p>
      ) : null}
      <p className="zh-soft">{hasPicks ? words.lapse.text : words.lapse.stays}</p>
      <Go to={`/products/${lapse.product}`} className={isSoon ? 'zh-go' : 'zh-go zh-go-plain'}>
        {words.renew}
      </Go>
    </Part>
  );
}
