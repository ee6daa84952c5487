import './card.css';
import { useEffect } from 'react';
import { Button } from '../../../../ui/shop/button.tsx';
import { useAct, useRows } from '../../../../ui/shop/ask.tsx';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { Bones, EmptyState, ErrorLine, ErrorState } from '../../../../ui/shop/states.tsx';
import { Say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import type { Notice } from './types.ts';

/** What a person was told, newest first; a friend who joined is welcomed with one tap. */
export function InboxPage() {
  const words = useWords('card');
  const { client } = useShop();
  const list = useRows<Notice>(['me', 'inbox'], async (asked, page, signal) => await asked.inbox(page, { signal }));
  const hasUnread = list.rows?.some((notice) => notice.readAt === null) ?? false;
  useEffect(() => {
    // What is new stays marked on this visit; told in vain it is new on the next one too.
    if (hasUnread) void client.readInbox({}).catch(() => undefined);
  }, [client, hasUnread]);
  if (list.rows === null) {
    return (
      <ShopPage title={words.inbox.title} back="/card">
        {list.error ? <ErrorState error={list.error} onRetry={list.retry} /> : <Bones shape="rows" />}
      </ShopPage>
    );
  }
  return (
    <ShopPage title={words.inbox.title} back="/card">
      {list.rows.length === 0 ? (
        <EmptyState picture="people" title={words.inbox.empty.title} text={words.inbox.empty.text} />
      ) : (
        <ul className="zs-rows zs-plain-list">
          {list.rows.map((notice) => (
            <NoticeRow key={notice.id} notice={notice} />
          ))}
        </ul>
      )}
      {list.hasMore ? (
        <Button block loading={list.isLoadingMore} onClick={list.more}>
          {words.inbox.more}
        </Button>
      ) : null}
    </ShopPage>
  );
}

function NoticeRow({ notice }: { notice: Notice }) {
  const words = useWords('card');
  const format = useFormat();
  const answer = useAct(`welcome.${notice.id}`, async (client, _: null, how) => await client.answerNotice(notice.id, {}, how));
  const told = (name: string): string => {
    const fact = notice.facts[name];
    if (typeof fact === 'object' && fact !== null && 'amount' in fact) return format.money(fact as Parameters<typeof format.money>[0]);
    if (typeof fact === 'number') return format.count(fact);
    if (typeof fact === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(fact)) return format.instantDay(fact);
    return typeof fact === 'string' && fact !== '' ? fact : words.inbox.someone;
  };
  const isGrand = notice.kind === 'card.paidForItself';
  if (notice.kind.startsWith('letter.')) return <Letter notice={notice} />;
  return (
    <li className={`zs-row zs-notice ${isGrand ? 'zs-notice-grand' : ''}`}>
      <span className="zs-row-text">
        <span className={notice.readAt === null ? 'zs-new' : ''}>
          <Say
            of={sentenceOf(words.inbox.kinds, notice.kind)}
            friend={told('friend')}
            from={told('from')}
            fee={told('fee')}
            saved={told('saved')}
            amount={told('amount')}
            owed={told('owed')}
            level={told('level')}
            tier={told('tier')}
            to={told('to')}
            had={told('had')}
            needed={told('needed')}
            fallsAt={told('fallsAt')}
            name={told('name')}
            reason={told('reason')}
            kind={notice.kind}
          />
        </span>
        <span className="zh-soft zh-small">{format.ago(notice.at)}</span>
        <ErrorLine error={answer.error} />
      </span>
      {notice.canAnswer ? (
        <Button size="small" loading={answer.isPending} onClick={() => answer.go(null)}>
          {words.inbox.welcomeThem}
        </Button>
      ) : notice.answeredAt === null ? null : (
        <span className="zh-soft zh-small">{words.inbox.welcomed}</span>
      )}
    </li>
  );
}

/** A letter of the brand, in its own words. */
function Letter({ notice: { facts, readAt, at } }: { notice: Notice }) {
  const format = useFormat();
  const said = (name: string): string => (typeof facts[name] === 'string' ? facts[name] : '');
  return (
    <li className="zs-row zs-notice zs-notice-letter">
      <span className="zs-row-text">
        <strong className={readAt === null ? 'zs-new' : ''}>
          <bdi>{said('title')}</bdi>
        </strong>
        <span className="zs-letter-text">
          <bdi>{said('text')}</bdi>
        </span>
        {said('by') === '' ? null : (
          <span className="zh-soft">
            <bdi>{said('by')}</bdi>
          </span>
        )}
        <span className="zh-soft zh-small">{format.ago(at)}</span>
      </span>
    </li>
  );
}

function sentenceOf(kinds: Readonly<Record<string, string>> & { other: string }, kind: string): string {
  return kinds[kind.replace('.', '_')] ?? kinds.other;
}
