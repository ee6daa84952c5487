import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blanksOf, fillScript, scriptScenes, scriptsOf, scriptStages } from './scripts.ts';

test('every stage has three scripts for each of five scenes, whole in both languages and short enough for where they are said', () => {
  for (const language of ['zh-CN', 'en'] as const) {
    const all = scriptsOf(language);
    for (const stage of scriptStages) {
      for (const scene of scriptScenes) assert.equal(all.filter((one) => one.stage === stage && one.scene === scene).length, 3);
    }
    for (const script of all) {
      const { goal, opener, needQuestions, valuePoint, offer, close, nextStep, exitLine, optOutLine } = script;
      for (const text of [goal, opener, valuePoint, offer, close.text, nextStep, exitLine, optOutLine, ...needQuestions])
        assert.ok(text, script.id);
      assert.ok(needQuestions.length >= 1 && needQuestions.length <= 3, script.id);
      assert.ok(opener.length <= script.maxChars, `${script.id}: ${opener.length}`);
      // What proves it and what is scarce are said in words, not by the name of their kind.
      for (const text of [script.proof, script.urgency]) assert.doesNotMatch(text ?? '–', /^\w+$/, script.id);
      for (const { text } of script.followUps) assert.ok(text, script.id);
      for (const { label, name } of script.variables) assert.notEqual(language === 'zh-CN' ? label : '', name);
    }
    assert.equal(new Set(all.map(({ opener }) => opener)).size, all.length);
  }
});

test('both languages ask for the same blanks, so that a script filled in one can be read in the other', () => {
  const english = new Map(scriptsOf('en').map((script) => [script.id, script]));
  for (const script of scriptsOf('zh-CN')) {
    const names = (one = script): string[] => one.variables.map(({ name }) => name).toSorted();
    assert.deepEqual(names(), names(english.get(script.id)), script.id);
  }
});

test('no script promises the best, a sure effect or an income, and none makes a hurry where nothing is scarce', () => {
  const promises = /最好|第一名|绝对|保证|包治|百分百|稳赚|躺赚|月入|guarantee|the best|100 ?%|risk[- ]free|passive income/i;
  const hurry = /最后机会|马上抢|错过不再|last chance|hurry up|act now/i;
  for (const language of ['zh-CN', 'en'] as const) {
    for (const script of scriptsOf(language)) {
      const said = JSON.stringify([script.opener, script.valuePoint, script.offer, script.close, script.objections]);
      assert.doesNotMatch(said, hurry, script.id);
      assert.doesNotMatch(said, promises, script.id);
    }
  }
});

test('a blank that is not known stays to be seen', () => {
  assert.equal(fillScript('{name}, {price}', { name: 'Amy' }), 'Amy, {price}');
  assert.deepEqual(blanksOf(['{a} {b}', '{a}']), ['a', 'b']);
});
