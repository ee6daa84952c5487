import { Button } from 'antd';
import type { ReactNode } from 'react';
import { RowsTable, type RowsTableProps } from '../table/rows-table.tsx';
import { EmptyState } from './empty-state.tsx';
import { Page } from './page.tsx';
import type { PictureName } from './pictures.tsx';

interface Nothing {
  title: string;
  text?: string;
  /** the first step; without it the button that makes a row */
  first?: ReactNode;
}

/** A page that is a list: the question, how to make one more, filters, the rows, and what stands there without any. */
export function ListPage<Row>({
  title,
  lead,
  tabs,
  make,
  above,
  filters,
  picture,
  none,
  noneFiltered,
  isFiltered = false,
  children,
  ...table
}: Omit<RowsTableProps<Row>, 'none' | 'label'> & {
  title: string;
  lead?: string;
  tabs: ReactNode;
  /** null where this role may not */
  make: { label: string; onMake: () => void } | null;
  /** what must be known before the list is read */
  above?: ReactNode;
  filters?: ReactNode;
  picture: PictureName;
  none: Nothing;
  noneFiltered?: Nothing;
  isFiltered?: boolean;
  /** dialogs and sheets */
  children?: ReactNode;
}) {
  const nothing = isFiltered && noneFiltered ? noneFiltered : none;
  return (
    <Page
      title={title}
      lead={lead}
      tabs={tabs}
      actions={
        make ? (
          <Button type="primary" aria-haspopup="dialog" onClick={make.onMake}>
            {make.label}
          </Button>
        ) : null
      }
    >
      {above}
      {filters ? <div className="zh-row zh-row-end">{filters}</div> : null}
      <RowsTable<Row>
        {...table}
        label={title}
        none={
          <EmptyState picture={picture} title={nothing.title} {...(nothing.text === undefined ? {} : { text: nothing.text })}>
            {isFiltered ? null : (nothing.first ?? (make ? <Button onClick={make.onMake}>{make.label}</Button> : null))}
          </EmptyState>
        }
      />
      {children}
    </Page>
  );
}
