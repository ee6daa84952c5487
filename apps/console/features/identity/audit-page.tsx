import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorState } from '../../../../ui/page/error-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { SettingsTabs } from './settings-tabs.tsx';

type Entry = Awaited<ReturnType<Client['audit']['list']>>['data'][number];

/** Who did what and when; nothing here can be changed or removed. */
export function AuditPage() {
  const { t } = useTranslation('identity');
  const format = useFormat();
  const entries = useRows<Entry>(['audit'], (client, page, signal) => client.audit.list(page, { signal }), {
    limit: 100,
  });
  return (
    <Page title={t('audit.title')} lead={t('audit.lead')} tabs={<SettingsTabs />}>
      {entries.error && !entries.rows ? <ErrorState error={entries.error} onRetry={entries.retry} /> : null}
      {entries.rows === null && !entries.error ? <Skeleton shape="rows" count={8} /> : null}
      {entries.rows?.length === 0 ? <EmptyState picture="orders" title={t('audit.none')} /> : null}
      {entries.rows && entries.rows.length > 0 ? (
        <DataTable<Entry>
          label={t('audit.title')}
          isTall
          rows={entries.rows}
          rowKey={(row) => row.id}
          hasMore={entries.hasMore}
          onMore={entries.more}
          isLoadingMore={entries.isLoadingMore}
          columns={[
            { id: 'at', title: t('audit.at'), cell: (row) => format.instant(row.at) },
            {
              id: 'who',
              title: t('audit.who'),
              cell: (row) => (
                <span>
                  <bdi>{actorName(t, row.actor)}</bdi>{' '}
                  {row.actor.name && row.actor.id !== 'local' ? (
                    <span className="zh-soft zh-small">{t(`actor.${row.actor.kind}`)}</span>
                  ) : null}
                </span>
              ),
              width: 'medium',
            },
            {
              id: 'what',
              title: t('audit.what'),
              cell: (row) => t(`action.${row.action.replace('.', '_')}`, { defaultValue: row.action }),
            },
            {
              id: 'facts',
              title: t('audit.facts'),
              cell: (row) => (
                <span className="zh-code zh-cut zh-w-large" title={factsText(row.facts)}>
                  {factsText(row.facts)}
                </span>
              ),
              from: 'tablet',
            },
          ]}
        />
      ) : null}
    </Page>
  );
}

/** Whoever sits at this machine while nobody has a password is `local`. */
function actorName(t: TFunction<'identity'>, actor: Entry['actor']): string {
  if (actor.id === 'local') return t('actor.local');
  return actor.name || t(`actor.${actor.kind}`);
}

/** Facts as they were written down; their names are those of the API. */
function factsText(facts: Record<string, unknown>): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(', ');
}
