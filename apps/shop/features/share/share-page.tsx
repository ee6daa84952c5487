import './share.css';
import { useState, type ReactNode } from 'react';
import { useSearch } from 'wouter';
import { Button } from '../../../../ui/shop/button.tsx';
import type { ShopClient } from '../../../../sdk/shop.ts';
import { Answer, useAct, useAsk } from '../../../../ui/shop/ask.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { Part, ShopPage } from '../../../../ui/shop/page.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { Bones, EmptyState, ErrorLine } from '../../../../ui/shop/states.tsx';
import { Say, say, sayCount } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';

type Shares = Awaited<ReturnType<ShopClient['shares']>>;
type Link = Shares['links'][number];

/** What a person shares: their link, the poster of it, who came by it, and who brought them themselves. `?product=` shares one thing. */
export function SharePage({ deal }: { deal?: ReactNode }) {
  const words = useWords('share');
  const { visitor } = useShop();
  const product = new URLSearchParams(useSearch()).get('product');
  return (
    <ShopPage title={words.title} {...(product === null ? {} : { back: `/products/${product}` })}>
      {visitor === null ? (
        <Guest back={product === null ? '/share' : `/share?product=${product}`} />
      ) : (
        <Mine product={product} deal={deal} />
      )}
    </ShopPage>
  );
}

function Guest({ back }: { back: string }) {
  const words = useWords('share');
  const { words: common } = useShop();
  return (
    <EmptyState picture="people" title={words.guest.title} text={words.guest.text}>
      <Go to={`/sign-in?back=${encodeURIComponent(back)}`} className="zh-go">
        {common.signIn}
      </Go>
    </EmptyState>
  );
}

function Mine({ product, deal }: { product: string | null; deal: ReactNode }) {
  const shares = useAsk(['me', 'shares'], async (client, signal) => await client.shares({}, { signal }));
  return (
    <Answer of={shares} wait={<Bones shape="page" />}>
      {(mine) => {
        const link = mine.links.find((one) => (one.product?.id ?? null) === product) ?? null;
        return (
          <>
            {mine.pausedSince === null ? null : <Paused since={mine.pausedSince} />}
            {link === null ? <NoLink product={product} /> : <MyLink link={link} />}
            {deal}
            <ShownName shares={mine} />
            <Friends shares={mine} />
            <OtherLinks links={mine.links.filter((one) => one !== link)} />
            <Introducer />
          </>
        );
      }}
    </Answer>
  );
}

/** New introductions rest: why, and what stays theirs. */
function Paused({ since }: { since: string }) {
  const words = useWords('share');
  const format = useFormat();
  return (
    <Part title={words.paused.title}>
      <p>{say(words.paused.text, { day: format.instantDay(since) })}</p>
    </Part>
  );
}

function NoLink({ product }: { product: string | null }) {
  const words = useWords('share');
  const make = useAct(null, async (client, body: { product?: string }) => await client.makeLink(body));
  return (
    <Part title={words.link.title}>
      <p className="zh-soft">{words.link.none}</p>
      <Button color="primary" size="large" block loading={make.isPending} onClick={() => make.go(product === null ? {} : { product })}>
        {words.link.make}
      </Button>
      <ErrorLine error={make.error} />
    </Part>
  );
}

function MyLink({ link }: { link: Link }) {
  const words = useWords('share');
  const { slug, language, brand } = useShop();
  const [isCopied, setCopied] = useState(false);
  const address = `${location.origin}${link.path}`;
  const what = link.product === null ? words.shop : link.product.name;
  const poster = `/api/v1/shop/${encodeURIComponent(slug)}/posters/${link.code}.png?lang=${language}`;
  return (
    <>
      <Part title={words.link.title}>
        {link.product === null ? null : (
          <p>
            <Say of={words.product} name={link.product.name} />
          </p>
        )}
        <p className="zs-share-address">{address}</p>
        <p className="zh-soft zh-small">
          {sayCount(words.link.clicks, link.clicks)} · {words.link.label}
        </p>
        <div className="zh-stack">
          <Button
            color="primary"
            size="large"
            block
            onClick={() =>
              void navigator.clipboard.writeText(address).then(
                () => setCopied(true),
                () => setCopied(false),
              )
            }
          >
            {isCopied ? words.link.copied : words.link.copy}
          </Button>
          {'share' in navigator ? (
            <Button
              size="large"
              block
              onClick={() => void navigator.share({ title: brand?.name ?? '', url: address }).catch(() => undefined)}
            >
              {words.link.send}
            </Button>
          ) : null}
          <p role="status" className="zh-hidden">
            {isCopied ? words.link.copied : ''}
          </p>
        </div>
      </Part>
      <Part title={words.poster.title}>
        <img className="zs-share-poster" src={poster} width={720} height={1080} alt={say(words.poster.alt, { what })} />
        <a className="zh-go" href={poster} download={`${link.code}.png`}>
          {words.poster.save}
        </a>
        <p className="zh-soft zh-small">{words.poster.hold}</p>
      </Part>
    </>
  );
}

