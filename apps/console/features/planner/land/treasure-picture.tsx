import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Go } from '../../../../../ui/app/go.tsx';
import { color, font, shape, space, type } from '../../../../../ui/tokens/index.ts';
import type { Alive } from './alive.ts';
import { linesOf } from './lines.ts';
import {
  arcs,
  box,
  courses,
  LETTERS,
  middle,
  picture,
  placed,
  signs,
  stretch,
  theory,
  type Arc,
  type MapNode,
  type Placed,
} from './treasure-map.ts';

const arcFill: Readonly<Record<Arc, string>> = { come: color.direct, buy: color.customer, again: color.repeat, bring: color.referred };
const [SMALL, LEAD] = type.small;
const RIBBON = space.two;
const LOOP = { rx: 156, ry: 72 } as const;

/** The map as one picture: the loop as the ribbon it is, the methods along it, formulas and systems inside; every node opens what is behind it. */
export function TreasurePicture({ alive, to }: { alive: Alive; to: (node: MapNode) => string }) {
  const { t } = useTranslation('land');
  const title = useId();
  const { left, right, top, bottom, turn } = picture;
  return (
    <svg className="zh-treasure" viewBox={`0 0 ${picture.width} ${picture.height}`} role="group" aria-labelledby={title}>
      <title id={title}>{t('map.picture')}</title>
      <rect x={left} y={top} width={right - left} height={bottom - top} rx={turn} fill={color.sunken} />
      {arcs.map((arc) => (
        <path key={arc} d={stretch(arc)} fill="none" stroke={arcFill[arc]} strokeWidth={RIBBON} />
      ))}
      {courses.map(([x, y, degrees]) => (
        <path
          key={`${x} ${y}`}
          transform={`translate(${x} ${y}) rotate(${degrees})`}
          d="M -3 -4 L 3 0 L -3 4"
          fill="none"
          stroke={color.inkOnFill}
          strokeWidth={shape.ring}
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      ))}
      {arcs.map((arc) => (
        <Sign key={arc} arc={arc} />
      ))}
      <Caption y={116} words={[t('treasure:kinds.systems'), t('map.ground')].join(' · ')} />
      <Caption y={436} words={t('treasure:kinds.formulas')} />
      <Caption y={596} words={[t('treasure:kinds.systems'), t('map.care')].join(' · ')} />
      <Loop isAlive={alive[theory.probe] ?? null} />
      {placed.map((one) => (
        <Node key={one.node.id} of={one} isAlive={alive[one.node.probe] ?? null} to={to} />
      ))}
    </svg>
  );
}

/** What stretch of the loop this is, on the ribbon itself. */
function Sign({ arc }: { arc: Arc }) {
  const { t } = useTranslation('land');
  const [x, y] = signs[arc];
  const [width, height] = [box.width - space.two, space.four];
  return (
    <g>
      <rect
        x={x - width / 2}
        y={y - height / 2}
        width={width}
        height={height}
        rx={height / 2}
        fill={color.surface}
        stroke={arcFill[arc]}
        strokeWidth={shape.ring}
      />
      <text x={x} y={y + space.half} textAnchor="middle" fontSize={SMALL} fontWeight={font.strong} fill={color.ink}>
        {t(`treasure:arcs.${arc}`)}
      </text>
    </g>
  );
}

function Caption({ y, words }: { y: number; words: string }) {
  return (
    <text x={216} y={y} fontSize={SMALL} fill={color.inkSoft}>
      {words}
    </text>
  );
}

