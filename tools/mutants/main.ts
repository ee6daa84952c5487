/**
 * Plants the money bugs of the field and broken rules of the planner one by one in a copy of the repository and runs the tests that must notice.
 * `node_modules/.bin/node tools/mutants/main.ts [name part]`: prints a line per bug, exits 1 when one lives.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bug } from './bug.ts';
import { moneyBugs } from './money.ts';
import { plannerBugs } from './planner.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Whether one of the tests notices the bug. Whoever fails without it notices nothing. */
function plant(bug: Bug): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'zihuan-mutant-'));
  const isGood = (part: string): boolean => spawnSync(process.execPath, ['tools/test.mjs', '--only', part], { cwd: folder }).status === 0;
  try {
    cpSync(ROOT, folder, { recursive: true, filter: (path) => !/[\\/](node_modules|\.git|dist)$/.test(path) });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const parts = bug.tests.split(' ');
    for (const part of parts.filter((one) => !sound.has(one))) {
      if (!isGood(part)) throw new Error(`the tests of ${part} fail before anything is planted`);
      sound.add(part);
    }
    const file = join(folder, bug.file);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(bug.find)) throw new Error(`${bug.file} does not say ${JSON.stringify(bug.find)} any more`);
    writeFileSync(file, text.replace(bug.find, bug.replace));
    return parts.some((part) => !isGood(part));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Parts whose tests pass when nothing is planted. */
const sound = new Set<string>();
const wanted = process.argv[2] ?? '';
let alive = 0;
for (const bug of [...moneyBugs, ...plannerBugs].filter((each) => each.name.includes(wanted))) {
  const isNoticed = plant(bug);
  if (!isNoticed) alive += 1;
  process.stdout.write(`${isNoticed ? 'noticed' : 'ALIVE  '}  ${bug.name}\n`);
}
process.exit(alive === 0 ? 0 : 1);
