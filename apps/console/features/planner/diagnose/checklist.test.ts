import assert from 'node:assert/strict';
import test from 'node:test';
import { movedBetween, nothingAnswered, notesText, readAnswered, withAnswer, withNote } from './checklist.ts';

test('what was answered is there again after the page was closed, and what cannot be an answer is left out', () => {
  const filled = withNote(withAnswer(withAnswer(nothingAnswered, 'A1', 3), 'B2', 0), 'B2', 'counted by hand');
  assert.deepEqual(readAnswered(JSON.stringify(filled)), filled);
  assert.deepEqual(readAnswered('{"answers":{"A1":7,"Z9":2,"B1":2},"notes":{"A1":5}}'), { answers: { B1: 2 }, notes: {} });
  for (const odd of [null, '', '[', '4', 'null']) assert.deepEqual(readAnswered(odd), nothingAnswered);
});

test('an answer taken back is no answer, not a nought', () => {
  assert.deepEqual(withAnswer(withAnswer(nothingAnswered, 'A1', 3), 'A1', null), nothingAnswered);
});

test('notes are kept with the diagnosis, one line to a question', () => {
  assert.equal(notesText({ B1: ' two shops ', C1: '' }), 'B1: two shops');
});

test('between two diagnoses the largest steps come first, and what stayed is not said', () => {
  assert.deepEqual(movedBetween({ A1: 1, A2: 2, B1: 0 }, { A1: 2, A2: 2, B1: 4, C1: 3 }), [
    { question: 'B1', before: 0, after: 4 },
    { question: 'A1', before: 1, after: 2 },
    { question: 'C1', before: null, after: 3 },
  ]);
});
