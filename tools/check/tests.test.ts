import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const RUNNER = `
import { runTests, testFiles } from ${JSON.stringify(new URL('./tests.ts', import.meta.url).href)};
import { Tally } from ${JSON.stringify(new URL('./tally.ts', import.meta.url).href)};
const tally = new Tally();
await runTests(process.cwd(), testFiles(process.cwd()), { concurrency: 2, tally });
console.log(tally.toString(), tally.isGood ? 'good' : 'bad');
`;

/** What the runner prints for a house with these test files, each given by its body. */
function ran(bodies: Record<string, string>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'check-')));
  try {
    for (const [path, body] of Object.entries(bodies)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), `import { test } from 'node:test';\n${body}\n`);
    }
    // A runner inside a test would do nothing unless it believes it is the first.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    writeFileSync(join(root, 'runner.mjs'), RUNNER);
    const { stdout, stderr } = spawnSync(process.execPath, ['runner.mjs'], {
      cwd: root,
      env,
      encoding: 'utf8',
    });
    return stdout + stderr;
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('passing tests are counted one by one, and quietly', () => {
  const output = ran({
    'kit/a.test.ts': "test('one', () => {}); test('two', () => { console.log('chatter'); });",
    'rooms/x/b.test.ts': "test('three', () => {});",
  });
  assert.match(output, /^ok {3}kit\/a\.test\.ts {2}2 tests/m);
  assert.match(output, /^3 passed, 0 failed good$/m);
  assert.doesNotMatch(output, /chatter/);
});

test('a failure is told in full: name, place, message and what was printed', () => {
  const output = ran({
    'kit/a.test.ts': "test('sums add up', () => { console.log('seed 42'); throw new Error('off by one fen'); });\ntest('fine', () => {});",
  });
  assert.match(output, /^FAIL kit\/a\.test\.ts/m);
  assert.match(output, /kit\/a\.test\.ts:2 sums add up/);
  assert.match(output, /off by one fen/);
  assert.match(output, /seed 42/);
  assert.match(output, /^1 passed, 1 failed bad$/m);
});

test('a failing test inside a suite is told once', () => {
  const output = ran({
    'kit/a.test.ts':
      "import { describe } from 'node:test'; describe('money', () => { test('splits', () => { throw new Error('lost a fen'); }); });",
  });
  assert.equal(output.match(/Error: lost a fen/g)?.length, 1);
  assert.match(output, /^0 passed, 1 failed bad$/m);
});

test('a skipped or unfinished test is a failure', () => {
  const output = ran({
    'kit/a.test.ts': "test('later', (t) => t.skip()); test('some day', (t) => t.todo());",
  });
  assert.match(output, /later\n +was not run/);
  assert.match(output, /^0 passed, 2 failed bad$/m);
});

test('a file without tests is a failure', () => {
  const output = ran({ 'kit/a.test.ts': 'void test;' });
  assert.match(output, /has no tests; write one/);
  assert.match(output, /^0 passed, 1 failed bad$/m);
});

test('a file that does not load is a failure with its error', () => {
  const output = ran({ 'kit/a.test.ts': "import './nowhere.ts';" });
  assert.match(output, /nowhere\.ts/);
  assert.match(output, / failed bad$/m);
});

test('an error after the tests of a file is a failure', () => {
  const output = ran({
    'kit/a.test.ts': "test('fine', () => {}); setTimeout(() => { throw new Error('too late'); });",
  });
  assert.match(output, /too late/);
  assert.match(output, / failed bad$/m);
});

test('no test files at all is a failure', () => {
  assert.match(ran({}), /^0 passed, 0 failed bad$/m);
});
