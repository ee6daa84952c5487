import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { finish, launch, lines, product, quiet, untilReady } from './fixtures/product.ts';
import { hasBrowser } from './start.mjs';

test('the web apps are built before serving, each when its sources changed, and for no other command', async () => {
  const app = { 'vite.config.ts': '', 'index.html': 'one', 'assets/main.js': '// '.repeat(1_000) };
  const root = product({
    'package-lock.json': '{"packages":{}}',
    ...Object.fromEntries(
      ['console', 'shop'].flatMap((name) => Object.entries(app).map(([file, content]) => [`apps/${name}/${file}`, content])),
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
  const packed = readFileSync(join(root, 'dist', 'shop', 'assets', 'main.js.br'));
  assert.equal(brotliDecompressSync(packed).toString(), app['assets/main.js']);
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

test('a signal to all at once is one signal', async () => {
  const child = launch(product(), ['serve', '--port', '0'], { detached: true });
  const { rest } = await untilReady(child);
  process.kill(-Number(child.pid), 'SIGTERM');
  assert.match(await rest, /ended in order/);
  assert.equal((await finish(child)).code, 0);
});

test('a command that listens to no signal still leaves in order', async () => {
  const child = launch(product(), ['wait']);
  const { rest } = await untilReady(child);
  child.kill('SIGINT');
  assert.match(await rest, /left in order/);
  assert.equal((await finish(child)).code, 130);
});

test('start is serve; --port goes before PORT, and without either serve chooses', async () => {
  const root = product();
  for (const [args, env, expected] of [
    [['--data', 'x'], {}, 'args --data x'],
    [['--data', 'x'], { PORT: '0' }, 'args --port 0 --data x'],
    [['--port', '0'], { PORT: '1' }, 'args --port 0'],
  ] as const) {
    const child = launch(root, ['start', ...args], { env });
    const { rest } = await untilReady(child);
    child.kill('SIGTERM');
    assert.equal((await rest).split('\n')[0], expected);
  }
});

test('a browser opens only where somebody could see it', () => {
  assert.ok(hasBrowser({ DISPLAY: ':0' }, 'linux'));
  assert.ok(hasBrowser({}, 'darwin'));
  assert.ok(!hasBrowser({}, 'linux'));
  assert.ok(!hasBrowser({ DISPLAY: ':0', CI: 'true' }, 'linux'));
  assert.ok(!hasBrowser({ SSH_CONNECTION: 'from there' }, 'darwin'));
});
