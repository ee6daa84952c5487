import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DesignJson } from '../../rooms/planner/api.ts';
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
const print = (language: 'zh-CN' | 'en', given = document) =>
  readPdf(
    designPdf(
      printedDesign(
        { name: '山房茶事 2027', template: 'food', document: given },
        { language, brand: 'Hill Tea', currency: 'CNY', today: '2026-11-23' },
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

test('the page speaks the language of whoever asks, and one that holds nothing but holes is a page of holes', () => {
  const pages = print('zh-CN', {});
  assert.equal(pages.length, 3);
  const [map, , steps] = pages.map(({ text }) => bare(text));
  assert.ok(map?.includes('成长地图') && map.includes('0/24格') && map.includes('潜客') && map.includes('成交场景'));
  assert.ok(steps?.includes('落地十步') && steps.includes('诊断与红线'));
});
