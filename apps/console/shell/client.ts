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

/** The one client of the console: it speaks for the brand in the address, in the language on screen. */
export const client = createClient({
  brand: () => brandInAddress(location.pathname),
  language: () => i18next.language as Language,
});
