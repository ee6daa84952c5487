import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const STARTS_WITHIN_MS = 180_000;

/** The product as a user starts it: the launcher, its own database in a fresh folder, a free port. */
export interface Product {
  readonly url: string;
  readonly dataDir: string;
  /** Ends it in order and removes its data. */
  stop(): Promise<void>;
  /** Ends it like a power cut; the data stays. */
  kill(): Promise<void>;
}

/** @param dataDir a folder that is there already, to start again after a kill */
export async function startProduct(dataDir?: string): Promise<Product> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'zihuan-e2e-')));
  const child = spawn(process.execPath, [join(ROOT, 'bin/zihuan.mjs'), 'serve', '--port', '0', '--data', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, DATABASE_URL: '' },
  });
  const url = await readyLine(child);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    url,
    dataDir: folder,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
    async kill() {
      // The whole group: launcher and server at once.
      process.kill(-(child.pid as number), 'SIGKILL');
      await ended;
    },
  };
}

async function readyLine(child: ChildProcess): Promise<string> {
  let told = '';
  child.stderr?.on('data', (chunk: Buffer) => (told += chunk.toString()));
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  return await new Promise<string>((resolve, reject) => {
    const giveUp = setTimeout(() => reject(new Error(`not ready: ${told}`)), STARTS_WITHIN_MS);
    lines.on('line', (line) => {
      const url = /^ready (http:\/\/\S+)$/.exec(line)?.[1];
      if (!url) return;
      clearTimeout(giveUp);
      resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code} before it was ready: ${told}`)));
  });
}

/** What `zihuan doctor` finds broken in all brands: nothing, as a rule. */
export async function examine({ dataDir }: Product): Promise<unknown[]> {
  const child = spawn(process.execPath, [join(ROOT, 'bin/zihuan.mjs'), 'doctor', '--json', '--data', dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, DATABASE_URL: '' },
  });
  let told = '';
  child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()));
  await new Promise<void>((resolve) => child.once('close', () => resolve()));
  const { findings } = JSON.parse(told) as { findings: { ok: boolean }[] };
  return findings.filter((finding) => !finding.ok);
}

/** A browser without a window; its pages speak the language they are opened with. */
export async function openBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: process.env['ZIHUAN_CHROMIUM'] ?? '/usr/bin/chromium',
    // Without a locale the browser cannot open files with Chinese names.
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page that collects what went wrong in it: uncaught errors, refused content, failed requests of our own. */
export async function openPage(
  browser: Browser,
  options: { language: 'zh-CN' | 'en'; width?: number; height?: number; userAgent?: string },
): Promise<{ page: Page; faults: string[]; close: () => Promise<void> }> {
  const context = await browser.newContext({
    locale: options.language,
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    deviceScaleFactor: 1,
    ...(options.userAgent === undefined ? {} : { userAgent: options.userAgent }),
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) faults.push(message.text());
  });
  return { page, faults, close: () => context.close() };
}
