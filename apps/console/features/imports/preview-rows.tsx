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
  const { mapping, headers } = preview.recognition;
  const isUnderstood = (id: string) => preview.rows.some((row) => row.values[id] != null);
  // The amount may be worked out from quantity and price, or be what was received; other fields are shown when a column answers them.
  const isAmountReceived =
    mapping['amount'] === undefined && mapping['paid'] !== undefined && isUnderstood('amount') && !isUnderstood('paid');
  const fields = preview.recognition.fields.filter((field) =>
    field.id === 'amount' ? field.isMapped || isUnderstood('amount') : field.isMapped && !(field.id === 'paid' && isAmountReceived),
  );
  const columnOf = (id: string) => (id === 'amount' && isAmountReceived ? mapping['paid'] : mapping[id]);
  const columns: Column<Row>[] = [
    { id: 'row', title: t('preview.row'), cell: (row) => row.row, align: 'end', width: 'tiny' },
    ...(fields.length === 0 ? headers.map(asItStands) : []),
    ...fields.map((field) => ({
      id: field.id,
      title: t(`field.${field.id}`, { defaultValue: field.id }),
      cell: (row: Row) => <Cell row={row} field={field.id} column={columnOf(field.id)} />,
      ...(amounts.has(field.id) ? { align: 'end' as const } : {}),
      width: 'medium' as const,
    })),
  ];
  const title = t(fields.length === 0 ? 'preview.raw' : 'preview.title', { count: preview.rows.length });
  return (
    <Section title={title} note={t('preview.note')}>
      {preview.rows.length === 0 ? (
        <p className="zh-soft">{t('preview.none')}</p>
      ) : (
        <DataTable<Row> label={title} rows={preview.rows} rowKey={(row) => String(row.row)} columns={columns} />
      )}
    </Section>
  );
}

/** A column nobody has named yet, as it stands in the file. */
const asItStands = (header: string, at: number): Column<Row> => ({
  id: String(at),
  title: header,
  cell: (row) => <bdi className="zh-cut">{row.cells[at] ?? ''}</bdi>,
  width: 'medium',
});

/** A value as understood; a row that will be refused shows its cells as they stand in the file, struck through. */
function Cell({ row, field, column }: { row: Row; field: string; column: number | undefined }) {
  const format = useFormat();
  if (Object.keys(row.values).length === 0)
    return <del className="zh-cut zh-harm">{column === undefined ? '' : (row.cells[column - 1] ?? '')}</del>;
  const value = row.values[field] ?? null;
  const isInstant = value !== null && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value);
  return <bdi className="zh-cut">{value === null ? '–' : isInstant ? format.instant(value) : value}</bdi>;
}