function ShownName({ shares }: { shares: Shares }) {
  const words = useWords('share');
  return (
    <Part title={words.name.title}>
      <p>
        {shares.hasChosenName ? <bdi>{shares.shownName}</bdi> : <Say of={words.name.none} name={shares.shownName} />}{' '}
        <Go to="/me">{words.name.change}</Go>
      </p>
    </Part>
  );
}

function Friends({ shares }: { shares: Shares }) {
  const words = useWords('share');
  const { words: common } = useShop();
  const format = useFormat();
  const { friends, thanks } = shares;
  if (friends.count === 0)
    return (
      <Part title={words.friends.title}>
        <EmptyState picture="people" title={words.friends.none.title} text={words.friends.none.text} />
      </Part>
    );
  return (
    <Part title={words.friends.title}>
      <p>
        {sayCount(words.friends.count, friends.count)}
        {friends.deeper > 0 ? ` · ${sayCount(words.friends.deeper, friends.deeper)}` : ''}
      </p>
      <ul className="zs-rows zs-plain-list">
        {friends.data.map((friend, at) => (
          // Masked names are no keys, and the list only grows at its top when the page is asked anew.
          <li key={at} className="zs-row">
            <span className="zs-row-text">
              <bdi>{friend.name}</bdi>
              {friend.since === null ? null : (
                <span className="zh-soft zh-small">{say(words.friends.since, { day: format.instantDay(friend.since) })}</span>
              )}
            </span>
            <span className={`zh-tag zh-stage-${friend.stage}`}>
              <span className="zh-dot" aria-hidden="true" />
              {common.stage[friend.stage]}
            </span>
          </li>
        ))}
      </ul>
      {thanks > 0 ? <p>{sayCount(words.thanks, thanks)}</p> : null}
      <p className="zh-soft zh-small">{words.friends.privacy}</p>
    </Part>
  );
}

function OtherLinks({ links }: { links: readonly Link[] }) {
  const words = useWords('share');
  if (links.length === 0) return null;
  return (
    <Part title={words.others.title}>
      <nav className="zs-rows" aria-label={words.others.title}>
        {links.map((link) => (
          <Go key={link.id} to={link.product === null ? '/share' : `/share?product=${link.product.id}`} className="zs-row">
            <span className="zs-row-text">
              <bdi>{link.product?.name ?? words.shop}</bdi>
              <span className="zh-soft zh-small">{sayCount(words.link.clicks, link.clicks)}</span>
            </span>
            <span className="zs-chevron zs-chevron-on" aria-hidden="true" />
          </Go>
        ))}
      </nav>
    </Part>
  );
}

function Introducer() {
  const words = useWords('share');
  const format = useFormat();
  const introducer = useAsk(['introducer'], async (client, signal) => await client.introducer({}, { signal }));
  const thank = useAct('thanks', async (client, _: null, how) => await client.thankIntroducer({}, how));
  return (
    <Part title={words.introducer.title}>
      <Answer of={introducer} wait={<Bones shape="text" />}>
        {({ introducedBy, customerOf }) => (
          <>
            <p>
              {introducedBy === null ? (
                words.introducer.nobody
              ) : introducedBy.isPaused ? (
                <Say of={words.introducer.paused} name={introducedBy.name} />
              ) : (
                <Say
                  of={introducedBy.since === null ? words.introducer.by : words.introducer.since}
                  name={introducedBy.name}
                  day={introducedBy.since === null ? '' : format.instantDay(introducedBy.since)}
                />
              )}
            </p>
            {introducedBy?.canThank ? (
              <Button size="large" block loading={thank.isPending} onClick={() => thank.go(null)}>
                {words.introducer.thank}
              </Button>
            ) : null}
            {introducedBy?.thankedAt ? (
              <p className="zh-soft">{say(words.introducer.thanked, { day: format.instantDay(introducedBy.thankedAt) })}</p>
            ) : null}
            <ErrorLine error={thank.error} />
            {customerOf === null ? null : (
              <p className="zh-soft">
                <Say of={words.introducer.earns} name={customerOf.name} />
                {customerOf.until === null ? '' : ` ${say(words.introducer.until, { day: format.instantDay(customerOf.until) })}`}
              </p>
            )}
            {introducedBy === null || introducedBy.isPaused ? null : <p className="zh-soft zh-small">{words.introducer.privacy}</p>}
          </>
        )}
      </Answer>
    </Part>
  );
}
