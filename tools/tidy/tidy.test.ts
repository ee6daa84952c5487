import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { tidy } from './tidy.ts';

const DOORS = {
  'rooms/identity/README.md': '# Identity\n',
  'rooms/identity/index.ts': 'export const tenant = 1;\n',
  'rooms/identity/api.ts': 'export const shape = 1;\n',
  'rooms/policy/README.md': '# Policy\n',
  'rooms/policy/index.ts': 'export const pack = 1;\n',
  'rooms/orders/README.md': '# Orders\n',
  'rooms/orders/index.ts': 'export const order = 1;\n',
  'kit/money/index.ts': 'export const money = 1;\n',
  'kit/testing/index.ts': 'export const seed = 1;\n',
  'sdk/index.ts': "export { shape } from '../rooms/identity/api.ts';\n",
  'ui/index.ts': 'export const button = 1;\n',
  'package.json': '{"dependencies":{"zod":"1.0.0"}}\n',
};

/** What tidy says about a small house with these files added, as `path:line message`. */
function said(planted: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'tidy-'));
  try {
    for (const [path, text] of Object.entries({ ...DOORS, ...planted })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return tidy(root).findings.map(({ path, line, message }) => `${path}:${line} ${message}`);
  } finally {
    rmSync(root, { recursive: true });
  }
}

function refuses(name: string, planted: Record<string, string>, expected: RegExp): void {
  test(name, () => {
    const found = said(planted);
    assert.equal(found.length, 1, `expected one finding, got ${JSON.stringify(found)}`);
    assert.match(found[0] ?? '', expected);
  });
}

function allows(name: string, planted: Record<string, string>): void {
  test(name, () => assert.deepEqual(said(planted), []));
}

