/**
 * Runs everything that must hold, in this order: static checks, tests, the SQL the tests sent, journeys.
 * Ends with one line `N passed, N failed`; exit 0 when nothing failed, 1 otherwise, 2 for wrong usage.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { recordedSqlCheck, runCheck, staticChecks, type Check } from './checks.ts';
import { requireChromium } from './chromium.ts';
import { Tally, suiteLine } from './tally.ts';
import { journeyFiles, runTests, testFiles } from './tests.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
// Two files at a time: each may keep a server, a database or a browser busy.
const CONCURRENCY = 2;

const options = readOptions();
const tally = new Tally();
const scratch = mkdtempSync(join(tmpdir(), 'zihuan-check-'));
// Test processes inherit these: they share one PostgreSQL, and kit/db writes down what it sends.
process.env['ZIHUAN_TEST_CLUSTER'] = basename(scratch);
process.env['ZIHUAN_RECORD_SQL'] = scratch;

try {
  if (options.only === undefined) for (const check of staticChecks) await count(check);
  if (!options.checksOnly) {
    const wanted = (path: string): boolean => path.includes(options.only ?? '');
    const [tests, journeys] = [testFiles(root).filter(wanted), journeyFiles(root).filter(wanted)];
    if (tests.length > 0) await runOnSharedCluster(tests);
    if (journeys.length > 0) await runJourneys(journeys);
    else if (options.only === undefined) fail('journeys', 'e2e/ has no tests');
    // A few chosen tests may send no SQL; all of them together do.
    const hasRecords = readdirSync(scratch).some((name) => name.endsWith('.jsonl'));
    if (hasRecords || options.only === undefined) await count(recordedSqlCheck(scratch));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

if (tally.passed + tally.failed === 0) fail('tests', `no test file has ${JSON.stringify(options.only)} in its path`);
process.stdout.write(`${tally.toString()}\n`);
process.exitCode = tally.isGood ? 0 : 1;

async function count(check: Check): Promise<void> {
  const isGood = await runCheck(root, check);
  tally.add(isGood ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
}

async function runOnSharedCluster(files: readonly string[]): Promise<void> {
  const { openTestCluster } = await import('../../kit/pg/index.ts');
  // Held open for the whole run: between two files the last one out would stop it.
  const cluster = await openTestCluster();
  try {
    await runTests(root, files, { concurrency: CONCURRENCY, tally, isPatient: options.isPatient });
  } finally {
    await cluster.close();
  }
}

async function runJourneys(files: readonly string[]): Promise<void> {
  try {
    process.env['ZIHUAN_CHROMIUM'] = requireChromium();
  } catch (error) {
    fail('journeys', (error as Error).message);
    return;
  }
  await runTests(root, files, { concurrency: CONCURRENCY, tally, isPatient: options.isPatient });
}

function fail(name: string, why: string): void {
  process.stdout.write(`${suiteLine(false, name, '', 0)}     ${why}\n\n`);
  tally.add({ passed: 0, failed: 1 });
}

function readOptions(): { checksOnly: boolean; only: string | undefined; isPatient: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        'checks-only': { type: 'boolean', default: false },
        only: { type: 'string' },
        patient: { type: 'boolean', default: false },
      },
    });
    return { checksOnly: values['checks-only'], only: values.only, isPatient: values.patient };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\nusage: npm test [-- --checks-only | --only TEXT [--patient]]\n`);
    process.exit(2);
  }
}
