import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import content from '../content/diagnosis.json' with { type: 'json' };
import en from '../content/diagnosis.en.json' with { type: 'json' };
import zh from '../content/diagnosis.zh-CN.json' with { type: 'json' };
import { diagnose, questionIds, verdictOf, type Answers } from './diagnosis.ts';
import { levers } from './parameters.ts';
import { presetOf } from './presets.ts';
import { improved, tornado } from './sensitivity.ts';
import { runPlan } from './summary.ts';

const plan = presetOf('food');
const MONTHS = { months: 24 };
const allAt = (score: number): Answers => Object.fromEntries(questionIds.map((id) => [id, score]));

test('the checklist has its nine sections and 44 questions, weights of 100, levers that exist, and words in both languages', () => {
  assert.equal(
    content.sections.reduce((sum, { weight }) => sum + weight, 0),
    100,
  );
  assert.deepEqual(
    content.sections.map(({ id, weight, questions }) => `${id}${weight}:${questions.length}`),
    ['A10:4', 'B15:5', 'C15:5', 'D15:6', 'E10:5', 'F10:5', 'G10:5', 'H10:4', 'I5:5'],
  );
  for (const { questions } of content.sections)
    for (const question of questions)
      for (const lever of question.levers) assert.ok((levers as string[]).includes(lever), `${question.id}: ${lever}`);
  for (const words of [zh, en]) {
    assert.deepEqual(Object.keys(words.questions), questionIds);
    assert.deepEqual(
      Object.keys(words.sections),
      content.sections.map(({ id }) => id),
    );
    assert.deepEqual(
      Object.keys(words.verdicts),
      content.verdicts.map(({ id }) => id),
    );
    for (const [id, question] of Object.entries(words.questions)) {
      assert.ok(question.ask.length > 0 && question.task.length > 0, id);
      if ('anchors' in question) assert.equal((question.anchors as string[]).length, 5, id);
    }
    assert.equal(words.anchors.length, 5);
  }
});

test('everything working is 100 and may go, nothing is 0; a total is the weighted mean of its sections', () => {
  const best = diagnose(plan, { ...MONTHS, answers: allAt(4) });
  assert.deepEqual([best.total, best.verdict, best.isGated, best.gaps.length], [100, 'scale', false, 0]);
  assert.deepEqual([diagnose(plan, { ...MONTHS, answers: allAt(0) }).total, diagnose(plan, { ...MONTHS, answers: {} }).total], [0, null]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: questionIds.length, maxLength: questionIds.length }), (scores) => {
      const { total, sections, band } = diagnose(plan, {
        months: 1,
        answers: Object.fromEntries(questionIds.map((id, i) => [id, scores[i] as number])),
      });
      const byHand = sections.reduce((sum, { weight, score }) => sum + weight * (score ?? 0), 0);
      assert.ok(Math.abs((total ?? -1) - byHand) < 1e-9);
      assert.equal(band, verdictOf(byHand));
    }),
    { numRuns: 30 },
  );
});

test('the bands of the verdict', () => {
  assert.deepEqual([75, 74.9, 55, 54.9, 35, 34.9, 0].map(verdictOf), [
    'scale',
    'pilot',
    'pilot',
    'repair',
    'repair',
    'redesign',
    'redesign',
  ]);
});

