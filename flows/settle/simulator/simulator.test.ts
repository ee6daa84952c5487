import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { makeTestTenant, openTestDb } from '../../../kit/testing/index.ts';
import { registerFlows } from '../../index.ts';
import { simulate } from './simulate.fixture.ts';

registerFlows();
const { db, close } = await openTestDb();
after(close);

// A longer battery, or one seed again:
// ZIHUAN_SEEDS=200 ZIHUAN_STEPS=2000 ZIHUAN_FIRST_SEED=1 npm test -- --only settle/simulator --patient
const setting = (name: string, usual: number): number => Number(process.env[`ZIHUAN_${name}`] ?? usual);
const seeds = setting('SEEDS', 20);
const steps = setting('STEPS', 110);
const first = setting('FIRST_SEED', 1);

test(`${seeds} seeds of ${steps} steps: what the product says of money is what an independent model says, after every step and every crash`, async () => {
  for (let seed = first; seed < first + seeds; seed++) await simulate(await makeTestTenant(db), seed, steps);
});

test('a seed gives the same history byte for byte', async () => {
  const once = await simulate(await makeTestTenant(db), 7_001, 60);
  assert.equal(await simulate(await makeTestTenant(db), 7_001, 60), once);
  assert.notEqual(await simulate(await makeTestTenant(db), 7_002, 60), once);
});
