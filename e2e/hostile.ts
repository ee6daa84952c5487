import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { Client } from '../sdk/index.ts';
import { signIn } from './counter.ts';
import { openPage } from './product.ts';

const cny = (yuan: number) => ({ amount: String(yuan * 100), currency: 'CNY' });

/** What a text that is run would do: each tells on itself. */
const ACTS = [
  'alert(1)',
  'confirm(1)',
  'prompt`1`',
  'top["al"+"ert"](1)',
  'self.ran=1',
  "eval('ran=1')",
  'alert&#40;1&#41;',
  "Function('ran=1')()",
  'window.onerror=alert;throw 1',
];

/** Ways of making a browser run it. */
const SHAPES: ((act: string) => string)[] = [
  (act) => `<script>${act}</script>`,
  (act) => `<ScRiPt >${act}</sCrIpT >`,
  (act) => `"><script>${act}</script>`,
  (act) => `'-->"></script><script>${act}</script>`,
  (act) => `</title><script>${act}</script>`,
  (act) => `</textarea></style><script>${act}</script>`,
  (act) => `<scr<script>ipt>${act}</script>`,
  (act) => `<script src="data:text/javascript,${act}"></script>`,
  (act) => `<script type=module>${act}</script>`,
  (act) => `<img src=x onerror=${act}>`,
  (act) => `<img src=x:x onerror="${act}"//`,
  (act) => `<img/src='x'\nonerror=${act}>`,
  (act) => `"><img src=x onerror=${act}>`,
  (act) => `<svg onload=${act}>`,
  (act) => `<svg/onload=${act}//`,
  (act) => `<svg><script>${act}</script></svg>`,
  (act) => `<svg><animate onbegin=${act} attributeName=x dur=1s>`,
  (act) => `<svg><a xlink:href="javascript:${act}"><text>x</text></a>`,
  (act) => `<math><mi xlink:href="javascript:${act}">x</mi>`,
  (act) => `<body onload=${act}>`,
  (act) => `<iframe src="javascript:${act}">`,
  (act) => `<iframe srcdoc="<script>parent.${act}</script>">`,
  (act) => `<object data="javascript:${act}">`,
  (act) => `<embed src="javascript:${act}">`,
  (act) => `<a href="javascript:${act}" autofocus>x</a>`,
  (act) => `<a href="java\tscript:${act}">x</a>`,
  (act) => `javascript:${act}`,
  (act) => `data:text/html,<script>${act}</script>`,
  (act) => `" autofocus onfocus="${act}" x="`,
  (act) => `' autofocus onfocus='${act}' x='`,
  (act) => `<input autofocus onfocus=${act}>`,
  (act) => `<details open ontoggle=${act}>`,
  (act) => `<video><source onerror=${act}></video>`,
  (act) => `<audio src=x onerror=${act}>`,
  (act) => `<marquee onstart=${act}>x</marquee>`,
  (act) => `<form action="javascript:${act}"><button autofocus>x</button></form>`,
  (act) => `<base href="javascript:${act}//">`,
  (act) => `<link rel=stylesheet href="javascript:${act}">`,
  (act) => `<meta http-equiv=refresh content="0;url=javascript:${act}">`,
  (act) => `<style>*{animation:x}@keyframes x{}</style><b onanimationstart=${act}>x</b>`,
  (act) => `<template><script>${act}</script></template>`,
  (act) => `<noscript><p title="</noscript><img src=x onerror=${act}>">`,
  (act) => `<!--><img src=x onerror=${act}>-->`,
  (act) => `<![CDATA[<img src=x onerror=${act}>]]>`,
  (act) => `{{constructor.constructor('${act}')()}}`,
  (act) => `\${${act}}#{${act}}<%= ${act} %>`,
  (act) => `&lt;script&gt;${act}&lt;/script&gt;`,
  (act) => `\\u003cimg src=x onerror=${act}\\u003e`,
  (act) => `%3Cscript%3E${act}%3C/script%3E`,
  (act) => `\u202e<script>${act}</script>＜script＞${act}＜/script＞`,
];

/** Texts that want to be programs. */
const hostile = ACTS.flatMap((act) => SHAPES.map((shape) => shape(act)));
const PEOPLE = '/b/lab/people';

