import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { useMeasured } from './level-form.tsx';
import type { Level } from './level-rule.ts';

type Warning = Awaited<ReturnType<Client['levelWarnings']['list']>>['data'][number];

/** Partners who were told that they fall a level: why, until when, and to which. The next to fall stands first. */
export function LevelWarnings({ levels }: { levels: readonly Level[] }) {
  const { t } = useTranslation('partners');
  const format = useFormat();
  const said = useMeasured();
  const warnings = useRows<Warning>(['levelWarnings'], (client, page, signal) => client.levelWarnings.list(page, { signal }));
  const ranked = levels.toSorted((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
  const label = (id: string) => ranked.find((level) => level.id === id)?.label ?? id;
  const below = (id: string) => ranked[ranked.findIndex((level) => level.id === id) - 1]?.label ?? t('partners.noLevel');
  return (
    <Section title={t('warning.title')} note={t('warning.note')}>
      <RowsTable<Warning>
        of={warnings}
        wait={2}
        none={<p className="zh-soft">{t('warning.none')}</p>}
        label={t('warning.title')}
        rowKey={(row) => row.partner}
        columns={[
          { id: 'who', title: t('partners.who'), cell: (row) => <PersonLink person={row.person} />, width: 'small' },
          {
            id: 'level',
            title: t('warning.falls'),
            cell: (row) => (
              <span>
                <bdi>{label(row.level)}</bdi>
                <span aria-hidden="true"> → </span>
                <span className="zh-hidden">{t('warning.to')}</span>
                <bdi>{below(row.level)}</bdi>
              </span>
            ),
            from: 'tablet',
          },
          {
            id: 'why',
            title: t('warning.why'),
            cell: (row) => (
              <span className="zh-number">
                {t('warning.has', { had: said(row.had), needed: said(row.needed) })}
                <div className="zh-soft zh-small">{t(`warning.within.${row.measure}`, { within: format.days(row.windowDays) })}</div>
              </span>
            ),
          },
          { id: 'told', title: t('warning.told'), cell: (row) => format.instantDay(row.warnedAt), from: 'desktop' },
          { id: 'until', title: t('warning.until'), cell: (row) => format.instantDay(row.fallsAt), align: 'end' },
        ]}
      />
    </Section>
  );
}
