import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DesignJson } from '../../rooms/planner/api.ts';
import { presetOf, runPlan } from '../../rooms/planner/index.ts';
import { designPdf, PAGE } from './draw.ts';
import { readPdf } from './pdf-reader.fixture.ts';
import { printedDesign } from './printed.ts';

const story = Array.from({ length: 150 }, (_, at) => `sentence ${at}`).join(', ');
const document: DesignJson['document'] = {
  canvas: { audience: '下班顺路的年轻人', value: 'A cup a day' },
  cells: {
    'fan.product': { offer: '六味试吃盒', owner: 'Lin', scene: 'group', targetRatePpm: 80_000, maxDays: 7 },
    'member.method': { offer: story, noteworthy: true },
  },
  brands: [{ name: 'Hill Tea' }, { name: 'Small Cakes', positioning: 'eaten on the day' }],
  ips: [{ name: 'Ann', role: 'founder' }],
  matrix: { '1.0': { text: 'up at four to bake' } },
  steps: { '1': { owner: '老板', doneAt: '2026-11-01T00:00:00Z' }, '4': { due: '2027-01-31' } },
};
const print = (language: 'zh-CN' | 'en', given = document, lived: Parameters<typeof printedDesign>[1]['lived'] = null) =>
  readPdf(
    designPdf(
      printedDesign(
        { name: '山房茶事 2027', template: 'food', document: given },
        { language, brand: 'Hill Tea', currency: 'CNY', today: '2026-11-23', lived },
      ),
    ),
  );
const bare = (text: string) => text.replaceAll(/\s/g, '');

test('a design is printed as text on A3 pages: map, canvas with figures, ten steps; what did not fit stands in full behind', () => {
  const pages = print('en');
  assert.deepEqual(
    pages.map(({ width, height }) => [width, height]),
    Array.from({ length: 4 }, () => [PAGE.width, PAGE.height]),
  );
  const [map, canvas, steps, rest] = pages.map(({ text }) => bare(text));
  for (const said of ['山房茶事2027', 'Growthmap', '2of24', '六味试吃盒', 'Group', '8%amonthgoon', 'within7days', 'empty'])
    assert.ok(map?.includes(said), said);
  // The golden figures of the food preset, as the screens show them.
  for (const said of ['下班顺路的年轻人', '¥314,525', '¥31,985', 'month24', '77.6%', '59.6%', '0.073'])
    assert.ok(canvas?.includes(said), said);
  for (const said of ['Productladder', '2027-01-31', 'passed', '老板']) assert.ok(steps?.includes(said), said);
  assert.ok(!map?.includes('sentence149'), 'the place is too small for all of it');
  assert.ok(rest?.includes(bare(story)), 'every word of it is on paper');
  for (const said of ['eatenontheday', 'founder', 'SmallCakes:upatfourtobake']) assert.ok(rest?.includes(said), said);
});

test('what is lived by is printed as it was adopted: its numbers, its months, who was there, and since when', () => {
  const params = { ...presetOf('milk-tea'), h: 0.2 };
  const nobody = { F: 0, C1: 0, C2: 0, M: 0, P: 0 };
  const there = { A: { ...nobody, C2: 400, M: 90 }, R: nobody };
  const lived = { scenario: '第二杯 <b>', params, start: { ...there, adsOffAfter: 6 }, months: 12, from_month: '2026-04' };
  const { months, summary } = runPlan(params, { months: 12, start: there, adsOffAfter: 6 });
  const amount = (value: number) => `¥${new Intl.NumberFormat('en').format(Math.round(value))}`;
  const page = bare(print('en', document, lived)[1]?.text ?? '');
  for (const said of [amount(months[11]?.sales.total ?? 0), amount(summary.profitTotal), '第二杯<b>', 'livedbyfromApr2026', 'month12'])
    assert.ok(page.includes(said), said);
  assert.ok(!page.includes('¥31,985'), 'not the design as it is written');
  assert.ok(bare(print('zh-CN', document, { ...lived, scenario: null })[1]?.text ?? '').includes('按2026年4月起采用的打算'));
  // A market the design knows ends what grows by itself, on paper as on the screen.
  const wild = { params: { n: 50, a: 1, s: { C1: 0.5, M: 0.9 } }, months: 60 };
  const sold = (given: DesignJson['document']) => bare(print('en', given)[1]?.text ?? '').match(/Salesinmonth60(¥[\d,]+)/)?.[1];
  assert.notEqual(sold({ ...wild, market: 20_000 }), sold(wild));
});

test('the page speaks the language of whoever asks, and one that holds nothing but holes is a page of holes', () => {
  const pages = print('zh-CN', {});
  assert.equal(pages.length, 3);
  const [map, , steps] = pages.map(({ text }) => bare(text));
  assert.ok(map?.includes('成长地图') && map.includes('0/24格') && map.includes('潜客') && map.includes('成交场景'));
  assert.ok(steps?.includes('落地十步') && steps.includes('诊断与红线'));
});
