import { useTranslation } from 'react-i18next';
import { color, type } from '../../../../../ui/tokens/index.ts';
import type { SectionId } from '../../../../../rooms/planner/model/index.ts';

export interface RadarScore {
  readonly section: SectionId;
  /** 0…1; null: not answered */
  readonly score: number | null;
}

const RINGS = [0.25, 0.5, 0.75, 1];
const sizes = {
  /** the letters of the sections, whose names stand beside it */
  letters: { width: 320, height: 296, reach: 122, labelAt: 1.12 },
  names: { width: 440, height: 336, reach: 118, labelAt: 1.1 },
} as const;

/**
 * Nine sections around one middle, the better the further out; an earlier diagnosis lies below as a dashed line. A section without an answer
 * is no nought: the line passes it by and its name is pale. What it shows is told again in words beside it.
 */
export function Radar({
  of,
  before,
  labels = 'names',
}: {
  of: readonly RadarScore[];
  before?: readonly RadarScore[] | undefined;
  labels?: keyof typeof sizes;
}) {
  const { t } = useTranslation('diagnose');
  const { width, height, reach, labelAt } = sizes[labels];
  const middle: [number, number] = [width / 2, height / 2 + (labels === 'names' ? 8 : 4)];
  const place = (at: number, share: number): [number, number] => {
    const angle = (at / of.length) * 2 * Math.PI - Math.PI / 2;
    return [middle[0] + Math.cos(angle) * reach * share, middle[1] + Math.sin(angle) * reach * share];
  };
  const line = (points: readonly [number, number][]) => points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  const shape = (scores: readonly RadarScore[]) => line(scores.flatMap(({ score }, at) => (score === null ? [] : [place(at, score)])));
  return (
    <svg className="zh-radar" style={{ maxInlineSize: width }} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" fill="none">
      {RINGS.map((share) => (
        <polygon key={share} points={line(of.map((_, at) => place(at, share)))} stroke={share === 1 ? color.lineMiddle : color.line} />
      ))}
      {of.map(({ section }, at) => {
        const [x, y] = place(at, 1);
        return <line key={section} x1={middle[0]} y1={middle[1]} x2={x} y2={y} stroke={color.line} />;
      })}
      {before ? (
        <polygon
          points={shape(before)}
          stroke={color.directText}
          strokeWidth="2"
          strokeDasharray="5 4"
          fill={color.direct}
          fillOpacity="0.08"
        />
      ) : null}
      <polygon points={shape(of)} stroke={color.accent} strokeWidth="2.5" strokeLinejoin="round" fill={color.accent} fillOpacity="0.16" />
      {of.map(({ section, score }, at) => {
        const [x, y] = place(at, score ?? 0);
        return score === null ? null : <circle key={section} cx={x} cy={y} r="3.5" fill={color.accent} />;
      })}
      {of.map(({ section, score }, at) => {
        const [x, y] = place(at, labelAt);
        const [first, second] = labels === 'letters' ? [section] : lines(t(`diagnosis:sections.${section}`));
        const side = labels === 'letters' || Math.abs(x - middle[0]) < 8 ? 'middle' : x < middle[0] ? 'end' : 'start';
        const isAbove = y < middle[1] - reach;
        return (
          <text
            key={section}
            x={x}
            y={y + (isAbove && second ? -type.small[0] : type.small[0] / 3)}
            textAnchor={side}
            fontSize={type.small[0]}
            fill={score === null ? color.inkFaint : color.ink}
          >
            <tspan x={x}>{first}</tspan>
            {second ? (
              <tspan x={x} dy={type.small[0] + 2}>
                {second}
              </tspan>
            ) : null}
          </text>
        );
      })}
    </svg>
  );
}

/** A long name on two lines, parted where it has a space. */
function lines(name: string): [string, string?] {
  const words = name.split(' ');
  if (name.length <= 12 || words.length < 2) return [name];
  const half = Math.ceil(words.length / 2);
  return [words.slice(0, half).join(' '), words.slice(half).join(' ')];
}
