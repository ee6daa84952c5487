import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../sdk/index.ts';
import { useActor } from '../../../../../ui/app/actor.ts';
import { useRows } from '../../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { Go } from '../../../../../ui/app/go.tsx';
import { Section } from '../../../../../ui/page/page.tsx';
import { DataTable } from '../../../../../ui/table/data-table.tsx';

type TakenRow = Awaited<ReturnType<Client['diagnoses']['list']>>['data'][number];

/** Diagnoses that were taken, the newest first; the first one teaches nothing here and is not announced. */
export function Taken() {
  const { t } = useTranslation('diagnose');
  const actor = useActor();
  const format = useFormat();
  const found = useRows<TakenRow>(['diagnoses'], (client, page, signal) => client.diagnoses.list(page, { signal }));
  const rows = found.rows ?? [];
  if (rows.length === 0) return null;
  return (
    <Section title={t('taken.title')} note={t('taken.note')}>
      <DataTable<TakenRow>
        label={t('taken.title')}
        rows={rows}
        rowKey={(row) => row.id}
        columns={[
          {
            id: 'at',
            title: t('taken.at'),
            cell: (row) => (
              <Go className="zh-link zh-strong" to={`plan/diagnoses/${row.id}`}>
                {format.instant(row.takenAt)}
              </Go>
            ),
          },
          {
            id: 'by',
            title: t('taken.by'),
            from: 'tablet',
            cell: (row) => <bdi>{actor(row.takenBy)}</bdi>,
          },
          {
            id: 'total',
            title: t('taken.total'),
            align: 'end',
            cell: (row) => <span className="zh-number zh-strong">{row.total === null ? '–' : format.decimal(row.total, 0)}</span>,
          },
          {
            id: 'verdict',
            title: t('taken.verdict'),
            cell: (row) => (row.verdict === null ? '–' : t(`diagnosis:verdicts.${row.verdict}`)),
          },
        ]}
      />
    </Section>
  );
}
