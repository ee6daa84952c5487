import { languageOf, languages, type Language } from '../../../ui/format/language.ts';
import type { Shelf } from '../../../ui/shop/kept.ts';

/** The brand the address names: `/s/<slug>/…`. */
export function slugOf(path: string): string {
  try {
    return decodeURIComponent(path.split('/')[2] ?? '');
  } catch {
    return '';
  }
}

/**
 * The language to speak: what the link asks for, else what was chosen on this phone, else the first of the phone's own that the shop
 * speaks; null when it speaks none of them: then the brand's.
 */
export function chosenLanguage(search: string, shelf: Shelf, wanted: readonly string[]): Language | null {
  const asked = new URLSearchParams(search).get('lang') ?? shelf.read('language');
  const known = languages.find((language) => language === asked);
  if (known) return known;
  return wanted.some((tag) => /^(zh|en)\b/i.test(tag)) ? languageOf(wanted) : null;
}

/** The link of a friend that led here: kept until the visitor signs in, and told then. */
export function keepTouch(search: string, shelf: Shelf): void {
  const touch = new URLSearchParams(search).get('touch');
  if (touch && touch.length <= 200) shelf.write('touch', touch);
}
