import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { zihuan, type Ended } from './zihuan.fixture.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'zihuan-cli-test-'));
const files = mkdtempSync(join(tmpdir(), 'zihuan-cli-files-'));

const here = (...args: string[]): Promise<Ended> => zihuan(...args, '--data', dataDir, '--json');

function file(name: string, text: string): string {
  const path = join(files, name);
  writeFileSync(path, text);
  return path;
}

before(async () => {
  const made = await here('tenant', 'create', '--slug', 'shop', '--name', 'A shop');
  assert.equal(made.code, 0, made.err);
  assert.equal((JSON.parse(made.out) as { policy: string }).policy, 'CN');
});

after(() => {
  for (const folder of [dataDir, files]) rmSync(folder, { recursive: true, force: true });
});

test('what is wrong about the usage is told on stderr with exit 2, and the nearest command named', async () => {
  const misspelt = await zihuan('imprt');
  assert.deepEqual([misspelt.code, misspelt.out], [2, '']);
  assert.match(misspelt.err, /did you mean import\?/);
  const path = file('a.csv', 'order,at,amount\n');
  for (const args of [
    ['import'],
    ['import', path, '--tenant', 'shop'],
    ['import', path, '--tenant', 'shop', '--as', 'things'],
    ['import', path, '--tenant', 'shop', '--as', 'orders', '--map', 'at'],
    ['import', path, '--tenant', 'shop', '--as', 'orders', '--currency', 'yuan'],
    ['import', path, '--tenant', 'shop', '--as', 'orders', '--no-such-option'],
    ['key', 'create', '--tenant', 'shop', '--role', 'king'],
    ['figures', 'moons', '--tenant', 'shop'],
    ['tenant', 'create', '--slug', 'x'],
  ]) {
    const ended = await zihuan(...args);
    assert.equal(ended.code, 2, `${args.join(' ')}: ${ended.err}`);
    assert.equal(ended.out, '');
  }
});

test('what a rule refuses ends with exit 1: an unknown pack, LAB without a sandbox, no such brand, no file, nothing recognisable', async () => {
  const odd = file('odd.csv', 'foo,bar\n1,2\n');
  for (const args of [
    ['tenant', 'create', '--slug', 'b', '--name', 'B', '--policy', 'MARS'],
    ['tenant', 'create', '--slug', 'b', '--name', 'B', '--policy', 'LAB'],
    ['import', odd, '--tenant', 'nobody', '--as', 'orders'],
    ['import', join(files, 'none.csv'), '--tenant', 'shop', '--as', 'orders'],
    ['import', file('empty.csv', ''), '--tenant', 'shop', '--as', 'orders'],
    ['import', odd, '--tenant', 'shop', '--as', 'orders'],
  ]) {
    const ended = await here(...args);
    assert.equal(ended.code, 1, `${args.join(' ')}: ${ended.err}`);
    assert.equal(ended.out, '');
    assert.notEqual(ended.err, '');
  }
});

test('key create prints the key once, as JSON', async () => {
  const made = await here('key', 'create', '--tenant', 'shop', '--role', 'operator');
  assert.match((JSON.parse(made.out) as { key: string }).key, /^zk_/);
});

test('import prints one JSON document; again: nothing new; a dry run writes nothing; figures follow', async () => {
  const path = file('orders.csv', 'order,person,at,amount\n1,p,2026-01-01,10\n2,p,2026-01-02,5\n3,q,2026-02-30,1\n');
  const trial = await here('import', path, '--tenant', 'shop', '--as', 'orders', '--dry-run');
  const once = await here('import', path, '--tenant', 'shop', '--as', 'orders');
  const again = await here('import', path, '--tenant', 'shop', '--as', 'orders');
  const picture = ({ out }: Ended): unknown[] => {
    const { rows, accepted, skipped, rejected, orders, people, sales } = JSON.parse(out) as Record<string, unknown>;
    return [rows, accepted, skipped, rejected, orders, people, sales];
  };
  const full = [3, 2, 0, 1, 2, 1, { amount: '1500', currency: 'CNY' }];
  assert.deepEqual([trial, once, again].map(picture), [full, full, [3, 0, 2, 1, 0, 0, { amount: '0', currency: 'CNY' }]]);
  const { rejects, rejectsFile } = JSON.parse(once.out) as { rejects: { row: number; column: string }[]; rejectsFile: string };
  assert.deepEqual([rejects[0]?.row, rejects[0]?.column, rejectsFile.startsWith(dataDir)], [4, 'at', true]);
  const loop = await here('figures', 'loop', '--tenant', 'shop');
  assert.deepEqual((JSON.parse(loop.out) as { sales: unknown }).sales, { amount: '1500', currency: 'CNY' });
});

test('a header without rows is an import of nothing, exit 0', async () => {
  const ended = await here('import', file('head.csv', 'order,at,amount\n'), '--tenant', 'shop', '--as', 'orders');
  assert.deepEqual([ended.code, (JSON.parse(ended.out) as { rows: number }).rows], [0, 0]);
});
