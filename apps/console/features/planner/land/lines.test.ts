import assert from 'node:assert/strict';
import test from 'node:test';
import en from '../../../../../rooms/planner/content/treasure-map.en.json' with { type: 'json' };
import zh from '../../../../../rooms/planner/content/treasure-map.zh-CN.json' with { type: 'json' };
import { linesOf } from './lines.ts';
import { LETTERS, MOST_LINES, NAME_LETTERS } from './treasure-map.ts';

test('a text is broken between words and characters, never before a mark, and nothing of it is lost', () => {
  assert.deepEqual(linesOf('people of each stage', 6), ['people of', 'each stage']);
  assert.deepEqual(linesOf('为谁、为什么，三分钟讲清楚', 6), ['为谁、为什么，', '三分钟讲清楚']);
  assert.deepEqual(linesOf('', 6), []);
});

test('what every node of the treasure map says fits its box in both languages', () => {
  for (const { nodes } of [en, zh])
    for (const { name, says } of Object.values(nodes)) {
      assert.equal(linesOf(name, NAME_LETTERS).length, 1, name);
      const lines = linesOf(says, LETTERS);
      assert.ok(lines.length <= MOST_LINES, says);
      assert.equal(lines.join('').replaceAll(' ', ''), says.replaceAll(' ', ''));
    }
});
