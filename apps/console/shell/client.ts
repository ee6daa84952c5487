import i18next from 'i18next';
import { createClient } from '../../../sdk/index.ts';
import type { Language } from '../../../ui/format/language.ts';

/** The brand the address names; null outside `/b/<slug>`. */
export function brandInAddress(path: string): string | null {
  const slug = /^\/b\/([^/]+)/.exec(path)?.[1];
  return slug ? decodeURIComponent(slug) : null;
}

const LAST = 'zihuan.brand';

export function lastBrand(): string | null {
  return localStorage.getItem(LAST);
}

export function keepBrand(slug: string): void {
  localStorage.setItem(LAST, slug);
}

let spokenFor = brandInAddress(location.pathname);

/**
 * Which brand the client speaks for from now on. The router tells: the browser's own address follows it a moment later,
 * and a question asked in between would name no brand or the one before.
 */
export function speakFor(slug: string | null): void {
  spokenFor = slug;
}

/** The one client of the console: it speaks for the brand in the address, in the language on screen. */
export const client = createClient({
  brand: () => spokenFor,
  language: () => i18next.language as Language,
});
