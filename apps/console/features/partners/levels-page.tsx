import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { ReferTabs } from '../../../../ui/page/refer-tabs.tsx';

type Level = Awaited<ReturnType<Client['partnerLevels']['list']>>['data'][number];

/** Partner levels by rank: plans may pay them differently. */
export function LevelsPage() {
  const { t } = useTranslation('partners');
  const format = useFormat();
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
          { id: 'rank', title: t('level.rank'), cell: (row) => row.rank, align: 'end', width: 'tiny' },
          { id: 'label', title: t('level.label'), cell: (row) => <bdi>{row.label}</bdi>, width: 'large' },
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
          { id: 'id', title: t('level.id'), cell: (row) => <code className="zh-code">{row.id}</code>, from: 'tablet' },
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
      <LevelDialog level={editing} onClose={() => setEditing(null)} />
    </Page>
  );
}

function LevelDialog({ level, onClose }: { level: Level | 'new' | null; onClose: () => void }) {
  const { t } = useTranslation('partners');
  return (
    <Dialog title={t(level === 'new' ? 'level.new' : 'level.edit')} isOpen={level !== null} onClose={onClose}>
      {level === null ? null : <LevelForm level={level === 'new' ? null : level} onClose={onClose} />}
    </Dialog>
  );
}

function LevelForm({ level, onClose }: { level: Level | null; onClose: () => void }) {
  const { t } = useTranslation('partners');
  const [label, setLabel] = useState(level?.label ?? '');
  const [rank, setRank] = useState(String(level?.rank ?? ''));
  const body = { label: label.trim(), ...(/^\d{1,6}$/.test(rank.trim()) ? { rank: Number(rank) } : {}) };
  const save = useAct((client) => (level ? client.partnerLevels.update(level.id, body) : client.partnerLevels.create(body)), onClose);
  const remove = useAct((client, id: string) => client.partnerLevels.remove(id), onClose);
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <TextField label={t('level.label')} value={label} onChange={setLabel} isRequired />
      <TextField type="number" label={t('level.rank')} value={rank} onChange={setRank} hint={t('level.rankHint')} />
      <ErrorLine error={save.error ?? remove.error} />
      <div className="zh-row zh-row-between">
        <Button type="primary" htmlType="submit" disabled={label.trim() === ''} loading={save.isPending}>
          {t('level.save')}
        </Button>
        {level ? (
          <Button danger loading={remove.isPending} onClick={() => remove.mutate(level.id)}>
            {t('level.remove', { level: level.label })}
          </Button>
        ) : null}
      </div>
    </form>
  );
}
