import content from '../../../../../rooms/planner/content/treasure-map.json' with { type: 'json' };
import { type } from '../../../../../ui/tokens/index.ts';

export const arcs = ['come', 'buy', 'again', 'bring'] as const;
export type Arc = (typeof arcs)[number];
export type NodeKind = 'theory' | 'formulas' | 'systems' | 'methods';

/** A place on the map: where it leads, and what tells whether it is alive in this brand. */
export interface MapNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly screen: string;
  readonly probe: string;
  readonly arc: Arc | null;
  /** our completion of what the theory names and does not fill in */
  readonly isOurs: boolean;
}

const plain =
  (kind: NodeKind) =>
  (one: { id: string; screen: string; probe: string }): MapNode => ({ ...one, kind, arc: null, isOurs: false });
const methods = content.methods.map(({ id, screen, probe, arc, source }): MapNode => ({
  id,
  kind: 'methods',
  screen,
  probe,
  arc: arc as Arc,
  isOurs: source === 'ours',
}));

export const theory: MapNode = { ...content.theory, kind: 'theory', probe: 'loopRate', arc: null, isOurs: false };
export const formulas: readonly MapNode[] = content.formulas.map(plain('formulas'));
export const systems: readonly MapNode[] = content.systems.map(plain('systems'));

export function methodsOf(arc: Arc): readonly MapNode[] {
  return methods.filter((one) => one.arc === arc);
}

export const mapNodes: readonly MapNode[] = [theory, ...formulas, ...systems, ...methods];

/** The picture's own measure: at this width its type stands at its true size. */
export const picture = { width: 1176, height: 824, left: 100, right: 1076, top: 56, bottom: 768, turn: 64 } as const;
export const middle = { x: picture.width / 2, y: 332 } as const;
export const box = { width: 180, wide: 240, height: 84, inset: 12, mark: 16 } as const;

/** How many letters of a Chinese text, at the small and at the ordinary size, fit a box, and how many lines. */
export const LETTERS = (box.width - 2 * box.inset) / type.small[0];
export const NAME_LETTERS = (box.width - 2 * box.inset - box.mark) / type.text[0];
export const MOST_LINES = 3;

export interface Placed {
  readonly node: MapNode;
  readonly x: number;
  readonly y: number;
}

const rows = [172, 332, 492, 652] as const;
const columns = [306, 494, 682, 870] as const;

/** Formulas and systems stand in rows inside the loop, methods on its ribbon in the order in which it turns. */
export const placed: readonly Placed[] = [
  ...formulas.map((node, at) => ({ node, x: middle.x + (at - 1) * (box.wide + box.inset), y: rows[2] })),
  ...systems.map((node, at) => ({ node, x: columns[at % 4] ?? 0, y: at < 4 ? rows[0] : rows[3] })),
  ...methodsOf('come').map((node) => ({ node, x: middle.x, y: picture.top })),
  ...methodsOf('buy').map((node, at) => ({ node, x: picture.right, y: rows[at] ?? 0 })),
  ...methodsOf('again').map((node, at) => ({ node, x: 700 - at * 220, y: picture.bottom })),
  ...methodsOf('bring').map((node, at) => ({ node, x: picture.left, y: rows[2 - at] ?? 0 })),
];

/** Where the name of each stretch of the loop stands on it. */
export const signs: Readonly<Record<Arc, readonly [number, number]>> = {
  come: [300, picture.top],
  buy: [876, picture.top],
  again: [904, picture.bottom],
  bring: [picture.left, rows[3]],
};

/** The four stretches of the ribbon, each as a path in the direction of the loop. */
export function stretch(arc: Arc): string {
  const { left, right, top, bottom, turn } = picture;
  const corner = (x: number, y: number) => `A ${turn} ${turn} 0 0 1 ${x} ${y}`;
  switch (arc) {
    case 'come':
      return `M ${left + turn} ${top} H 728`;
    case 'buy':
      return `M 728 ${top} H ${right - turn} ${corner(right, top + turn)} V ${bottom - turn} ${corner(right - turn, bottom)}`;
    case 'again':
      return `M ${right - turn} ${bottom} H ${left + turn}`;
    case 'bring':
      return `M ${left + turn} ${bottom} ${corner(left, bottom - turn)} V ${top + turn} ${corner(left + turn, top)}`;
  }
}

/** Which way the ribbon runs, between its nodes: a place and the turn of the mark there, in degrees. */
export const courses: readonly (readonly [number, number, number])[] = [
  [448, picture.top, 0],
  [728, picture.top, 0],
  ...[252, 412, 572].map((y) => [picture.right, y, 90] as const),
  [814, picture.bottom, 180],
  [590, picture.bottom, 180],
  [370, picture.bottom, 180],
  ...[572, 412, 252].map((y) => [picture.left, y, 270] as const),
];
