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
