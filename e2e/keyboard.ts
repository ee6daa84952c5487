import type { CDPSession, Page } from 'playwright-core';

/** What the page writes down while the Tab key goes through it. */
interface Walk {
  met: Set<Element>;
  unseen: Set<string>;
  hasLeft: boolean;
}
type Walked = typeof globalThis & { zihuanWalk?: Walk };

/** Longer lists fetch more the further one goes: of those the beginning is enough. */
const MOST_KEYS = 400;
const KEYS_INTO_ENDLESS_LIST = 40;

/**
 * Goes through a page with the Tab key alone, from the link that skips the navigation to the end.
 * @param from `main`: the page itself; `body`: the frame around it too
 * @returns what is wrong: what cannot be reached, what does not show that it has the focus, what does not let go of it, what answers the mouse alone
 */
export async function walkByKeyboard(page: Page, from: 'main' | 'body' = 'main'): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page);
  const { keys, isSkipped } = await begin(page, devtools, from);
  await Promise.all(Array.from({ length: keys }, () => press(devtools, 'Tab', 9)));
  const faults = await end(page);
  await devtools.detach();
  return isSkipped ? faults : ['the first link does not lead past the navigation', ...faults];
}

/**
 * Opens the first dialog of a page by keyboard, or takes the one that stands open, and closes it again.
 * @returns what is wrong: the focus is not inside, or does not come back to what opened it
 */
export async function openAndCloseByKeyboard(page: Page): Promise<string[]> {
  const opener = page.locator('.zh-page button[aria-haspopup="dialog"]:enabled:visible').first();
  const wasOpen = (await page.locator('dialog[open]').count()) > 0;
  if (!wasOpen) {
    if ((await opener.count()) === 0) return [];
    await opener.focus();
    await page.keyboard.press('Enter');
  }
  const dialog = page.locator('dialog[open]');
  await dialog.waitFor();
  const isInside = await page.evaluate(() => document.activeElement?.closest('dialog[open]') !== null);
  for (const key of ['Tab', 'Tab', 'Shift+Tab']) await page.keyboard.press(key);
  // After its last field the browser's own bar may come; the page behind it may not.
  const isBehind = await page.evaluate(
    () => document.activeElement !== document.body && document.activeElement?.closest('dialog[open]') === null,
  );
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  const isBack = wasOpen || (await opener.evaluate((button) => document.activeElement === button));
  return [
    ...(isInside ? [] : ['the focus does not go into the dialog']),
    ...(isBehind ? ['the focus leaves the dialog for the page behind it'] : []),
    ...(isBack ? [] : ['closing the dialog loses the focus']),
  ];
}

/** Presses a key without waiting for what it does; the keys arrive in this order. */
async function press(devtools: CDPSession, key: string, code: number): Promise<void> {
  const event = { key, code: key, windowsVirtualKeyCode: code, ...(key === 'Enter' ? { text: '\r' } : {}) };
  await devtools.send('Input.dispatchKeyEvent', { type: key === 'Enter' ? 'keyDown' : 'rawKeyDown', ...event });
}

async function begin(page: Page, devtools: CDPSession, from: 'main' | 'body'): Promise<{ keys: number; isSkipped: boolean }> {
  await page.evaluate(() => {
    const walk: Walk = { met: new Set(), unseen: new Set(), hasLeft: false };
    const isFirst = (globalThis as Walked).zihuanWalk === undefined;
    (globalThis as Walked).zihuanWalk = walk;
    document.querySelector<HTMLElement>('.zh-skip')?.focus();
    if (!isFirst) return;
    const isShown = (style: CSSStyleDeclaration): boolean =>
      (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    document.addEventListener('focusin', ({ target }) => {
      const now = (globalThis as Walked).zihuanWalk;
      if (!now || !(target instanceof HTMLElement || target instanceof SVGElement)) return;
      now.met.add(target);
      if (target.id === 'page') return;
      // What is as small as a dot is there for the keyboard alone: its label shows the focus for it.
      const isDot = target.getBoundingClientRect().width <= 1;
      const label = isDot && target instanceof HTMLInputElement ? target.labels?.[0] : null;
      if (!isShown(getComputedStyle(label ?? target))) now.unseen.add(target.outerHTML.slice(0, 140));
    });
    document.addEventListener('focusout', ({ relatedTarget }) => {
      const now = (globalThis as Walked).zihuanWalk;
      if (now && !(relatedTarget instanceof Element && relatedTarget.closest('main'))) now.hasLeft = true;
    });
  });
  if (from === 'main') await press(devtools, 'Enter', 13);
  return await page.evaluate(
    ({ place, most, endless }) => {
      const isSkipped = place === 'body' || document.activeElement?.id === 'page';
      const walk = (globalThis as Walked).zihuanWalk;
      if (walk) walk.hasLeft = false;
      const stops = document.querySelectorAll(`${place} :is(a[href], button, input, select, textarea, summary, [tabindex])`).length;
      // A day, a month, a year and a calendar: a date has four.
      const all = stops + document.querySelectorAll(`${place} input[type="date"]`).length * 3 + 4;
      const isEndless = document.querySelector('.zh-table-tall') !== null;
      return { isSkipped, keys: Math.min(isEndless ? endless : most, all) };
    },
    { place: from, most: MOST_KEYS, endless: KEYS_INTO_ENDLESS_LIST },
  );
}

async function end(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const walk = (globalThis as Walked).zihuanWalk;
    if (!walk) return ['the walk was lost: the page was loaded anew'];
    const met = [...walk.met];
    const acts = 'a[href], button, input, select, textarea, summary, [tabindex], [role="button"], [role="switch"], [role="tab"]';
    const answering = 'a[href], button, input, select, textarea, summary, label, canvas, option, dialog, [role="button"], .ant-slider';
    const isEndless = document.querySelector('.zh-table-tall') !== null;
    const isThere = (one: Element): boolean =>
      one.checkVisibility({ visibilityProperty: true }) && one.closest('[inert], [aria-hidden="true"], .zh-table-tall tbody') === null;
    const isMet = (one: Element): boolean =>
      walk.met.has(one) ||
      // Of radio buttons that belong together the chosen one is met; arrow keys go on from there.
      (one instanceof HTMLInputElement &&
        one.type === 'radio' &&
        met.some((other) => other instanceof HTMLInputElement && other.name === one.name));
    const parts = [...document.querySelectorAll('main *')];
    const missed = isEndless
      ? []
      : parts.filter(
          (one) => one.matches(acts) && !one.matches(':disabled, [type="hidden"], [role="option"]') && isThere(one) && !isMet(one),
        );
    const mouseOnly = parts.filter((one) => getComputedStyle(one).cursor === 'pointer' && one.closest(answering) === null && isThere(one));
    const told = (what: string, ones: readonly Element[]): string[] => ones.map((one) => `${what}: ${one.outerHTML.slice(0, 140)}`);
    return [
      ...told('no Tab reaches', missed),
      ...[...walk.unseen].map((one) => `focus is not seen on: ${one}`),
      ...told('answers the mouse alone', mouseOnly),
      ...(walk.hasLeft || isEndless ? [] : ['the focus never leaves the page']),
    ];
  });
}
