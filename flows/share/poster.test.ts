import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadImage, createCanvas } from '@napi-rs/canvas';
import fc from 'fast-check';
import jsQR from 'jsqr';
import { moneyText } from './poster-of.ts';
import { posterPng, type Poster } from './poster.ts';
import { drawable, setLines } from './typeset.ts';

const plain: Poster = {
  language: 'zh-CN',
  brand: '山里人家',
  accent: '#2f6f4f',
  product: '高山乌龙茶礼盒（春茶，250 克）',
  price: '¥108.00',
  listPrice: '¥128.00',
  picture: null,
  shelf: [],
  from: '小雨',
  address: 'https://tea.example.com/r/abcdefghjk',
  isSandbox: false,
};

const shop: Poster = {
  ...plain,
  product: null,
  price: null,
  listPrice: null,
  shelf: [
    { name: '明前龙井 50 克', price: '¥78.00', listPrice: '¥98.00' },
    { name: '手作盖碗与公道杯 茶具一套（景德镇 · 青釉）', price: '¥468.00', listPrice: null },
    { name: '老白茶 2012 整饼', price: '¥3,980.00', listPrice: null },
  ],
};

async function read(poster: Poster): Promise<{ width: number; height: number; text: string | null; bytes: number }> {
  const png = await posterPng(poster);
  const image = await loadImage(png);
  const canvas = createCanvas(image.width, image.height);
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, image.width, image.height);
  return { width: image.width, height: image.height, text: jsQR.default(data, image.width, image.height)?.data ?? null, bytes: png.length };
}

test('whoever scans the poster comes to its link, in either language and whatever the brand’s colour', async () => {
  for (const poster of [
    plain,
    { ...plain, language: 'en' as const, product: 'Mountain oolong gift box', from: 'Anna', accent: '#ffe14d' },
    { ...shop, accent: null, address: 'http://192.168.1.20:7700/r/zyxwvutsrq' },
    { ...shop, language: 'en' as const, shelf: shop.shelf.slice(0, 1), accent: '#ffe14d' },
    { ...shop, shelf: [] },
    { ...plain, accent: 'red;}</style>', isSandbox: true },
  ]) {
    const seen = await read(poster);
    assert.deepEqual([seen.width, seen.height, seen.text], [720, 1080, poster.address]);
    assert.ok(seen.bytes < 120_000, `${seen.bytes} bytes`);
  }
});

test('no name spoils a poster: long, hostile, of signs without letters or written from right to left', async () => {
  const names = [
    '</text><script>alert(1)</script>',
    '😀'.repeat(40),
    'محمد علي بن عبد الله',
    '林'.repeat(40),
    '\u202e\u0000\ud800',
    'W'.repeat(200),
    '{{name}} $& $1',
  ];
  for (const name of names) {
    assert.equal((await read({ ...plain, from: name, product: name, brand: name })).text, plain.address, name);
    const shelf = shop.shelf.map(() => ({ name, price: '¥90,071,992,547,409.93', listPrice: '¥90,071,992,547,410.93' }));
    assert.equal((await read({ ...shop, from: name, brand: name, shelf })).text, plain.address, name);
  }
});

test('the words of a poster are drawn, Chinese ones too: another name is another picture', async () => {
  const [one, two, boxes] = await Promise.all(['林小雨', '王大明', '😀'].map(async (from) => await posterPng({ ...plain, from })));
  assert.ok(one && two && boxes && !one.equals(two) && !one.equals(boxes));
});

test('the poster of a shop fills its middle: what there is stands between its name and the code, at what a friend pays', async () => {
  const inked = async (poster: Poster): Promise<number> => {
    const image = await loadImage(await posterPng(poster));
    const pen = createCanvas(image.width, image.height).getContext('2d');
    pen.drawImage(image, 0, 0);
    const middle = pen.getImageData(0, 330, image.width, 350).data;
    const rows = Array.from({ length: 350 }, (_, y) => middle.subarray(y * image.width * 4, (y + 1) * image.width * 4));
    return rows.filter((row) => row.some((value) => value < 120)).length;
  };
  const [full, one, none] = await Promise.all([shop, { ...shop, shelf: shop.shelf.slice(0, 1) }, { ...shop, shelf: [] }].map(inked));
  assert.ok(full && one && none && full > 120 && one > 40 && none > 40, `${full} ${one} ${none}`);
  const [cheaper] = shop.shelf;
  assert.ok(cheaper);
  const pictures = [shop, { ...shop, shelf: [{ ...cheaper, listPrice: null }] }, { ...shop, shelf: [cheaper] }, { ...shop, from: '大明' }];
  assert.equal(
    new Set((await Promise.all(pictures.map((poster) => posterPng(poster)))).map((png) => png.toString('base64'))).size,
    pictures.length,
  );
});

