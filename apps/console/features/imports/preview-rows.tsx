import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { DataTable, type Column } from '../../../../ui/table/data-table.tsx';
import type { Preview } from './recognised.tsx';

type Row = Preview['rows'][number];

const amounts = new Set(['amount', 'paid', 'refunded', 'quantity', 'unitPrice', 'price', 'cost', 'stock']);

/** The first rows as they were understood, so that a wrong column is seen before it does harm. */
export function PreviewRows({ preview }: { preview: Preview }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const shown = (value: string | null) =>
    value === null ? '–' : /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? format.instant(value) : value;
  // The amount may be worked out from quantity and price; other fields are shown when a column answers them.
  const fields = preview.recognition.fields.filter(
    (field) =>
      field.isMapped || (field.id === 'amount' && preview.rows.some((row) => row.values.amount != null)),
  );
  const columns: Column<Row>[] = [
    { id: 'row', title: t('preview.row'), cell: (row) => row.row, align: 'end', width: 'tiny' },
    ...fields.map((field) => ({
      id: field.id,
      title: t(`field.${field.id}`, { defaultValue: field.id }),
      cell: (row: Row) => <bdi className="zh-cut">{shown(row.values[field.id] ?? null)}</bdi>,
      ...(amounts.has(field.id) ? { align: 'end' as const } : {}),
      width: 'medium' as const,
    })),
  ];
  return (
    <Section title={t('preview.title', { count: preview.rows.length })} note={t('preview.note')}>
      {preview.rows.length === 0 ? (
        <p className="zh-soft">{t('preview.none')}</p>
      ) : (
        <DataTable<Row>
          label={t('preview.title', { count: preview.rows.length })}
          rows={preview.rows}
          rowKey={(row) => String(row.row)}
          columns={columns}
        />
      )}
    </Section>
  );
}
