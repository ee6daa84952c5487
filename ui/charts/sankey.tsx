import { useMemo } from 'react';
import { breakpoint, color, shape, space, type } from '../tokens/index.ts';
import { Chart, type ChartTable } from './chart.tsx';

export interface Flow {
  from: string;
  to: string;
  value: number;
}
export interface FlowNode {
  id: string;
  label: string;
  fill: string;
}

/** Ribbons from left to right; a node is as high as what flows through it. */
export function Sankey({
  label,
  nodes,
  flows,
  show,
  table,
  onPick,
}: {
  label: string;
  nodes: readonly FlowNode[];
  flows: readonly Flow[];
  show: (value: number) => string;
  table: ChartTable;
  onPick?: (id: string) => void;
}) {
  const option = useMemo(() => {
    const named = new Map(nodes.map((node) => [node.id, node]));
    const text = (id: string) => named.get(id)?.label ?? id;
    const whole = {
      animation: false,
      textStyle: { fontSize: type.small[0] },
      tooltip: {
        borderColor: color.line,
        textStyle: { color: color.ink, fontSize: type.small[0] },
        formatter: (point: { dataType: string; name: string; value: number; data: { source?: string; target?: string } }) =>
          point.dataType === 'edge'
            ? `${text(point.data.source ?? '')} → ${text(point.data.target ?? '')}<br/>${show(point.value)}`
            : `${text(point.name)}<br/>${show(point.value)}`,
      },
      series: [
        {
          type: 'sankey',
          left: 8,
          right: 152,
          top: 8,
          bottom: 16,
          nodeWidth: 12,
          nodeGap: 16,
          draggable: false,
          layoutIterations: 0,
          emphasis: { focus: 'adjacency' },
          labelLayout: { hideOverlap: true },
          lineStyle: { color: 'source', opacity: 0.35, curveness: 0.5 },
          label: {
            color: color.ink,
            fontSize: type.small[0],
            formatter: (point: { name: string; value: number }) => `${text(point.name)}  ${show(point.value)}`,
          },
          data: nodes.map((node) => ({ name: node.id, itemStyle: { color: node.fill, borderWidth: 0 } })),
          links: flows.filter((flow) => flow.value > 0).map((flow) => ({ source: flow.from, target: flow.to, value: flow.value })),
        },
      ],
    };
    // On a phone the ribbons get the room, and the names of the last nodes as much as they need.
    const narrow = {
      query: { maxWidth: breakpoint.phone - shape.navWidth },
      option: { series: [{ right: shape.columnTiny + space.three, levels: [{ depth: 1, label: { show: false } }] }] },
    };
    return { baseOption: whole, media: [narrow] };
  }, [nodes, flows, show]);
  return <Chart label={label} option={option} table={table} {...(onPick ? { onPick } : {})} />;
}