test('a poster shows the picture of its thing, square, and is still scanned; whatever the name and the price', async () => {
  const photo = createCanvas(640, 480);
  const pen = photo.getContext('2d');
  for (let x = 0; x < 640; x += 2) {
    pen.fillStyle = `hsl(${x} 80% 50%)`;
    pen.fillRect(x, 0, 2, 480);
  }
  const bytes = await photo.encode('webp', 90);
  for (const poster of [plain, { ...plain, listPrice: null }, { ...plain, product: '林'.repeat(60), price: '¥90,071,992,547,409.93' }]) {
    const image = await loadImage(await posterPng({ ...poster, picture: `a${poster.price}${poster.listPrice}` }, async () => bytes));
    const canvas = createCanvas(image.width, image.height);
    canvas.getContext('2d').drawImage(image, 0, 0);
    const { data } = canvas.getContext('2d').getImageData(0, 0, 720, 1080);
    assert.equal(jsQR.default(data, 720, 1080)?.data, plain.address);
    const row = canvas.getContext('2d').getImageData(56, 420, 336, 1).data;
    const hues = new Set(Array.from({ length: 336 }, (_, x) => row.slice(4 * x, 4 * x + 3).join()));
    assert.ok(hues.size > 100, `${hues.size} colours`);
  }
});

test('what says the same is drawn once', async () => {
  assert.equal(await posterPng({ ...plain }), await posterPng({ ...plain }));
  assert.notEqual(await posterPng(plain), await posterPng({ ...plain, price: '¥107.00' }));
});

const wide = (text: string): number => [...text].reduce((sum, sign) => sum + (sign.charCodeAt(0) < 0x2000 ? 10 : 20), 0);

test('lines are as long as each other, no sign is left alone and marks stay with what they belong to', () => {
  assert.deepEqual(setLines('高山乌龙茶礼盒春茶', { width: 160, most: 3, measure: wide }), ['高山乌龙茶', '礼盒春茶']);
  assert.deepEqual(
    setLines('好茶，不怕晚。慢慢来！', { width: 80, most: 5, measure: wide }).filter((line) => /^[，。！]/.test(line)),
    [],
  );
  assert.deepEqual(setLines('（礼盒）【春茶】', { width: 80, most: 5, measure: wide }), ['（礼盒）', '【春茶】']);
  assert.deepEqual(setLines('Mountain oolong gift box', { width: 170, most: 3, measure: wide }), ['Mountain oolong', 'gift box']);
  const cut = setLines('一二三四五六七八九十，百千', { width: 80, most: 2, measure: wide });
  assert.equal(cut.length, 2);
  assert.match(cut[1] ?? '', /[^，]…$/);
});

test('whatever the text, no line is wider than it may be or begins with a closing mark, and nothing but the end is lost', () => {
  const text = fc.array(fc.constantFrom(...'林小雨茶，。！（）《》a b1-é $¥'), { maxLength: 60 }).map((signs) => signs.join(''));
  // What may not be parted is set as it is, however wide: one sign or one word, and the marks that belong to it.
  const whole = /^([林小雨茶]|[ab1é-]*)$/u;
  fc.assert(
    fc.property(text, fc.double({ min: 60, max: 300, noNaN: true }), fc.integer({ min: 1, max: 6 }), (said, width, most) => {
      const lines = setLines(said, { width, most, measure: wide });
      assert.ok(lines.length <= most);
      for (const line of lines)
        assert.ok(wide(line) <= width || whole.test(line.replaceAll(/[（《¥$，。！）》… ]/gu, '')), `${line} in ${width}`);
      for (const line of lines.slice(1)) assert.doesNotMatch(line, /^[，。！）》]/u);
      const bare = said.replaceAll(/\s/g, '');
      const set = lines.join('').replaceAll(/\s/g, '');
      assert.ok(set === bare || bare.startsWith(set.replace(/…$/, '')), `${said} → ${lines.join('|')}`);
    }),
    { numRuns: 500 },
  );
});

test('signs the typeface lacks are left out, and prices are exact whatever their size', () => {
  assert.equal(drawable('小雨😀 的 茶 ☕️'), '小雨 的 茶');
  assert.equal(drawable('محمد'), '');
  assert.equal(drawable('!!!'), '');
  assert.equal(moneyText(12_800n, 'CNY', 'zh-CN'), '¥128.00');
  assert.equal(moneyText(9_007_199_254_740_993n, 'CNY', 'en'), '¥90,071,992,547,409.93');
  assert.equal(moneyText(500n, 'JPY', 'en'), '¥500');
});
