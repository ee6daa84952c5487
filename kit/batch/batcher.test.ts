import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DomainError } from '../errors/index.ts';
import { Batcher, type Batching } from './index.ts';

/** Work that is let through one batch at a time, and what it was given. */
function gate(over: Partial<Batching<string, string>> = {}) {
  const batches: string[][] = [];
  const waiting: (() => void)[] = [];
  const batcher = new Batcher<string, string>({
    async work(line, jobs) {
      batches.push([...jobs]);
      await new Promise<void>((resolve) => waiting.push(resolve));
      return jobs.map((job) => `${line}:${job}`);
    },
    ...over,
  });
  return {
    batcher,
    batches,
    async open() {
      while (waiting.length === 0) await turn();
      waiting.shift()?.();
    },
  };
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('who comes alone is served at once; who comes meanwhile goes together with the next', async () => {
  const { batcher, batches, open } = gate();
  const first = batcher.submit('a', '1');
  await turn();
  assert.deepEqual(batches, [['1']]);
  const others = ['2', '3', '4'].map((job) => batcher.submit('a', job));
  await open();
  assert.equal(await first, 'a:1');
  await open();
  assert.deepEqual(await Promise.all(others), ['a:2', 'a:3', 'a:4']);
  assert.deepEqual(batches, [['1'], ['2', '3', '4']]);
});

test('lines do not wait for each other', async () => {
  const { batcher, batches, open } = gate();
  const both = [batcher.submit('a', '1'), batcher.submit('b', '2')];
  await turn();
  assert.deepEqual(batches, [['1'], ['2']]);
  await open();
  await open();
  assert.deepEqual(await Promise.all(both), ['a:1', 'b:2']);
});

test('only those of one company go together, whoever stands first before the others', async () => {
  const { batcher, batches, open } = gate({ companyOf: (job) => job[0] ?? '', mostAtOnce: 2 });
  const all = ['x1', 'y1', 'x2', 'x3', 'y2'].map((job) => batcher.submit('a', job));
  for (let i = 0; i < 3; i++) await open();
  await Promise.all(all);
  assert.deepEqual(batches, [['x1', 'x2'], ['y1', 'y2'], ['x3']]);
});

test('what one job brings about fails it alone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), async (isPoisoned) => {
      const done: string[] = [];
      const batcher = new Batcher<string, string>({
        async work(_, jobs) {
          const poison = jobs.find((job) => isPoisoned[Number(job)]);
          if (poison !== undefined) throw new Error(`poison ${poison}`);
          done.push(...jobs);
          return jobs;
        },
      });
      const answers = await Promise.allSettled(isPoisoned.map((_, i) => batcher.submit('a', `${i}`)));
      answers.forEach((answer, i) => {
        if (isPoisoned[i]) assert.equal(answer.status === 'rejected' && (answer.reason as Error).message, `poison ${i}`);
        else assert.deepEqual(answer, { status: 'fulfilled', value: `${i}` });
      });
      assert.deepEqual(
        done.toSorted((a, b) => Number(a) - Number(b)),
        isPoisoned.flatMap((poisoned, i) => (poisoned ? [] : `${i}`)),
        'everybody else was served once',
      );
    }),
  );
});

test('a database that is away or full is so for all: nobody is tried again', async () => {
  for (const code of ['57P01', '53100', 'ECONNREFUSED']) {
    let tries = 0;
    const batcher = new Batcher<string, string>({
      async work() {
        tries++;
        throw Object.assign(new Error('away'), { code });
      },
    });
    const answers = await Promise.allSettled(['1', '2', '3'].map((job) => batcher.submit('a', job)));
    assert.deepEqual([answers.filter((answer) => answer.status === 'rejected').length, tries], [3, 1], code);
  }
});

test('a line that is full sends away whoever comes, and takes them again afterwards', async () => {
  const { batcher, open } = gate({ mostWaiting: 2 });
  const first = batcher.submit('a', '1');
  await turn();
  const waiting = [batcher.submit('a', '2'), batcher.submit('a', '3')];
  await assert.rejects(batcher.submit('a', '4'), (error) => error instanceof DomainError && error.code === 'database.busy');
  const elsewhere = batcher.submit('b', '5');
  for (let i = 0; i < 3; i++) await open();
  await Promise.all([first, ...waiting, elsewhere]);
  const again = batcher.submit('a', '4');
  await open();
  assert.equal(await again, 'a:4');
});

test('idle waits for everybody, also for those who come while it waits', async () => {
  const { batcher, open } = gate();
  const answers: string[] = [];
  const submit = (job: string): void => void batcher.submit('a', job).then((answer) => answers.push(answer));
  submit('1');
  await turn();
  submit('2');
  const idle = batcher.idle();
  await open();
  submit('3');
  await open();
  await idle;
  assert.deepEqual(answers, ['a:1', 'a:2', 'a:3']);
  await batcher.idle();
});
