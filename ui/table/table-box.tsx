import type { ReactNode } from 'react';

/** A table in a box of its own: wider than its place it scrolls there, and the keyboard reaches the box to scroll it. */
export function TableBox({
  label,
  kind = 'zh-table',
  isBusy,
  children,
}: {
  /** read aloud before the table */
  label: string;
  /** the classes of the table itself */
  kind?: string;
  /** better rows are on their way */
  isBusy?: boolean | undefined;
  children: ReactNode;
}) {
  return (
    <div className="zh-table-box" role="group" aria-label={label} aria-busy={isBusy} tabIndex={0}>
      <table className={kind}>{children}</table>
    </div>
  );
}

/** The head of a table: what its columns are called, those of figures at the end of their place as the figures are; then what is given besides. */
export function TableHead({ columns, children }: { columns: readonly (string | { figures: string })[]; children?: ReactNode }) {
  return (
    <thead>
      <tr>
        {columns.map((column) =>
          typeof column === 'string' ? (
            <th key={column} scope="col">
              {column}
            </th>
          ) : (
            <th key={column.figures} scope="col" className="zh-end">
              {column.figures}
            </th>
          ),
        )}
        {children}
      </tr>
    </thead>
  );
}
