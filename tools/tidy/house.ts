/**
 * The plan of the house (docs: "Which way the doors open"): which floor a room is on, and which file of a
 * room is a door. Imports go down; rooms on one floor do not know each other.
 */
const FLOORS: readonly (readonly string[])[] = [
  ['identity', 'policy'],
  ['catalog', 'relations', 'ledger', 'channels'],
  ['membership', 'points'],
  ['pricing'],
  ['orders'],
  ['partners', 'payments'],
  ['campaigns', 'community'],
  ['analytics', 'imports'],
  ['planner'],
];

/** Where a file lives. `room` is set under rooms/, `feature` under apps/<app>/features/. */
export interface Place {
  readonly area: Area;
  readonly room: string | null;
  readonly feature: string | null;
}

export type Area =
  | 'kit'
  | 'rooms'
  | 'flows'
  | 'sdk'
  | 'ui'
  | 'e2e'
  | 'tools'
  | 'bin'
  | 'apps/server'
  | 'apps/cli'
  | 'apps/console'
  | 'apps/shop'
  | 'outside';

const AREAS: readonly Area[] = [
  'kit',
  'rooms',
  'flows',
  'sdk',
  'ui',
  'e2e',
  'tools',
  'bin',
  'apps/server',
  'apps/cli',
  'apps/console',
  'apps/shop',
];

/** The place of a path relative to the root. */
export function placeOf(path: string): Place {
  const area = AREAS.find((name) => path.startsWith(`${name}/`)) ?? 'outside';
  const parts = path.slice(area.length + 1).split('/');
  return {
    area,
    room: area === 'rooms' ? (parts[0] ?? null) : null,
    feature: area.startsWith('apps/') && parts[0] === 'features' && parts.length > 2 ? (parts[1] ?? null) : null,
  };
}

/** The floor of a room, from 0; null for a room the plan does not know. */
export function floorOf(room: string): number | null {
  const floor = FLOORS.findIndex((names) => names.includes(room));
  return floor === -1 ? null : floor;
}

/** Areas whose code runs in a browser. */
export function isBrowserArea(area: Area): boolean {
  return area === 'sdk' || area === 'ui' || area === 'apps/console' || area === 'apps/shop';
}
