import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ApiProblem } from '../../../../../sdk/index.ts';
import { saveStep, type OwnStep, type StepNumber } from './save-step.ts';

type Design = Awaited<ReturnType<typeof saveStep>>;
type Designs = Parameters<typeof saveStep>[0]['designs'];

const begun: Design = {
  id: 'dsn_1',
  name: 'Tea',
  template: 'milk-tea',
  version: 1,
  adopted: null,
  cellsFilled: 0,
  stepsDone: 0,
  scenarios: 0,
  createdAt: '2026-01-01T00:00:00Z',
  changedAt: '2026-01-01T00:00:00Z',
  document: { canvas: { value: 'A cup a day' }, steps: { '1': { owner: 'Lin' } } },
};

/** A design where the server keeps it: who names a version that stands no more is refused. */
function keeper(answer: <T>(value: () => T) => Promise<T>) {
  let now = begun;
  const problem = { type: 'about:blank', title: 'Somebody else saved it', status: 409, code: 'design.changed', requestId: 'req_1' };
  const designs: Designs = {
    get: async () => await answer(() => now),
    update: async (_, { version, document }) =>
      await answer(() => {
        if (version !== now.version) throw new ApiProblem({ ...problem, detail: 'Read it again.' });
        return (now = { ...now, version: version + 1, document: document ?? now.document });
      }),
  };
  return { client: { designs }, stands: () => now };
}

const stepNumbers: readonly StepNumber[] = ['1', '2', '3'];
const saves = fc.array(fc.record({ step: fc.constantFrom(...stepNumbers), owner: fc.constantFrom('Mei', 'Wu', 'An') }), {
  minLength: 2,
  maxLength: 4,
});

test('however the saves of several owners cross, what is answered as saved stands, and who is refused was told that the step was written', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), saves, async (order, wanted) => {
      const { client, stands } = keeper(async (value) => await order.schedule(Promise.resolve()).then(value));
      const all = wanted.map(async ({ step, owner }) => await saveStep(client, begun, step, { owner }));
      const told = await order.waitFor(Promise.allSettled(all));
      const { document, version } = stands();
      assert.deepEqual(document.canvas, begun.document.canvas, 'what nobody touched stays');
      let saved = 0;
      for (const [i, { step, owner }] of wanted.entries()) {
        const one = told[i];
        const now = document.steps?.[step] ?? {};
        if (one?.status === 'fulfilled') assert.deepEqual(now, { owner }, 'nobody writes over what they have not read');
        else assert.ok(one?.reason instanceof ApiProblem && one.reason.code === 'design.changed');
        if (one?.status === 'fulfilled') saved += 1;
        else assert.notDeepEqual(now, begun.document.steps?.[step] ?? {}, 'somebody else wrote this very step');
      }
      assert.ok(saved >= new Set(wanted.map(({ step }) => step)).size, 'each step was saved by somebody');
      assert.ok(version > 1);
    }),
  );
});

test('a step whose every part was emptied is taken away; a failure that is no meeting of two is told as it is', async () => {
  const { client, stands } = keeper(async (value) => value());
  const empty: OwnStep = { owner: '', due: null };
  await saveStep(client, begun, '1', empty);
  assert.deepEqual(stands().document.steps, {});
  const lost: Designs = { ...client.designs, update: async () => await Promise.reject(new Error('no network')) };
  await assert.rejects(saveStep({ designs: lost }, begun, '1', {}), /no network/);
});
