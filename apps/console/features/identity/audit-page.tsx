import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useActor } from '../../../../ui/app/actor.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { SettingsTabs } from './settings-tabs.tsx';

type Entry = Awaited<ReturnType<Client['audit']['list']>>['data'][number];

/** Who did what and when; nothing here can be changed or removed. */
export function AuditPage() {
  const { t } = useTranslation('identity');
  const actor = useActor();
  const format = useFormat();
  const entries = useRows<Entry>(['audit'], (client, page, signal) => client.audit.list(page, { signal }), {
    limit: 100,
  });
  const say = (facts: Entry['facts']) => factsText(t, format.instant, facts);
  return (
    <Page title={t('audit.title')} lead={t('audit.lead')} tabs={<SettingsTabs />}>
      <RowsTable<Entry>
        of={entries}
        wait={8}
        none={<EmptyState picture="orders" title={t('audit.none')} />}
        label={t('audit.title')}
        isTall
        rowKey={(row) => row.id}
        columns={[
          { id: 'at', title: t('audit.at'), cell: (row) => format.instant(row.at) },
          {
            id: 'who',
            title: t('audit.who'),
            cell: (row) => (
              <span>
                <bdi>{actor(row.actor.id === 'local' ? 'local' : row.actor.name || t(`actor.${row.actor.kind}`))}</bdi>{' '}
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
              <span className="zh-soft zh-small zh-cut zh-cut-wide" title={say(row.facts)}>
                {say(row.facts)}
              </span>
            ),
            from: 'tablet',
          },
        ]}
      />
    </Page>
  );
}

/** Facts as they were written down, in words; what has no words yet keeps the name it was written with. */
function factsText(t: TFunction<'identity'>, instant: (at: string) => string, facts: Entry['facts']): string {
  const textOf = (name: string, value: unknown): string => {
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (typeof value === 'object' && value !== null)
      return 'from' in value && 'to' in value
        ? t('audit.fromTo', { from: textOf(name, value.from), to: textOf(name, value.to) })
        : JSON.stringify(value);
    const text = String(value);
    if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text)) return instant(text);
    if (name === 'policy' || name === 'language') return t(`${name}.${text}`, { defaultValue: text });
    return t(`ui:role.${text}`, { defaultValue: text });
  };
  if ('from' in facts && 'to' in facts) return textOf('', facts);
  return Object.entries(facts)
    .map(([name, value]) => t('audit.fact', { name: t(`fact.${name}`, { defaultValue: name }), value: textOf(name, value) }))
    .join(t('ui:listComma'));
}
