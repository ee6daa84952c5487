import type { ReactNode } from 'react';
import type { useRows } from '../app/ask.tsx';
import { ErrorState } from '../page/error-state.tsx';
import { Skeleton } from '../page/skeleton.tsx';
import { DataTable, type DataTableProps } from './data-table.tsx';

type Rows<Row> = Omit<ReturnType<typeof useRows<Row>>, 'first'>;
type Paging = 'rows' | 'hasMore' | 'onMore' | 'isLoadingMore' | 'isStale';

export interface RowsTableProps<Row> extends Omit<DataTableProps<Row>, Paging> {
  of: Rows<Row>;
  /** what stands here when there is no row */
  none: ReactNode;
  /** rows of the skeleton */
  wait?: number;
  /** what is to be known about the rows; said only when there are some */
  note?: string;
}

/** A list that comes page by page: while it is awaited, when it failed, when nothing is in it, and its table. */
export function RowsTable<Row>({ of, none, wait = 8, note, ...table }: RowsTableProps<Row>) {
  if (!of.rows) return of.error ? <ErrorState error={of.error} onRetry={of.retry} /> : <Skeleton shape="rows" count={wait} />;
  if (of.rows.length === 0) return <>{none}</>;
  return (
    <>
      <DataTable<Row>
        {...table}
        rows={of.rows}
        hasMore={of.hasMore}
        onMore={of.more}
        isLoadingMore={of.isLoadingMore}
        isStale={of.isStale}
      />
      {note ? <p className="zh-soft zh-read">{note}</p> : null}
    </>
  );
}