allows('a tidy house has no findings', {});
allows('a room imports the front door of a room below it, and kit', {
  'rooms/orders/commands/place-order.ts':
    "import { tenant } from '../../identity/index.ts';\nimport { money } from '../../../kit/money/index.ts';\nexport const all = [tenant, money];\n",
});
refuses(
  'a room may not import a room above it',
  {
    'rooms/identity/commands/open.ts': "\nimport { order } from '../../orders/index.ts';\nexport const o = order;\n",
  },
  /^rooms\/identity\/commands\/open\.ts:2 orders is above identity; emit an event/,
);
refuses(
  'rooms on one floor do not import each other',
  {
    'rooms/identity/commands/open.ts': "import { pack } from '../../policy/index.ts';\nexport const p = pack;\n",
  },
  /open\.ts:1 identity and policy are on one floor/,
);
refuses(
  'a room is not entered through a window',
  {
    'rooms/identity/queries/staff.ts': 'export const staff = 1;\n',
    'rooms/orders/commands/place.ts': "import { staff } from '../../identity/queries/staff.ts';\nexport const s = staff;\n",
  },
  /rooms\/identity\/queries\/staff\.ts is inside the room identity; import rooms\/identity\/index\.ts/,
);
for (const [kind, source] of Object.entries({
  'a type import': "import type { order } from '../../orders/index.ts';\nexport type O = typeof order;\n",
  'a re-export': "export * from '../../orders/index.ts';\n",
  'a named re-export': "export { order } from '../../orders/index.ts';\n",
  'a dynamic import': "export const later = () => import('../../orders/index.ts');\n",
  'an import() type': "export type O = import('../../orders/index.ts').O;\n",
  'a typeof import()': "export let o: typeof import('../../orders/index.ts');\n",
})) {
  refuses(`${kind} climbs like any other`, { 'rooms/identity/commands/open.ts': source }, /open\.ts:1 orders is above identity/);
}
refuses(
  'a room without a floor is named',
  {
    'rooms/gifts/README.md': '# Gifts\n',
    'rooms/gifts/index.ts': "export { order } from '../orders/index.ts';\n",
  },
  /the room gifts has no floor/,
);
refuses(
  'kit knows nothing above it',
  { 'kit/http/index.ts': "export { order } from '../../rooms/orders/index.ts';\n" },
  /kit\/http\/index\.ts:1 kit knows nothing above it/,
);
refuses(
  'a room does not import a flow',
  {
    'flows/on-paid.ts': 'export const onPaid = 1;\n',
    'rooms/orders/jobs.ts': "export { onPaid } from '../../flows/on-paid.ts';\n",
  },
  /a room imports rooms below it and kit/,
);
refuses(
  'a flow enters rooms by the front door',
  {
    'rooms/orders/commands/pay.ts': 'export const pay = 1;\n',
    'flows/on-paid.ts': "export { pay } from '../rooms/orders/commands/pay.ts';\n",
  },
  /flows\/on-paid\.ts:1 .*import rooms\/orders\/index\.ts/,
);
refuses(
  'the SDK sees api.ts only',
  { 'sdk/orders.ts': "export { order } from '../rooms/orders/index.ts';\n" },
  /sdk\/orders\.ts:1 .*import rooms\/orders\/api\.ts/,
);
refuses(
  'a console never imports a room',
  { 'apps/console/main.ts': "export { shape } from '../../rooms/identity/api.ts';\n" },
  /a screen talks to the server through sdk/,
);
allows('a page computes with the pure model of a room and speaks its words', {
  'rooms/orders/model/index.ts': 'export const total = 1;\n',
  'rooms/orders/content/words.en.json': '{}\n',
  'apps/console/features/orders/page.ts':
    "import words from '../../../../rooms/orders/content/words.en.json' with { type: 'json' };\nimport { total } from '../../../../rooms/orders/model/index.ts';\nexport const all = [words, total];\n",
});
refuses(
  'a page enters a model by its door',
  {
    'rooms/orders/model/sum.ts': 'export const sum = 1;\n',
    'apps/console/main.ts': "export { sum } from '../../rooms/orders/model/sum.ts';\n",
  },
  /a screen talks to the server through sdk/,
);
refuses(
  'the shop does not import the console',
  {
    'apps/console/theme.ts': 'export const theme = 1;\n',
    'apps/shop/main.ts': "export { theme } from '../console/theme.ts';\n",
  },
  /apps\/shop\/main\.ts:1 a screen talks/,
);
refuses(
  'two features do not import each other',
  {
    'apps/console/features/orders/list.ts': 'export const list = 1;\n',
    'apps/console/features/people/page.ts': "export { list } from '../orders/list.ts';\n",
  },
  /the features people and orders meet in the route/,
);
refuses(
  'a feature does not import the frame round it',
  {
    'apps/console/session.ts': 'export const session = 1;\n',
    'apps/console/features/people/page.ts': "export { session } from '../../session.ts';\n",
  },
  /a feature imports sdk, ui and itself/,
);
allows('a feature imports sdk, ui and itself; a route composes features', {
  'apps/console/features/people/list.ts': 'export const list = 1;\n',
  'apps/console/features/people/page.ts':
    "export { list } from './list.ts';\nexport { shape } from '../../../../sdk/index.ts';\nexport { button } from '../../../../ui/index.ts';\n",
  'apps/shop/words/topics.ts': 'export const words = 1;\n',
  'apps/shop/features/cart/page.ts': "export { words } from '../../words/topics.ts';\n",
  'apps/console/routes.ts': "export { list } from './features/people/page.ts';\n",
});
allows('the server is composed of the rooms and their routes', {
  'rooms/orders/routes.ts': 'export const routes = 1;\n',
  'apps/server/app.ts':
    "export { order } from '../../rooms/orders/index.ts';\nexport { routes } from '../../rooms/orders/routes.ts';\nexport { shape } from '../../rooms/identity/api.ts';\n",
});
refuses(
  'the CLI asks through the SDK',
  { 'apps/cli/main.ts': "export { order } from '../../rooms/orders/index.ts';\n" },
  /the CLI is a thin skin over the SDK/,
);
allows('a bench measures a room itself', {
  'apps/cli/bench/orders.ts': "export { order } from '../../../rooms/orders/index.ts';\n",
});
refuses(
  'product code does not import the test kit',
  { 'rooms/orders/commands/pay.ts': "export { seed } from '../../../kit/testing/index.ts';\n" },
  /only tests, e2e and tools import kit\/testing/,
);
allows('a test imports the test kit', {
  'rooms/orders/commands/pay.test.ts': "export { seed } from '../../../kit/testing/index.ts';\n",
});
refuses(
  'what runs in a browser does not reach server code, however far away',
  {
    'kit/files/index.ts': "export { readFileSync } from 'node:fs';\n",
    'kit/shape/index.ts': "export * from '../files/index.ts';\n",
    'rooms/orders/api.ts': "\nexport * from '../../kit/shape/index.ts';\n",
  },
  /rooms\/orders\/api\.ts:2 runs in a browser but reaches kit\/shape\/index\.ts → kit\/files\/index\.ts → node:fs/,
);
refuses(
  'a model has no clock, database or network',
  { 'rooms/orders/model.ts': "import fs from 'node:fs';\nexport const f = fs;\n" },
  /model\.ts:1 a model is pure but reaches node:fs/,
);
refuses(
  'a model does not call the commands that ask it',
  {
    'rooms/orders/commands/pay.ts': 'export const pay = 1;\n',
    'rooms/orders/model/shares.ts': "export { pay } from '../commands/pay.ts';\n",
  },
  /model\/shares\.ts:1 a model is asked by commands and does not call/,
);
refuses(
  '"now" comes from ctx',
  { 'rooms/orders/commands/pay.ts': 'export const paidAt = () => new Date();\n' },
  /pay\.ts:1 new Date\(\) reads the clock; use ctx\.now/,
);
allows('a date made from a value is no clock', {
  'rooms/orders/model.ts': 'export const at = (ms: number) => new Date(ms);\n',
});
refuses(
  'shipped code needs shipped packages',
  { 'kit/http/index.ts': "import left from 'left-pad';\nexport const l = left;\n" },
  /left-pad is not among the dependencies/,
);
refuses('any is refused', { 'kit/http/index.ts': 'export const a = (b: any) => b;\n' }, /index\.ts:1 `any` switches the compiler off/);
refuses(
  'an unexplained double cast is refused',
  { 'kit/http/index.ts': 'export const a = (b: string) => b as unknown as number;\n' },
  /`as unknown as` is `any` by another name/,
);
allows('a double cast may say why', {
  'kit/http/index.ts':
    '// The driver types this field as text although it is a number.\nexport const a = (b: string) => b as unknown as number;\n',
});
refuses(
  'a hidden compiler error is refused',
  { 'kit/http/index.ts': '// @ts-ignore because\nexport const a: number = "b";\n' },
  /@ts-ignore hides every error/,
);
refuses(
  'a switched-off lint rule says why',
  { 'kit/http/index.ts': '// oxlint-disable-next-line no-console\nexport const a = 1;\n' },
  /a switched-off lint rule says why/,
);
refuses(
  'a skipped test is refused',
  { 'kit/http/a.test.ts': "import { test } from 'node:test';\ntest.skip('x', () => {});\n" },
  /a\.test\.ts:2 test\.skip leaves tests unrun/,
);
refuses(
  'a test skipped by option is refused',
  { 'kit/http/a.test.ts': "import { test } from 'node:test';\ntest('x', { sk" + 'ip: true }, () => {});\n' },
  /\{ ski[p]: true \} leaves tests unrun/,
);
refuses('a broken file is not passed over', { 'kit/http/index.ts': 'export const = ;\n' }, /kit\/http\/index\.ts:1 does not parse/);
for (const name of ['utils', 'helpers', 'order-manager', 'points-service']) {
  refuses(`a file named ${name} is refused`, { [`kit/${name}.ts`]: 'export const a = 1;\n' }, /says nothing about what is inside/);
}
refuses('file names are kebab-case', { 'ui/MoneyField.tsx': 'export const a = 1;\n' }, /MoneyField\.tsx → money-field\.tsx/);
refuses(
  'a file over 500 lines is refused',
  { 'kit/long.ts': 'export {};\n'.repeat(501) },
  /kit\/long\.ts:501 has 501 lines, more than 500/,
);
allows('a generated file may be long', { 'kit/pinyin.gen.ts': 'export {};\n'.repeat(501) });
for (const word of ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX']) {
  refuses(
    `unfinished work (${word}) is refused`,
    { 'kit/http/index.ts': `\n// ${word}: later\nexport const a = 1;\n` },
    /index\.ts:2 ".*" marks unfinished work/,
  );
}
for (const path of ['/wo' + 'rk/main/x', '/ro' + 'ot/.cache', '/ho' + 'me/ann/src']) {
  refuses(`a path of one machine (${path}) is refused`, { 'README.md': `Open ${path}\n` }, /README\.md:1 .* is a path of one machine/);
}
for (const sentence of ['草稿,还没有人走过', '已满{{count}};马上就是', '好(三步)']) {
  refuses(
    `a Chinese sentence with a half-width mark (${sentence}) is refused`,
    { 'ui/words/zh-CN.json': `{\n"a": "${sentence.replace(')', '）')}"\n}\n` },
    /zh-CN\.json:2 "[,;(]" is half as wide/,
  );
}
allows('a Chinese sentence keeps its own marks, and what is typed stands as it is typed', {
  'ui/words/zh-CN.json': '{ "a": "已满 {{count}}，马上就是：状态=^(待付款|已关闭)$，{{at, number}}" }\n',
  'ui/words/en.json': '{ "a": "茶, tea" }\n',
});
refuses(
  'registry addresses in the lockfile are refused',
  { 'package-lock.json': '{\n"resolved": "https://registry.example/x.tgz"\n}\n' },
  /package-lock\.json:2 holds registry addresses/,
);
refuses('a file over 1 MB is refused', { 'docs/film.bin': 'x'.repeat(1_000_001) }, /docs\/film\.bin:1 is 1\.0 MB, more than 1 MB/);
refuses('a room without a README is refused', { 'rooms/catalog/index.ts': 'export {};\n' }, /rooms\/catalog\/README\.md:1 is missing/);
refuses(
  'two migrations do not share a number',
  { 'rooms/orders/migrations/0002-orders.sql': '', 'rooms/identity/migrations/0002-identity.sql': '' },
  /rooms\/orders\/migrations\/0002-orders\.sql:1 has the number of rooms\/identity/,
);
