import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameKey, personTokens, searchTerms } from './search-tokens.ts';

const zhang = personTokens({ name: '张三丰', phones: ['+8613812345678'], emails: ['zsf@wudang.cn'] });

function finds(tokens: readonly string[], text: string): boolean {
  const terms = searchTerms(text);
  return (
    terms.length > 0 &&
    terms.every((term) => tokens.some((token) => (term.kind === 'equal' ? token === term.token : token.startsWith(term.token))))
  );
}

test('a Chinese name is found by one character, two, three, pinyin, part of pinyin and initials', () => {
  for (const text of ['张', '三丰', '张三丰', 'zhangsanfeng', 'zhang', 'ZHANGSAN', 'sanfeng', 'zsf']) assert.ok(finds(zhang, text), text);
  for (const text of ['李', '丰三', '张丰', 'lisi', 'zhao', 'angsan']) assert.ok(!finds(zhang, text), text);
});

test('a phone number is found by any tail of three digits or more', () => {
  for (const text of ['678', '5678', '12345678', '13812345678', '+86 138 1234 5678']) assert.ok(finds(zhang, text), text);
  for (const text of ['567', '8765', '+8613812345679']) assert.ok(!finds(zhang, text), text);
});

test('an e-mail address is found by how it begins', () => {
  assert.ok(finds(zhang, 'zsf@wudang'));
  assert.ok(!finds(zhang, 'wudang.cn'));
});

test('several words must all fit', () => {
  const alice = personTokens({ name: 'Alice von Berg', phones: [], emails: [] });
  assert.ok(finds(alice, 'berg ali'));
  assert.ok(finds(alice, 'alicevon'));
  assert.ok(!finds(alice, 'alice smith'));
  assert.ok(finds(personTokens({ name: '小Alice明', phones: [], emails: [] }), 'alice 明'));
});

test('names are sorted by pinyin, surnames read as surnames', () => {
  assert.equal(nameKey('曾国藩'), 'zeng guo fan');
  assert.equal(nameKey('单雄信'), 'shan xiong xin');
  assert.equal(nameKey('Ｂob'), 'bob');
  assert.equal(nameKey(null), null);
});

test('a text without letters or digits finds nobody', () => {
  assert.deepEqual(searchTerms('  %_*  '), []);
});
