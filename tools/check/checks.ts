import { spawn } from 'node:child_process';
import { suiteLine } from './tally.ts';

/** A program that exits 0 when a rule holds everywhere and otherwise prints where it does not. */
export interface Check {
  readonly name: string;
  /** a script for this Node, relative to the root, and its arguments */
  readonly script: readonly string[];
}

/** What can be checked without running the product. */
export const staticChecks: readonly Check[] = [
  { name: 'tidy', script: ['tools/tidy/main.ts'] },
  {
    name: 'lint',
    script: ['node_modules/oxlint/bin/oxlint', '--format=unix', '--deny-warnings', '--report-unused-disable-directives'],
  },
  { name: 'format', script: ['node_modules/oxfmt/bin/oxfmt', '--check'] },
  { name: 'types: server', script: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'] },
  { name: 'types: web', script: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.web.json'] },
  { name: 'unused code', script: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  { name: 'migrations and SQL', script: ['tools/db-lint/main.ts'] },
];

/** Every statement the tests sent, checked against DATABASE.md once they have run. */
export function recordedSqlCheck(folder: string): Check {
  return { name: 'recorded SQL', script: ['tools/db-lint/main.ts', '--recorded', folder] };
}

/** Runs one check and prints its line, and all it said when it failed. @returns true when it holds */
export async function runCheck(root: string, check: Check): Promise<boolean> {
  const started = performance.now();
  const { code, output } = await run(root, check.script);
  process.stdout.write(suiteLine(code === 0, check.name, '', performance.now() - started));
  if (code !== 0) process.stdout.write(`${output.trimEnd()}\n\n`);
  return code === 0;
}

async function run(root: string, script: readonly string[]): Promise<{ code: number; output: string }> {
  return await new Promise((resolve) => {
    const child = spawn(process.execPath, script, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk: Buffer): void => void (output += chunk.toString());
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ code: 1, output: output + error.message }));
    // Ended by a signal there is no code: that is no success either.
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
