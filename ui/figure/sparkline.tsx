import { color } from '../tokens/index.ts';

export interface SparkPoint {
  value: number;
  /** still running: drawn hollow and dashed */
  isComplete: boolean;
}

const WIDTH = 120;
const HEIGHT = 32;
const EDGE = 4;

/** A trend in the space of a word, from zero up. `label` says the same in words. */
export function Sparkline({ points, label, stroke = color.inkSoft }: { points: readonly SparkPoint[]; label: string; stroke?: string }) {
  const top = Math.max(0, ...points.map((point) => point.value));
  const low = Math.min(0, ...points.map((point) => point.value));
  if (points.length < 2 || top === low) return null;
  const x = (at: number) => EDGE + (at * (WIDTH - 2 * EDGE)) / (points.length - 1);
  const y = (value: number) => HEIGHT - EDGE - ((value - low) * (HEIGHT - 2 * EDGE)) / (top - low);
  const path = (from: number, to: number) =>
    points
      .slice(from, to)
      .map((point, at) => `${at === 0 ? 'M' : 'L'}${x(from + at).toFixed(1)} ${y(point.value).toFixed(1)}`)
      .join('');
  const last = points.at(-1);
  const isOpen = last ? !last.isComplete : false;
  return (
    <svg
      className="zh-spark"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="xMinYMid meet"
      role="img"
      aria-label={label}
      fill="none"
      stroke={stroke}
      strokeWidth="1.5"
      strokeLinejoin="round"
    >
      <path d={path(0, isOpen ? points.length - 1 : points.length)} />
      {isOpen ? <path d={path(points.length - 2, points.length)} strokeDasharray="2 3" /> : null}
      {last ? <circle cx={x(points.length - 1)} cy={y(last.value)} r="2.5" fill={isOpen ? color.surface : stroke} /> : null}
    </svg>
  );
}