/** Puts them into nicknames, names of products (which posters and previews tell) and reviews, and looks at every screen that shows them. */
export async function speakEvil({ browser, url, client }: { browser: Browser; url: string; client: Client }): Promise<number> {
  const inTurn = async <T>(list: readonly T[], work: (each: T, i: number) => Promise<unknown>): Promise<void> => {
    for (let i = 0; i < list.length; i += 20) await Promise.all(list.slice(i, i + 20).map((each, nth) => work(each, i + nth)));
  };
  await inTurn(hostile, (name, i) => client.people.create({ externalId: `evil-${i}`, name }));
  // As many as fit into a text, one after the other.
  const packed = (most: number): string[] =>
    hostile.reduce<string[]>((texts, each) => {
      const last = texts.at(-1);
      if (last !== undefined && last.length + each.length < most) texts[texts.length - 1] = `${last} ${each}`;
      else texts.push(each);
      return texts;
    }, []);
  const reviews = packed(1900);
  const { id, ask } = await signIn(url, 'lab', '13900006666');
  const lines = reviews.map(() => ({ product: 'ext:tea', quantity: 1 }));
  const order = await client.orders.place({ person: id, lines });
  await client.orders.pay(order.id, { amount: order.total, provider: 'manual' });
  await client.orders.receive(order.id, {});
  await inTurn(reviews, (text, i) => ask(`/orders/${order.id}/reviews`, { line: i + 1, stars: 1, text }));
  await inTurn(packed(280), (name, i) =>
    client.products.create({ externalId: `evil-${i}`, name, description: name, ladderRole: 'entry', price: cny(9) }),
  );
  await client.people.update(id, { name: hostile[2] ?? '' });
  const evil = await client.products.get('ext:evil-0');
  const { code } = (await ask('/me/links', { product: evil.id })) as { code: string };
  const poster = await fetch(`${url}/api/v1/shop/lab/posters/${code}.png`);
  assert.deepEqual(
    [poster.status, poster.headers.get('content-type'), poster.headers.get('x-content-type-options')],
    [200, 'image/png', 'nosniff'],
  );

  const plan = await planEvil(client, packed);
  const { page, close } = await openPage(browser, { language: 'en' });
  const seen: string[] = [];
  page.on('dialog', (dialog) => {
    seen.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.addInitScript(() => {
    const here = globalThis as typeof globalThis & { refused: string[] };
    here.refused = [];
    addEventListener('securitypolicyviolation', (event) => here.refused.push(`${event.violatedDirective} ${event.sample}`));
  });
  const tea = await client.products.get('ext:tea');
  const looks: [path: string, text: string | null][] = [
    ['/s/lab', null],
    [`/s/lab/products/${tea.id}`, 'onerror='],
    [`/s/lab/products/${evil.id}?by=${code}`, '<script>'],
    ['/b/lab/products', '<script>'],
    ['/b/lab/reviews', 'onerror='],
    [`/b/lab/plan/design?design=${plan.design}`, null],
    [`/b/lab/plan/land?design=${plan.design}`, '<script>'],
    [`/b/lab/plan/make?design=${plan.design}`, '<script>'],
    [`/b/lab/plan/scripts?script=${plan.script}`, 'onerror='],
    [PEOPLE, null],
  ];
  for (const [path, text] of looks) {
    await page.goto(`${url}${path}${path.includes('?') ? '&' : '?'}lang=en`);
    await page.waitForLoadState('networkidle');
    if (text !== null) await page.getByText(text).filter({ visible: true }).first().waitFor();
    const more = page.getByRole('button', { name: /more/i });
    for (let i = 0; i < reviews.length && (await more.count()) === 1; i++) {
      // The last of them may come between the look and the click: then there is no button, and nothing more to see.
      await more.click({ timeout: 5_000 }).catch(() => undefined);
      await page.waitForLoadState('networkidle');
    }
    if (path === PEOPLE) assert.ok((await namesOf(page)) >= hostile.length, 'every nickname was on the screen');
    const told = await page.evaluate(() => {
      const here = globalThis as typeof globalThis & { refused: string[]; ran?: number };
      return {
        refused: here.refused,
        ran: here.ran ?? 0,
        strangers: document.querySelectorAll('[onerror],[onload],[onfocus],iframe,object,embed,marquee').length,
      };
    });
    assert.deepEqual({ path, seen, ...told }, { path, seen: [], refused: [], ran: 0, strangers: 0 });
  }
  await close();
  return hostile.length;
}

/** The same in a design with its brands and steps, a task and a script. */
async function planEvil(client: Client, packed: (most: number) => string[]): Promise<{ design: string; script: string }> {
  const texts = packed(1990);
  const text = (nth: number) => texts[nth % texts.length] ?? '';
  const line = (nth: number) => hostile[nth % hostile.length]?.slice(0, 200) ?? '';
  const stages = ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'] as const;
  const ladders = ['product', 'team', 'scene', 'method'] as const;
  const cells = stages.flatMap((stage, row) =>
    ladders.map((ladder, column): [string, object] => {
      const nth = 4 * row + column;
      return [`${stage}.${ladder}`, { offer: text(nth), owner: line(nth), scene: line(nth + 1), script: text(nth), exits: text(nth + 1) }];
    }),
  );
  const design = await client.designs.create({
    name: hostile[0] ?? '',
    template: 'food',
    document: {
      canvas: { audience: text(0), value: text(1), revenue: text(2) },
      brands: [{ name: line(2), story: text(3), positioning: text(4), pillars: [line(3)] }],
      ips: [{ name: line(4), role: line(5), story: text(5) }],
      cells: Object.fromEntries(cells),
      steps: { '1': { owner: line(6), note: text(6) }, '2': { owner: line(7), note: text(7) } },
    },
  });
  await client.tasks.create({ about: 'design', design: design.id, title: line(8), note: text(8), owner: { name: line(9).slice(0, 80) } });
  const script = await client.scripts.create({
    stage: 'fan',
    scene: 'direct',
    document: {
      goal: line(10),
      opener: text(9),
      needQuestions: [line(11), line(12)],
      valuePoint: text(10),
      proof: text(11),
      objections: [{ type: 'price', reply: text(12), evidence: text(13) }],
      close: { kind: 'choice', text: text(14) },
      followUps: [{ afterDays: 3, text: text(15), stopIf: line(13) }],
    },
  });
  return { design: design.id, script: script.id };
}

/** Scrolls a long list to its end. @returns how many names of them stood on the screen on the way */
async function namesOf(page: Page): Promise<number> {
  return await page.evaluate(async () => {
    const met = new Set<string>();
    const box = document.querySelector('.zh-table-tall');
    for (let still = 0, before = -1; box && still < 20; still = box.scrollTop === before ? still + 1 : 0) {
      before = box.scrollTop;
      for (const cell of box.querySelectorAll('tbody td:first-child, tbody th')) met.add(cell.textContent ?? '');
      box.scrollBy(0, 400);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return met.size;
  });
}
