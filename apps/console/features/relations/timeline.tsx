import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { personName } from '../../../../ui/format/name.ts';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorState } from '../../../../ui/page/error-state.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';

type Item = Awaited<ReturnType<Client['people']['timeline']>>['data'][number];

/** Everything that happened with a person, newest first, day by day. */
export function Timeline({ personId }: { personId: string }) {
  const { t } = useTranslation('relations');
  const format = useFormat();
  const items = useRows<Item>(['person', personId, 'timeline'], (client, page, signal) =>
    client.people.timeline(personId, page, { signal }),
  );
  if (items.error && !items.rows) return <ErrorState error={items.error} onRetry={items.retry} />;
  if (!items.rows) return <Skeleton shape="rows" />;
  if (items.rows.length === 0) return <EmptyState picture="orders" title={t('timeline.none')} text={t('timeline.noneText')} />;
  return (
    <>
      <ol className="zh-timeline">
        {items.rows.map((item, at) => (
          <li key={`${item.at} ${item.kind} ${at}`} className={`zh-event zh-event-${item.kind}`}>
            <span
              className={typeof item.facts.origin === 'string' ? `zh-event-dot zh-fill-${item.facts.origin}` : 'zh-event-dot'}
              aria-hidden="true"
            />
            <span className="zh-event-words">
              <Words item={item} />
            </span>
            <time dateTime={item.at} className="zh-soft zh-small" title={format.instant(item.at)}>
              {format.instant(item.at)}
            </time>
          </li>
        ))}
      </ol>
      {items.hasMore ? (
        <Button onClick={items.more} loading={items.isLoadingMore}>
          {t('ui:table.more')}
        </Button>
      ) : null}
    </>
  );
}

/** One event as a sentence; facts that are people, orders or amounts become links and figures. */
function Words({ item }: { item: Item }): ReactNode {
  const { t } = useTranslation('relations');
  const format = useFormat();
  const facts = item.facts;
  const text = (name: string) => (typeof facts[name] === 'string' || typeof facts[name] === 'number' ? String(facts[name]) : '');
  const money = (name: string) => (isMoney(facts[name]) ? format.money(facts[name]) : '');
  const stage = (name: string) => (text(name) ? t(`ui:stage.${text(name)}`) : '');
  switch (item.kind) {
    case 'order': {
      const id = text('id') || text('order');
      const words = t('timeline.order', { amount: money('net') || money('amount') || money('total') });
      const origin = text('origin');
      return (
        <>
          {id ? (
            <Go to={`orders/${id}`} className="zh-link">
              {words}
            </Go>
          ) : (
            words
          )}
          {origin ? <span className="zh-soft"> · {t(`ui:origin.${origin}`)}</span> : null}
        </>
      );
    }
    case 'return':
    case 'refund':
      return t(`timeline.${item.kind}`, { amount: money('amount') || money('refunded') });
    case 'stage':
      return text('from') ? t('timeline.stage', { from: stage('from'), to: stage('to') }) : t('timeline.firstStage', { to: stage('to') });
    case 'introduced':
    case 'introducedSomeone': {
      const person = facts.person ?? facts.referrer;
      return (
        <>
          {t(`timeline.${item.kind}`)}{' '}
          {isPerson(person) ? (
            <Go to={`people/${person.id}`} className="zh-link">
              <bdi>{personName(person)}</bdi>
            </Go>
          ) : null}
        </>
      );
    }
    default:
      return t(`timeline.${item.kind}`, {
        channel: t(`channel.${text('channel')}`, { defaultValue: text('channel') }),
        source: text('source'),
        kind: t(`identity.${text('kind')}`, { defaultValue: text('kind') }),
      });
  }
}

function isMoney(value: unknown): value is { amount: string; currency: string } {
  return typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value;
}

function isPerson(value: unknown): value is { id: string; externalId: string | null; name: string | null } {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}
