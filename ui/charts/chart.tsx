import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Drawing, Option } from './engine.ts';
import { Skeleton } from '../page/skeleton.tsx';
import { TableBox, TableHead } from '../table/table-box.tsx';
import { drawInTurn } from './turns.ts';

export interface ChartTable {
  head: readonly string[];
  rows: readonly (readonly string[])[];
}

export interface ChartProps {
  /** what the picture says, in words */
  label: string;
  option: Option;
  /** the same facts as a table, one key away; made only when somebody looks where it is a way to make it */
  table: ChartTable | (() => ChartTable);
  /** told the series and the name of what was clicked */
  onPick?: (name: string) => void;
}

/** A chart that loads its engine when it is first needed, follows its width, and can be read as a table. */
export function Chart({ label, option, table, onPick }: ChartProps) {
  const { t } = useTranslation('ui');
  const [isTable, setTable] = useState(false);
  return (
    <figure className="zh-chart" aria-label={label}>
      {isTable ? (
        <ChartRows label={label} table={typeof table === 'function' ? table() : table} />
      ) : (
        <Canvas label={label} option={option} {...(onPick ? { onPick } : {})} />
      )}
      <figcaption className="zh-chart-foot">
        <button type="button" className="zh-text-button" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          {t(isTable ? 'chart.asPicture' : 'chart.asTable')}
        </button>
      </figcaption>
    </figure>
  );
}

function Canvas({ label, option, onPick }: { label: string; option: Option; onPick?: (name: string) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [drawing, setDrawing] = useState<Drawing | null>(null);
  useEffect(() => {
    let chart: Drawing | null = null;
    let isGone = false;
    const watch = new ResizeObserver(() => chart?.resize());
    void import('./engine.ts').then(({ draw }) => {
      if (isGone || !box.current) return;
      chart = draw(box.current);
      watch.observe(box.current);
      setDrawing(chart);
    });
    return () => {
      isGone = true;
      watch.disconnect();
      chart?.dispose();
    };
  }, []);
  useEffect(() => {
    if (!drawing || !box.current) return;
    const around = box.current;
    return drawInTurn(drawing, () => {
      // The words of a chart stand in the face of the page around it.
      const { fontFamily } = getComputedStyle(around);
      if (!drawing.isDisposed()) drawing.setOption({ ...option, textStyle: { ...(option['textStyle'] as object), fontFamily } }, true);
    });
  }, [drawing, option]);
  useEffect(() => {
    if (!drawing || !onPick) return;
    const pick = (event: { name?: string }) => onPick(event.name ?? '');
    drawing.on('click', pick as (event: unknown) => void);
    return () => {
      drawing.off('click', pick as (event: unknown) => void);
    };
  }, [drawing, onPick]);
  return (
    <div className="zh-canvas">
      {drawing ? null : <Skeleton shape="chart" />}
      <div ref={box} className="zh-canvas-inner" role="img" aria-label={label} />
    </div>
  );
}

/** Figures of a picture or a sum as a table: what each row is about, then its figures. */
export function ChartRows({ label, table }: { label: string; table: ChartTable }): ReactNode {
  return (
    <TableBox label={label}>
      <TableHead columns={table.head.map((title, at) => (at > 0 ? { figures: title } : title))} />
      <tbody>
        {table.rows.map((row) => (
          <tr key={row[0]}>
            {row.map((cell, at) => (
              <td key={`${table.head[at]}`} className={at > 0 ? 'zh-end zh-number' : ''}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}
