import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { ReferTabs } from '../../../../ui/page/refer-tabs.tsx';
import { LevelDialog, useMeasured } from './level-form.tsx';
import { amountOf, type Level } from './level-rule.ts';
import { LevelWarnings } from './level-warnings.tsx';

/** Partner levels by rank: plans may pay them differently. What it takes to rise and to stay, and who is about to fall. */
export function LevelsPage() {
  const { t } = useTranslation('partners');
  const format = useFormat();
  const said = useMeasured();
  const mayWrite = useMay('plans');
  const levels = useRows<Level>(['levels', 'rows'], (client, page, signal) => client.partnerLevels.list(page, { signal }));
  const [editing, setEditing] = useState<Level | 'new' | null>(null);
  const write = mayWrite ? (
    <Button type="primary" onClick={() => setEditing('new')}>
      {t('level.new')}
    </Button>
  ) : null;
  return (
    <Page title={t('level.title')} lead={t('level.lead')} tabs={<ReferTabs here="levels" />} actions={write}>
      <RowsTable<Level>
        of={levels}
        wait={3}
        none={
          <EmptyState picture="stages" title={t('level.none')} text={t('level.noneText')}>
            {write}
          </EmptyState>
        }
        label={t('level.title')}
        rowKey={(row) => row.id}
        columns={[
          { id: 'rank', title: t('level.rank'), cell: (row) => row.rank, align: 'end', width: 'tiny', from: 'tablet' },
          { id: 'label', title: t('level.label'), cell: (row) => <bdi>{row.label}</bdi>, width: 'medium' },
          { id: 'rise', title: t('level.rise'), cell: (row) => <RiseText level={row} />, width: 'medium' },
          {
            id: 'stay',
            title: t('level.stay'),
            cell: ({ rule }) => {
              if (rule === null) return '–';
              return amountOf(rule.keep) === 0n ? t('level.forGood') : <span className="zh-number">{said(rule.keep)}</span>;
            },
            from: 'tablet',
          },
          {
            id: 'notice',
            title: t('level.notice'),
            cell: ({ rule }) => (rule === null || amountOf(rule.keep) === 0n ? '–' : format.days(rule.graceDays)),
            from: 'tablet',
          },
          {
            id: 'partners',
            title: t('level.partners'),
            cell: (row) => (
              <Go to={`refer/partners?level=${encodeURIComponent(row.id)}`} className="zh-link">
                {format.count(row.partners)}
              </Go>
            ),
            align: 'end',
          },
          { id: 'id', title: t('level.id'), cell: (row) => <code className="zh-code">{row.id}</code>, from: 'desktop' },
          ...(mayWrite
            ? [
                {
                  id: 'edit',
                  title: t('level.act'),
                  cell: (row: Level) => (
                    <Button size="small" aria-label={t('level.editOf', { level: row.label })} onClick={() => setEditing(row)}>
                      {t('level.edit')}
                    </Button>
                  ),
                  align: 'end' as const,
                },
              ]
            : []),
        ]}
      />
      {levels.rows?.some((level) => level.rule !== null) ? <LevelWarnings levels={levels.rows ?? []} /> : null}
      <LevelDialog level={editing} onClose={() => setEditing(null)} />
    </Page>
  );
}

function RiseText({ level: { rule } }: { level: Level }) {
  const { t } = useTranslation('partners');
  const format = useFormat();
  const said = useMeasured();
  if (rule === null) return <span className="zh-soft">{t('level.byHand')}</span>;
  return (
    <span className="zh-number">
      {said(rule.reach)}
      <div className="zh-soft zh-small">
        {t(`level.within.${rule.measure === 'services' ? 'services' : 'sales'}`, { within: format.days(rule.windowDays) })}
      </div>
    </span>
  );
}