test('a gate that is not met stops the go whatever the total: the red line, customers dearer than their worth, payout, hands', () => {
  const gates = (of: ReturnType<typeof diagnose>): string[] => of.gates.filter((gate) => !gate.isMet).map((gate) => gate.id);
  const all = { ...MONTHS, answers: allAt(4) };
  assert.deepEqual(gates(diagnose(plan, { ...all, answers: { ...allAt(4), I1: 3 } })), ['entryFee']);
  const gated = diagnose(plan, { ...all, answers: { ...allAt(4), I1: 3 } });
  assert.deepEqual([gated.band, gated.verdict, gated.isGated], ['scale', 'repair', true]);
  assert.deepEqual([diagnose(plan, all).verdict, diagnose(plan, { ...all, answers: allAt(0) }).verdict], ['scale', 'redesign']);
  // 112 for 27.6: 1.5 times the cost is reached at 2.7 times the price of a fan.
  assert.deepEqual(
    [24.2, 24.6].map((cpf) => gates(diagnose({ ...plan, cpf }, all))),
    [[], ['ltvToCac']],
  );
  assert.deepEqual(gates(diagnose({ ...plan, c1: 0.35, c2: 0.2 }, all)), ['contribution']);
  assert.deepEqual(
    [2, 3].map((H2) => gates(diagnose(plan, { ...all, answers: { ...allAt(4), H2 } }))),
    [['capacity'], []],
  );
  const pilot = diagnose(plan, { ...all, answers: { ...allAt(3), I1: 3 } });
  assert.deepEqual([pilot.band, pilot.verdict], ['scale', 'repair']);
  const weak = diagnose(plan, {
    ...all,
    answers: { ...allAt(3), ...Object.fromEntries(['A', 'B', 'C'].flatMap((of) => [1, 2, 3, 4].map((i) => [of + i, 1]))), I1: 3 },
  });
  assert.deepEqual([weak.band, weak.verdict], ['pilot', 'repair']);
  assert.deepEqual(gates(diagnose(plan, { ...all, capacity: 1000 })), ['capacity']);
  assert.deepEqual(gates(diagnose(plan, { ...all, capacity: 1_000_000 })), []);
  assert.ok(gates(diagnose({ ...plan, h: 0 }, all)).includes('ltvToCac'), 'nobody buys');
  assert.deepEqual(gates(diagnose({ ...plan, gP: 0 }, all)), [], 'a life without an end is worth its cost');
  const losing = diagnose({ ...plan, gP: 0, m: -0.5 }, all);
  assert.deepEqual(gates(losing), ['contribution', 'ltvToCac'], 'and one that loses on every order is not');
  assert.ok(losing.gates.every(({ value }) => value === null || Number.isFinite(value)));
});

test('what data can answer is answered by data, with the figure it rests on, unless the owner says otherwise', () => {
  const facts = { ordersPerYear: 3.9, marginRate: 0.6, ltvToCac: 2.99, paybackMonths: 4, contactsPerAccount: 5000 };
  const { evidence } = diagnose(plan, { ...MONTHS, answers: { C4: 1 }, facts });
  assert.deepEqual(
    evidence.map(({ question, score, value }) => [question, score, value]),
    [
      ['B1', 2, 3.9],
      ['B2', 4, 0.6],
      ['C3', 2, 2.99],
      ['H2', 2, 5000],
    ],
  );
  assert.deepEqual(diagnose(plan, { ...MONTHS, answers: {}, facts: { ltvToCac: Number.NaN } }).evidence, []);
  const edge = { ordersPerYear: 12, marginRate: 0.45, ltvToCac: 4, paybackMonths: 2, contactsPerAccount: 3000 };
  assert.deepEqual(
    diagnose(plan, { ...MONTHS, answers: {}, facts: edge }).evidence.map(({ score }) => score),
    [4, 3, 4, 4, 4],
    'whoever reaches an edge has it',
  );
});

test('the three gaps are those whose missing share times the worth of its lever is largest', () => {
  const answers = { ...allAt(4), D6: 2, C1: 3, G5: 0, B2: 1, E2: 0 };
  const { gaps } = diagnose(plan, { ...MONTHS, answers });
  const profit = runPlan(plan, MONTHS).summary.profitTotal;
  const gain = (lever: 'p12' | 'cpf' | 'm' | 'gF'): number => runPlan(improved(plan, lever), MONTHS).summary.profitTotal - profit;
  const byHand = [
    { question: 'D6', value: 0.5 * gain('p12') },
    { question: 'C1', value: 0.25 * gain('cpf') },
    { question: 'B2', value: 0.75 * gain('m') },
    { question: 'E2', value: gain('gF') },
  ].sort((a, b) => b.value - a.value);
  assert.deepEqual(
    gaps.map((gap) => gap.question),
    byHand.slice(0, 3).map((gap) => gap.question),
  );
  gaps.forEach((gap, i) => assert.ok(Math.abs(gap.value - (byHand[i]?.value ?? 0)) < 1e-6));
  assert.ok(tornado(plan, MONTHS).length > 20);
});
