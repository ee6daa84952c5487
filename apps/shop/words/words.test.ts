import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

const root = join(import.meta.dirname, '../../..');

type Tree = { [name: string]: string | Tree };

function flat(tree: Tree, before = '', found = new Map<string, string>()): Map<string, string> {
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(before + name, value);
    else flat(value, `${before}${name}.`, found);
  }
  return found;
}

const wordsOf = (base: string, language: string) => flat(JSON.parse(readFileSync(join(root, `${base}.${language}.json`), 'utf8')) as Tree);

/** Every topic: the common words, and one file per language of each feature. */
const topics = [
  'ui/words/shop',
  ...readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.zh-CN.json'))
    .map((name) => `apps/shop/words/${name.replace('.zh-CN.json', '')}`),
];

test('the shop has words for the same things in both languages, with the same blanks', () => {
  assert.ok(topics.length > 2, 'the search itself works');
  const blanks = (text: string) => [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1]))].sort();
  for (const topic of topics) {
    const [zh, en] = [wordsOf(topic, 'zh-CN'), wordsOf(topic, 'en')];
    assert.deepEqual([...zh.keys()].sort(), [...en.keys()].sort(), topic);
    // A single one need not be counted in English: "one piece".
    for (const [key, text] of zh) if (!key.endsWith('.one')) assert.deepEqual(blanks(text), blanks(en.get(key) ?? ''), `${topic}: ${key}`);
  }
});

test('the designer of the ceremony shows the words members read where the brand wrote none', () => {
  for (const language of ['zh-CN', 'en']) {
    const own = wordsOf('apps/shop/words/card', language);
    const shown = [...wordsOf('apps/console/features/membership/words', language)].filter(([key]) => key.startsWith('ceremony.builtIn.'));
    assert.ok(shown.length > 10);
    for (const [key, text] of shown) assert.equal(text, own.get(key.replace('builtIn', 'steps')), key);
  }
});

test('the words of the shop are quiet: no exclamation marks, and no space between Chinese characters', () => {
  for (const topic of topics)
    for (const language of ['zh-CN', 'en'])
      for (const [key, text] of wordsOf(topic, language)) {
        assert.doesNotMatch(text, /[!！]/, `${topic}.${language}: ${key}`);
        assert.doesNotMatch(text, /\p{Script=Han} \p{Script=Han}/u, `${topic}.${language}: ${key}`);
      }
});
