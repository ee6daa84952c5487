import type { CSSProperties, ReactNode } from 'react';
import { TableBox } from '../table/table-box.tsx';

export interface HeatCell {
  /** 0 … 1: how deep the colour */
  depth: number;
  text: string;
  /** everything a hover or a screen reader should learn */
  title: string;
  /** still running: hatched */
  isOpen?: boolean;
}

export interface HeatRow {
  id: string;
  head: ReactNode;
  side?: ReactNode;
  cells: readonly (HeatCell | null)[];
}

/** A heat map that is a table: readable by keyboard and screen reader, its colour only repeats its numbers. */
export function HeatTable({
  label,
  corner,
  sideTitle,
  columns,
  rows,
}: {
  label: string;
  corner: string;
  sideTitle?: string;
  columns: readonly string[];
  rows: readonly HeatRow[];
}) {
  return (
    <TableBox label={label} kind="zh-heat">
      <thead>
        <tr>
          <th scope="col">{corner}</th>
          {sideTitle ? (
            <th scope="col" className="zh-end">
              {sideTitle}
            </th>
          ) : null}
          {columns.map((column) => (
            <th key={column} scope="col" className="zh-centre">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">{row.head}</th>
            {sideTitle ? <td className="zh-end zh-number">{row.side}</td> : null}
            {row.cells.map((cell, at) =>
              cell ? (
                <td
                  key={columns[at]}
                  className={heatClass(cell)}
                  style={{ '--zh-depth': `${Math.round(cell.depth * 100)}%` } as CSSProperties}
                  title={cell.title}
                >
                  {cell.text}
                  <span className="zh-hidden"> {cell.title}</span>
                </td>
              ) : (
                <td key={columns[at]} className="zh-heat-none" />
              ),
            )}
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}

function heatClass(cell: HeatCell): string {
  return ['zh-heat-cell', 'zh-number', cell.isOpen ? 'zh-heat-open' : ''].filter(Boolean).join(' ');
}
