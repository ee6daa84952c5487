import { globSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { run } from 'node:test';
import { inspect } from 'node:util';
import { suiteLine, type Tally } from './tally.ts';

const TESTS = '{kit,rooms,flows,sdk,ui,apps,tools,bin}/**/*.test.{ts,tsx,mjs}';
const JOURNEYS = 'e2e/**/*.test.{ts,mjs}';
// A test that hangs ends the run with its name instead of holding it for ever. Long batteries ask for patience.
const LONGEST_TEST_MS = 10 * 60_000;

/** All test files but the journeys, relative to the root, sorted. */
export function testFiles(root: string): string[] {
  return globSync(TESTS, { cwd: root, exclude: ['**/node_modules/**', '**/dist/**'] }).toSorted();
}

/** The journeys across the whole product; they need a browser. */
export function journeyFiles(root: string): string[] {
  return globSync(JOURNEYS, { cwd: root }).toSorted();
}

/**
 * Runs test files, each in its own process, and prints one line per file and every failure in full.
 * A file without a test, a skipped test and a test marked as unfinished count as failures: they have shown nothing.
 */
export async function runTests(
  root: string,
  files: readonly string[],
  { concurrency, tally, isPatient }: { concurrency: number; tally: Tally; isPatient: boolean },
): Promise<void> {
  const paths = files.map((file) => resolve(root, file));
  const results = new Map(paths.map((path) => [path, newResult()]));
  const timeout = isPatient ? Infinity : LONGEST_TEST_MS;
  for await (const event of run({ files: paths, cwd: root, concurrency, timeout })) {
    if (event.type === 'test:stdout' || event.type === 'test:stderr' || event.type === 'test:diagnostic') {
      const { message } = event.data;
      const result = resultOf(results, event.data);
      if (result) result.said += event.type === 'test:diagnostic' ? `${message}\n` : message;
    }
    // Completion is told at once; pass and fail wait until the files before this one are done.
    if (event.type === 'test:complete') {
      const { data } = event;
      const result = resultOf(results, data);
      if (!result) continue;
      if (data.name === data.file) finish(root, data.file, data, result, tally);
      else if (data.details.type !== 'suite') record(root, data, result);
    }
  }
  for (const [path, result] of results)
    if (!result.isFinished) finish(root, path, { details: { duration_ms: 0, passed: false } }, result, tally);
}

/** What one test file has come to. */
interface Result {
  passed: number;
  failures: string[];
  /** output and diagnostics of the file, shown only when it failed */
  said: string;
  isFinished: boolean;
}

/** The part of a completion this runner reads. */
interface Completion {
  readonly name: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly skip?: string | boolean | undefined;
  readonly todo?: string | boolean | undefined;
  readonly details: { readonly passed: boolean; readonly error?: unknown };
}

function newResult(): Result {
  return { passed: 0, failures: [], said: '', isFinished: false };
}

// A test written in a shared file belongs to the file that was started.
function resultOf(
  results: ReadonlyMap<string, Result>,
  data: { file?: string | undefined; entryFile?: string | undefined },
): Result | undefined {
  return results.get(data.entryFile ?? data.file ?? '');
}

function record(root: string, one: Completion, result: Result): void {
  const place = one.file ? `${relative(root, one.file)}:${one.line ?? 1} ` : '';
  if (isSet(one.skip) || isSet(one.todo)) result.failures.push(`${place}${one.name}\nwas not run; run it or remove it`);
  else if (one.details.passed) result.passed += 1;
  else if (!isEcho(one.details.error)) result.failures.push(`${place}${one.name}\n${told(one.details.error)}`);
}

function finish(
  root: string,
  path: string,
  { details }: { details: { duration_ms: number; passed: boolean } },
  result: Result,
  tally: Tally,
): void {
  result.isFinished = true;
  const tests = result.passed + result.failures.length;
  // A file can break before, between or after its tests.
  if (!details.passed && result.failures.length === 0) result.failures.push('the file failed outside its tests');
  else if (tests === 0) result.failures.push('has no tests; write one or remove the file');
  tally.add({ passed: result.passed, failed: result.failures.length });
  const isGood = result.failures.length === 0;
  process.stdout.write(suiteLine(isGood, relative(root, path), `${tests} tests`, details.duration_ms));
  if (isGood) return;
  for (const text of result.failures) process.stdout.write(indented(text));
  if (result.said !== '') process.stdout.write(indented(`what it printed:\n${result.said}`));
  process.stdout.write('\n');
}

/** The whole error: a property test's seed stands in its message. */
function told(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return typeof cause === 'string' ? cause : inspect(cause, { depth: 8, maxStringLength: 20_000 });
}

function isSet(mark: string | boolean | undefined): boolean {
  return mark !== undefined && mark !== false;
}

/** A test that failed only because a test inside it failed, which is told by itself. */
function isEcho(error: unknown): boolean {
  return error instanceof Error && 'failureType' in error && error.failureType === 'subtestsFailed';
}

function indented(text: string): string {
  return `${text.trimEnd().replaceAll(/^/gm, '     ')}\n`;
}
