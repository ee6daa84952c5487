import { isTest } from './files.ts';
import { floorOf, placeOf, type Area } from './house.ts';

/**
 * Whether one file of the house may import another.
 * @param from and @param to paths relative to the root
 * @returns null when it may, otherwise what is wrong and what to do
 */
export function refusal(from: string, to: string): string | null {
  const source = placeOf(from);
  const target = placeOf(to);
  if (target.area === 'outside')
    return source.area === 'outside' || to === 'package.json' ? null : `${to} is no part of the house; move it into a folder of the plan`;
  if (to.startsWith('kit/testing/') && !mayTest(from)) {
    return `${from} is part of the product; only tests, e2e and tools import kit/testing`;
  }
  switch (source.area) {
    case 'kit':
      return target.area === 'kit' ? null : `kit knows nothing above it; hand ${to} in as an argument, or move it into kit`;
    case 'rooms':
      return fromRoom(from, to);
    case 'flows':
      return within(target.area, ['flows', 'kit', 'rooms'])
        ? frontDoor(to, ['index', 'api'])
        : `a flow joins rooms; it may not import ${to}`;
    case 'sdk':
      return within(target.area, ['sdk', 'kit', 'rooms'])
        ? frontDoor(to, ['api'])
        : `the SDK is made from the rooms' api.ts; it may not import ${to}`;
    case 'ui':
      return within(target.area, ['ui', 'sdk'])
        ? null
        : `ui is shared by the apps and imports ui and sdk only; hand ${to} in as a property`;
    case 'apps/console':
    case 'apps/shop':
      return fromWebApp(from, to);
    case 'apps/server':
      return within(target.area, ['apps/server', 'flows', 'kit', 'rooms'])
        ? frontDoor(to, ['index', 'api', 'routes', 'jobs', 'events'])
        : `the server is composed of rooms, flows and kit; it may not import ${to}`;
    case 'apps/cli':
      return fromCli(from, to);
    case 'e2e':
      return within(target.area, ['e2e', 'sdk', 'kit', 'ui', 'tools', 'bin'])
        ? null
        : `a journey uses the product from outside; it may not import ${to}`;
    case 'bin':
      return target.area === 'bin'
        ? null
        : `the launcher runs before anything is installed; it imports bin/ and Node's built-ins only, not ${to}`;
    case 'tools':
    case 'outside':
      return target.area === 'rooms' ? frontDoor(to, ['index', 'api']) : null;
  }
}

function mayTest(from: string): boolean {
  return isTest(from) || from.startsWith('kit/testing') || within(placeOf(from).area, ['e2e', 'tools']);
}

function within(area: Area, allowed: readonly Area[]): boolean {
  return allowed.includes(area);
}

/** Another room is entered by one of these files, never through a window. */
function frontDoor(to: string, doors: readonly string[]): string | null {
  const { room } = placeOf(to);
  if (!room || doors.some((door) => to === `rooms/${room}/${door}.ts`)) return null;
  return `${to} is inside the room ${room}; import rooms/${room}/${doors[0]}.ts`;
}

function fromRoom(from: string, to: string): string | null {
  const source = placeOf(from);
  const target = placeOf(to);
  if (target.area === 'kit') return null;
  if (target.area !== 'rooms') return `a room imports rooms below it and kit, not ${to}`;
  if (source.room === target.room || !source.room || !target.room) return null;
  const [own, other] = [floorOf(source.room), floorOf(target.room)];
  const unknown = own === null ? source.room : other === null ? target.room : null;
  if (own === null || other === null) return `the room ${unknown} has no floor; give it one in tools/tidy/house.ts`;
  if (own === other) return `${source.room} and ${target.room} are on one floor and do not import each other; join them in a flow`;
  if (own < other)
    return `${target.room} is above ${source.room}; emit an event and react in a flow, or let ${target.room} hand the data down`;
  // A request shape may be built from the shape of a lower room: api.ts, and the parts it is put together from, stay browser-safe
  // all the way down.
  const isShape = /^rooms\/[a-z-]+\/(?:[a-z-]+-)?api\.ts$/.test(from);
  return frontDoor(to, isShape ? ['api'] : ['index']);
}

function fromCli(from: string, to: string): string | null {
  const { area } = placeOf(to);
  if (within(area, ['apps/cli', 'apps/server', 'sdk', 'kit'])) return null;
  // A bench measures commands and queries themselves, not the way there.
  if (from.startsWith('apps/cli/bench/') && within(area, ['rooms', 'flows'])) return frontDoor(to, ['index', 'api']);
  return `the CLI is a thin skin over the SDK; ask for ${to} through sdk or apps/server`;
}

function fromWebApp(from: string, to: string): string | null {
  const source = placeOf(from);
  const target = placeOf(to);
  if (within(target.area, ['sdk', 'ui'])) return null;
  // What is pure runs in a page as it runs on the server, and what is written for people is read there.
  if (target.area === 'rooms' && /^rooms\/[^/]+\/(?:model\/index\.ts|content\/[^/]+\.json)$/.test(to)) return null;
  if (target.area !== source.area) return `a screen talks to the server through sdk and shares through ui; it may not import ${to}`;
  if (!source.feature || source.feature === target.feature) return null;
  // The words of an app stand together, topic by topic: a feature speaks them.
  if (to === `${source.area}/words/topics.ts`) return null;
  if (target.feature) return `the features ${source.feature} and ${target.feature} meet in the route that composes them, not here`;
  return `a feature imports sdk, ui and itself; move ${to} to ui, or hand it in as a property`;
}
