import { useVirtualizer } from '@tanstack/react-virtual';
import { Button } from 'antd';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { shape } from '../tokens/index.ts';
import { TableBox } from './table-box.tsx';

export interface Column<Row> {
  id: string;
  title: string;
  cell: (row: Row) => ReactNode;
  align?: 'end';
  width?: 'tiny' | 'small' | 'medium' | 'large';
  /** the API's name of this order; absent = cannot be sorted by it */
  sort?: string;
  /** the order of the first click: names begin with A, figures with the largest */
  sortFirst?: 'asc';
  /** hidden on a narrow screen: the first screens it is kept on */
  from?: 'tablet' | 'desktop';
}

export interface DataTableProps<Row> {
  /** read aloud before the table */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  sort?: string;
  order?: 'asc' | 'desc';
  onSort?: (sort: string, order: 'asc' | 'desc') => void;
  hasMore?: boolean;
  isLoadingMore?: boolean;
  onMore?: () => void;
  /** rows in a scrolling window of their own; only those in sight are in the page */
  isTall?: boolean;
  isStale?: boolean;
}

/** A true table with a sticky head. Long ones draw only the rows in sight and fetch the next page before its end is reached. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  return props.isTall && props.rows.length > 30 ? <TallTable {...props} /> : <ShortTable {...props} />;
}

function ShortTable<Row>(props: DataTableProps<Row>) {
  const { t } = useTranslation('ui');
  return (
    <div>
      <TableBox label={props.label} kind={tableClass(props)} isBusy={props.isStale}>
        <Head {...props} />
        <tbody>
          {props.rows.map((row) => (
            <Cells key={props.rowKey(row)} row={row} columns={props.columns} />
          ))}
        </tbody>
      </TableBox>
      {props.hasMore ? (
        <div className="zh-more">
          <Button onClick={props.onMore} loading={Boolean(props.isLoadingMore)}>
            {t('table.more')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function TallTable<Row>(props: DataTableProps<Row>) {
  const { t } = useTranslation('ui');
  const box = useRef<HTMLDivElement>(null);
  const { rows, hasMore, onMore } = props;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => shape.row,
    overscan: 12,
  });
  const seen = virtual.getVirtualItems();
  const first = seen[0];
  const last = seen.at(-1);
  const before = first?.start ?? 0;
  const after = last ? virtual.getTotalSize() - last.end : 0;
  const lastSeen = last?.index ?? 0;
  useEffect(() => {
    if (hasMore && lastSeen > rows.length - 20) onMore?.();
  }, [lastSeen, rows.length, hasMore, onMore]);
  return (
    <div ref={box} className="zh-table-box zh-table-tall" role="group" aria-label={props.label} aria-busy={props.isStale} tabIndex={0}>
      <table className={tableClass(props)} aria-rowcount={hasMore ? -1 : rows.length + 1}>
        <Head {...props} />
        <tbody>
          {before > 0 ? <Gap height={before} /> : null}
          {seen.map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : <Cells key={props.rowKey(row)} row={row} columns={props.columns} at={item.index} />;
          })}
          {after > 0 ? <Gap height={after} /> : null}
        </tbody>
      </table>
      {props.isLoadingMore ? (
        <p className="zh-soft zh-more" role="status">
          {t('loading')}
        </p>
      ) : null}
    </div>
  );
}

const tableClass = (props: { isStale?: boolean }) => (props.isStale ? 'zh-table zh-stale' : 'zh-table');

const Gap = ({ height }: { height: number }) => (
  <tr aria-hidden="true">
    <td style={{ height, padding: 0, border: 0 }} />
  </tr>
);

function Head<Row>({ columns, sort, order, onSort }: DataTableProps<Row>) {
  return (
    <thead>
      <tr>
        {columns.map((column) => {
          const isSorted = column.sort !== undefined && column.sort === sort;
          return (
            <th
              key={column.id}
              scope="col"
              className={cellClass(column)}
              {...(column.sort
                ? {
                    'aria-sort': isSorted ? (order === 'asc' ? ('ascending' as const) : ('descending' as const)) : ('none' as const),
                  }
                : {})}
            >
              {column.sort && onSort ? (
                <button
                  type="button"
                  className="zh-sort"
                  onClick={() => onSort(column.sort ?? '', isSorted ? (order === 'desc' ? 'asc' : 'desc') : (column.sortFirst ?? 'desc'))}
                >
                  {column.title}
                  <span aria-hidden="true" className="zh-sort-mark">
                    {isSorted ? (order === 'asc' ? '↑' : '↓') : ''}
                  </span>
                </button>
              ) : (
                column.title
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

function Cells<Row>({ row, columns, at }: { row: Row; columns: readonly Column<Row>[]; at?: number }) {
  return (
    <tr aria-rowindex={at === undefined ? undefined : at + 2}>
      {columns.map((column) => (
        <td key={column.id} className={cellClass(column)}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

function cellClass<Row>(column: Column<Row>): string {
  return [column.align === 'end' ? 'zh-end' : '', column.width ? `zh-w-${column.width}` : '', column.from ? `zh-from-${column.from}` : '']
    .filter(Boolean)
    .join(' ');
}
