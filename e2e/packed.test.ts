import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const run = promisify(execFile);
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zihuan-packed-'));
});
after(async () => await rm(folder, { recursive: true, force: true }));

test('the packed product, installed in an empty folder, starts with its own command and shows the console', async () => {
  await run('npm', ['pack', '--pack-destination', folder], { cwd: ROOT, maxBuffer: 1e8 });
  const packed = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  assert.ok(packed);
  const empty = join(folder, 'empty');
  await mkdir(empty);
  await writeFile(join(empty, 'package.json'), '{ "private": true }');
  await run('npm', ['install', '--ignore-scripts', '--no-fund', '--no-audit', join(folder, packed)], { cwd: empty, maxBuffer: 1e8 });

  const child = spawn(join(empty, 'node_modules/.bin/zihuan'), ['serve', '--port', '0', '--data', join(folder, 'data')], {
    cwd: empty,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DATABASE_URL: '' },
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => line.startsWith('ready ') && resolve(line.slice(6)));
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)));
  });
  const page = await fetch(url);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /<script type="module"/);
  const session = (await (await fetch(`${url}/api/v1/session`)).json()) as { signedIn: boolean };
  assert.equal(session.signedIn, true);
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
});
