import { setTimeout } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { seeded } from '../../../kit/random/index.ts';
import { median, withBenchServer, type BenchOptions, type BenchResult, type Round } from './harness.ts';
import { growSaleBrand } from './sale-brand.ts';
import { load, settled } from './selling.ts';
import { startProduct } from './served.ts';

const LIMIT_MS = 2_500;
const SCRIPT_LIMIT = 130_000;
/** Lighthouse's mobile settings: slow 4G, a middling phone. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: (1_600 * 1_000) / 8, uploadThroughput: (750 * 1_000) / 8 };
const CPU_SLOWER = 4;
/** So long nothing must have kept the main thread busy. */
const QUIET_MS = 1_000;
const LOOK_MS = 250;
const LONGEST_MS = 60_000;

/** What a first visit was like: in ms from the navigation, and in bytes on the wire. */
interface Visit {
  readonly shown: number;
  readonly interactive: number;
  readonly script: number;
  readonly all: number;
}

/**
 * The first visit of a phone on slow 4G with an empty cache: when the first product can be tapped and nothing keeps the main thread busy any
 * more, and how much script it took.
 */
export async function benchShop(dataDir: string, options: BenchOptions): Promise<BenchResult> {
  return await withBenchServer(dataDir, async (server) => {
    const db = await server.database('shop');
    await growSaleBrand(db, { count: 2_000, random: seeded(4), say: options.say });
    await settled([db]);
    const product = await startProduct(db, server.folder);
    const { chromium } = await import('playwright-core');
    const browser = await chromium.launch({
      executablePath: process.env['ZIHUAN_CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
    });
    const visits: Visit[] = [];
    const rounds: Round[] = [];
    try {
      for (let i = 0; i < options.rounds; i++) {
        const visit = await firstVisit(browser, `${product.url}/s/bench`);
        visits.push(visit);
        rounds.push({ reference: LIMIT_MS, candidate: visit.interactive, ratio: visit.interactive / LIMIT_MS });
        options.say(
          `round ${i + 1}: shown ${Math.round(visit.shown)} ms, interactive ${Math.round(visit.interactive)} ms, ` +
            `script ${(visit.script / 1_000).toFixed(1)} kB, all ${(visit.all / 1_000).toFixed(1)} kB, load ${load()}`,
        );
      }
    } finally {
      await browser.close();
      await product.stop();
      await db.close();
    }
    const middle = (of: keyof Visit): number => Math.round(median(visits.map((visit) => visit[of])));
    return {
      name: 'shop',
      mode: null,
      reads:
        'milliseconds: two and a half seconds, and from the address to the first product that can be tapped, on slow 4G with a slow phone',
      goal: '≤ 1',
      rounds,
      ratio: median(rounds.map((round) => round.ratio)),
      invariants: { 'at most 130 kB of packed script': middle('script') <= SCRIPT_LIMIT },
      notes: { 'shown ms': middle('shown'), 'script bytes on the wire': middle('script'), 'all bytes on the wire': middle('all') },
    };
  });
}

async function firstVisit(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN', isMobile: true, hasTouch: true });
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: false });
    await session.send('Network.emulateNetworkConditions', SLOW_4G);
    await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWER });
    const scripts = new Set<string>();
    let [script, all] = [0, 0];
    session.on('Network.responseReceived', ({ requestId, type }) => {
      if (type === 'Script') scripts.add(requestId);
    });
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      all += encodedDataLength;
      if (scripts.has(requestId)) script += encodedDataLength;
    });
    await page.addInitScript({ content: WATCH });
    await page.goto(url, { waitUntil: 'commit', timeout: LONGEST_MS });
    const until = performance.now() + LONGEST_MS;
    for (;;) {
      // Asked from outside: the page itself evaluates no text.
      const seen = await page.evaluate<{ shown: number; busyUntil: number } | null>(QUIET);
      if (seen) return { shown: seen.shown, interactive: Math.max(seen.shown, seen.busyUntil), script, all };
      if (performance.now() > until) throw new Error('no product ever showed');
      await setTimeout(LOOK_MS);
    }
  } finally {
    await context.close();
  }
}

// In the page before anything else: notes when the first product stands there, and until when the main thread was busy.
const WATCH = `
  globalThis.seen = { shown: 0, busyUntil: 0 };
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) seen.busyUntil = Math.max(seen.busyUntil, task.startTime + task.duration);
  }).observe({ type: 'longtask', buffered: true });
  new MutationObserver((changes, observer) => {
    if (document.querySelector('a[href*="/products/"]') === null) return;
    seen.shown = performance.now();
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
`;
const QUIET = `(() => seen.shown > 0 && performance.now() - Math.max(seen.shown, seen.busyUntil) > ${QUIET_MS} ? seen : null)()`;
