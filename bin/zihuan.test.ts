import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { finish, launch, lines, product, quiet, untilReady } from './fixtures/product.ts';

test('the web apps are built before serving, each when its sources changed, and for no other command', async () => {
  const app = { 'vite.config.ts': '', 'index.html': 'one' };
  const root = product({
    'package-lock.json': '{"packages":{}}',
    ...Object.fromEntries(
      ['console', 'shop'].flatMap((name) =>
        Object.entries(app).map(([file, content]) => [`apps/${name}/${file}`, content]),
      ),
    ),
  });
  const serve = async (): Promise<void> => {
    const child = launch(root, ['serve', '--port', '0']);
    const { rest } = await untilReady(child);
    child.kill('SIGTERM');
    assert.ok(!(await rest).includes('vite output'), 'stdout belongs to the command');
  };
  await finish(launch(root, ['figures']));
  assert.deepEqual(lines(root, 'builds.log'), []);
  await serve();
  await serve();
  assert.deepEqual(lines(root, 'builds.log'), ['console', 'shop']);
  writeFileSync(join(root, 'apps', 'shop', 'index.html'), 'two');
  await serve();
  assert.deepEqual(lines(root, 'builds.log'), ['console', 'shop', 'shop']);
  assert.equal(readFileSync(join(root, 'dist', 'shop', 'index.html'), 'utf8'), 'two');
  mkdirSync(join(root, 'ui'));
  writeFileSync(join(root, 'ui', 'tokens.ts'), '');
  await serve();
  assert.deepEqual(lines(root, 'builds.log').slice(3), ['console', 'shop']);
});

test('SIGTERM lets the product end in its own way', async () => {
  const child = launch(product(), ['serve', '--port', '0']);
  const { url, rest } = await untilReady(child);
  assert.equal(await (await fetch(url)).text(), 'ok');
  child.kill('SIGTERM');
  assert.match(await rest, /ended in order/);
  assert.equal((await finish(child)).code, 0);
});

test('a launcher that is killed takes the product along', async () => {
  const child = launch(product(), ['serve', '--port', '0']);
  const { url, rest } = await untilReady(child);
  child.kill('SIGKILL');
  await rest;
  await assert.rejects(fetch(url));
});

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`${signal} to npm ends everything`, async () => {
    const root = product({
      'package-lock.json': '{"packages":{}}',
      'package.json': '{"type":"module","scripts":{"start":"node bin/zihuan.mjs start"}}',
      'node_modules/.package-lock.json': '{"packages":{}}',
    });
    const child = spawn('npm', ['start', '--silent'], {
      cwd: root,
      env: { ...quiet, PATH: `${dirname(process.execPath)}:${process.env.PATH}`, PORT: '0' },
      shell: process.platform === 'win32',
    });
    const { url, rest } = await untilReady(child);
    child.kill(signal);
    assert.match(await rest, /ended in order/);
    await assert.rejects(fetch(url));
  });
}

test('start takes the next port when its own is taken, or the one it is told', async (t) => {
  const blocker = createServer().listen(7700, '127.0.0.1');
  blocker.on('error', () => {}); // taken already: as good
  t.after(() => blocker.close());
  const root = product();
  const started = await Promise.all(
    [{}, {}].map(async () => {
      const child = launch(root, ['start']);
      const { url } = await untilReady(child);
      return { child, port: Number(new URL(url).port) };
    }),
  );
  const ports = started.map(({ port }) => port);
  assert.ok(
    ports.every((port) => port > 7700 && port < 7800),
    String(ports),
  );
  assert.equal(new Set(ports).size, 2);
  for (const { child } of started) child.kill('SIGTERM');
  const [free] = ports;
  await Promise.all(started.map(({ child }) => finish(child)));
  for (const [args, env] of [
    [['start', '--port', String(free)], {}],
    [['start'], { PORT: String(free) }],
  ] as const) {
    const child = launch(root, [...args], { env });
    const { url } = await untilReady(child);
    assert.equal(Number(new URL(url).port), free);
    child.kill('SIGTERM');
    await finish(child);
  }
});