/** The theory in the middle: what comes back and who is brought, as the two ribbons they are everywhere else. */
function Loop({ isAlive }: { isAlive: boolean | null }) {
  const { t } = useTranslation('land');
  const { x, y } = middle;
  const { rx, ry } = LOOP;
  const says = linesOf(t('treasure:nodes.loop.says'), (2 * rx - 2 * space.four) / SMALL);
  return (
    <Go to={theory.screen} className="zh-treasure-node">
      <title>{useSpoken('loop', isAlive)}</title>
      <ellipse className="zh-treasure-box" cx={x} cy={y} rx={rx + RIBBON} ry={ry + RIBBON} fill={color.surface} stroke={color.line} />
      <path
        d={`M ${x - rx} ${y - 6} A ${rx} ${ry} 0 0 1 ${x + rx} ${y - 6}`}
        fill="none"
        stroke={color.repeat}
        strokeWidth={RIBBON}
        strokeLinecap="round"
      />
      <path
        d={`M ${x + rx} ${y + 6} A ${rx} ${ry} 0 0 1 ${x - rx} ${y + 6}`}
        fill="none"
        stroke={color.referred}
        strokeWidth={RIBBON}
        strokeLinecap="round"
      />
      <text x={x} y={y - space.half} textAnchor="middle" fontSize={type.title[0]} fontWeight={font.strong} fill={color.ink}>
        {t('treasure:nodes.loop.name')}
      </text>
      {says.map((line, at) => (
        <text key={line} x={x} y={y + LEAD + at * LEAD} textAnchor="middle" fontSize={SMALL} fill={color.inkSoft}>
          {line}
        </text>
      ))}
    </Go>
  );
}

function Node({ of: { node, x, y }, isAlive, to }: { of: Placed; isAlive: boolean | null; to: (node: MapNode) => string }) {
  const { t } = useTranslation('land');
  const width = node.kind === 'formulas' ? box.wide : box.width;
  const says = linesOf(t(`treasure:nodes.${node.id}.says`), LETTERS + (width - box.width) / SMALL);
  const start = x - width / 2 + box.inset;
  const first = y - ((says.length - 1) * LEAD) / 2 - space.half;
  return (
    <Go to={to(node)} className="zh-treasure-node">
      <title>{useSpoken(node.id, isAlive)}</title>
      <rect
        className="zh-treasure-box"
        x={x - width / 2}
        y={y - box.height / 2}
        width={width}
        height={box.height}
        rx={shape.cornerLarge}
        fill={isAlive === false ? color.ground : color.surface}
        stroke={isAlive === false ? color.lineStrong : node.arc ? arcFill[node.arc] : color.lineStrong}
        strokeWidth={isAlive === false ? shape.hairline : shape.ring}
        strokeDasharray={isAlive === false ? '5 4' : undefined}
      />
      <Mark x={start + 6} y={first - space.half} isAlive={isAlive} />
      <text x={start + box.mark + 3} y={first} fontSize={type.text[0]} fontWeight={font.strong} fill={color.ink}>
        {t(`treasure:nodes.${node.id}.name`)}
      </text>
      {says.map((line, at) => (
        <text key={line} x={start} y={first + LEAD + at * LEAD} fontSize={SMALL} fill={color.inkSoft}>
          {line}
        </text>
      ))}
      {node.isOurs ? (
        <text
          x={x + width / 2 - box.inset}
          y={y - box.height / 2 + space.half}
          className="zh-treasure-ours"
          textAnchor="end"
          fontSize={SMALL}
          fill={color.accentStrong}
        >
          {t('ours')}
        </text>
      ) : null}
    </Go>
  );
}

/** A tick in a full disc for what is alive, an empty ring for what is not yet, a dash for what nobody can see from here. */
function Mark({ x, y, isAlive }: { x: number; y: number; isAlive: boolean | null }) {
  return (
    <g fill="none" strokeLinecap="round" strokeLinejoin="round" strokeWidth={1.6}>
      <circle cx={x} cy={y} r={6} fill={isAlive ? color.good : color.surface} stroke={isAlive ? color.good : color.lineStrong} />
      {isAlive ? <path d={`M ${x - 2.6} ${y + 0.2} l 1.9 1.9 l 3.4 -3.8`} stroke={color.inkOnFill} /> : null}
      {isAlive === null ? <path d={`M ${x - 2.4} ${y} h 4.8`} stroke={color.lineStrong} /> : null}
    </g>
  );
}

/** A node as it is read aloud: its name, what it is, and whether it is alive. */
function useSpoken(id: string, isAlive: boolean | null): string {
  const { t } = useTranslation('land');
  return [
    t(`treasure:nodes.${id}.name`),
    t(`treasure:nodes.${id}.says`),
    t(`map.${isAlive === null ? 'unknown' : isAlive ? 'alive' : 'asleep'}`),
  ].join(t('ui:listComma'));
}
