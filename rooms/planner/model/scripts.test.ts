import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimsIn } from './claims.ts';
import { presetIds, type PresetId } from './presets.ts';
import { blanksOf, fillScript, scriptScenes, scriptsOf, scriptStages, type Script, type ScriptLanguage } from './scripts.ts';
import { tradeWords } from './trade-words.ts';

const languages = ['zh-CN', 'en'] as const;
const everywhere: readonly (readonly [PresetId, ScriptLanguage])[] = presetIds.flatMap((trade) =>
  languages.map((language) => [trade, language] as const),
);

test('every trade has three scripts for each stage in each of five scenes, whole in both languages and short enough for where they are said', () => {
  for (const [trade, language] of everywhere) {
    const all = scriptsOf(trade, language);
    assert.equal(all.length, 90);
    for (const stage of scriptStages) {
      for (const scene of scriptScenes) assert.equal(all.filter((one) => one.stage === stage && one.scene === scene).length, 3);
    }
    for (const script of all) {
      const { goal, opener, needQuestions, valuePoint, offer, close, nextStep, exitLine, optOutLine, persona } = script;
      const place = `${trade}/${script.id}`;
      for (const text of [goal, opener, valuePoint, offer, close.text, nextStep, exitLine, optOutLine, persona, ...(needQuestions ?? [])])
        assert.ok(text && !/\{\{|undefined/.test(text), place);
      assert.ok(needQuestions?.length >= 1 && needQuestions.length <= 3, place);
      assert.ok(opener.length <= script.maxChars, `${place}: ${opener.length}`);
      // What proves it and what is scarce are said in words, not by the name of their kind.
      for (const text of [script.proof, script.urgency]) assert.doesNotMatch(text ?? '–', /^\w+$/, place);
      for (const { text } of script.followUps) assert.ok(text, place);
      for (const { reply, evidence } of script.objections) assert.ok(reply && evidence, place);
      for (const { label, name } of script.variables) assert.notEqual(language === 'zh-CN' ? label : '', name);
    }
    assert.equal(new Set(all.map(({ opener }) => opener)).size, all.length, trade);
  }
});

test('both languages ask for the same blanks, so that a script filled in one can be read in the other', () => {
  for (const trade of presetIds) {
    const english = new Map(scriptsOf(trade, 'en').map((script) => [script.id, script]));
    for (const script of scriptsOf(trade, 'zh-CN')) {
      const names = (one = script): string[] => one.variables.map(({ name }) => name).toSorted();
      assert.deepEqual(names(), names(english.get(script.id)), `${trade}/${script.id}`);
    }
  }
});

test('no script of any trade makes a claim: no best, no sure effect, no income, and no hurry where nothing is scarce', () => {
  const promises = /最好|第一名|绝对|保证(?!金)|包治|百分百|稳赚|躺赚|月入|guarantee|the best\b|100 ?%|risk[- ]free|passive income/i;
  // To say that nothing is promised is not to promise it.
  const refusals = /不保证|不保分|nothing is promised/g;
  for (const [trade, language] of everywhere) {
    for (const script of scriptsOf(trade, language)) {
      assert.deepEqual(claimsIn(script), [], `${trade}/${script.id}`);
      assert.doesNotMatch(JSON.stringify(script).replaceAll(refusals, ''), promises, `${trade}/${script.id}`);
    }
  }
});

const said = ({ id: _, trigger: __, variables: ___, ...script }: Script): string => JSON.stringify(script);

/** Words that would give away that a script was written for somebody else's shop. */
const foreign: Readonly<Record<PresetId, RegExp>> = {
  food: /护肤|肤质|毛孩子|换粮|珍珠|奶茶|增项|量房|月龄|宝宝|作业|课时|\bskin\b|\bpet\b|pearls|tiles|nappy|homework/i,
  cosmetics: /配料表|毛孩子|换粮|珍珠|奶茶|月卡|增项|量房|月龄|宝宝|课时|好吃|吃得|口味|\beat\b|taste|vet\b|pearls|tiles|nappy|homework/i,
  'pet-food': /护肤|肤质|珍珠|奶茶|月卡|增项|量房|月龄|宝宝|作业|课时|\bskin\b|pearls|tiles|nappy|homework/i,
  'milk-tea': /护肤|肤质|毛孩子|换粮|增项|量房|月龄|宝宝|作业|课时|补充装|\bskin\b|\bpet\b|tiles|nappy|homework/i,
  renovation:
    /护肤|肤质|毛孩子|换粮|珍珠|奶茶|月卡|月龄|宝宝|课时|口味|好吃|吃|喝(?!口水)|尝|杯|到货|签收|\beat\b|taste|\bcup\b|\bskin\b|pearls|nappy|homework/i,
  maternity:
    /护肤|肤质|毛孩子|换粮|珍珠|奶茶|月卡|增项|量房|课时|配方奶|奶粉|formula|口味|好吃|taste|\bcup\b|\bskin\b|pearls|tiles|homework/i,
  education:
    /护肤|肤质|毛孩子|换粮|珍珠|奶茶|月卡|增项|量房|月龄|宝宝|口味|好吃|吃|喝(?!口水)|尝|杯|到货|签收|试用|\beat\b|taste|\bcup\b|\bskin\b|pearls|tiles|nappy/i,
};

test('a script reads as if written for its trade: it names nothing of another, and no two trades say the same', () => {
  for (const language of languages) {
    const libraries = presetIds.map((trade) => [trade, scriptsOf(trade, language)] as const);
    for (const [trade, all] of libraries)
      for (const script of all) assert.doesNotMatch(said(script), foreign[trade], `${trade}/${script.id}`);
    for (const at of libraries[0]?.[1].keys() ?? []) {
      const texts = libraries.map(([, all]) => JSON.stringify({ ...all[at], persona: '' }));
      assert.equal(new Set(texts).size, presetIds.length, `${language} ${at}`);
    }
  }
});

test('each trade keeps the rule of its own: cups, grams, acceptance, a refund, a doctor', () => {
  const rules: readonly (readonly [PresetId, string, RegExp])[] = [
    ['food', 'fan.direct.firstdeal', /整盒退/],
    ['cosmetics', 'fan.direct.firstdeal', /过敏拆了也全退/],
    ['pet-food', 'customer.direct.second', /\{grams\}克.*\{daily\}克.*\{date\}/],
    ['milk-tea', 'repeat.offline.card', /每天一杯/],
    ['renovation', 'customer.direct.second', /先看现场，满意再付/],
    ['maternity', 'prospect.direct.first', /宝宝的信息不说也行/],
    ['education', 'fan.direct.firstdeal', /七天内没开课全退/],
  ];
  for (const [trade, id, rule] of rules) assert.match(scriptsOf(trade, 'zh-CN').find((one) => one.id === id)?.opener ?? '', rule);
});

test('what a trade says in its own words stands for a script there is', () => {
  const ids = new Set(scriptsOf('food', 'en').map((script) => script.id));
  for (const [trade, language] of everywhere)
    for (const id of Object.keys(tradeWords[trade][language].scripts)) assert.ok(ids.has(id), `${trade}/${id}`);
});

test('a blank that is not known stays to be seen', () => {
  assert.equal(fillScript('{name}, {price}', { name: 'Amy' }), 'Amy, {price}');
  assert.deepEqual(blanksOf(['{a} {b}', '{a}']), ['a', 'b']);
});
