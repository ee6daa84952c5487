/** What two records of one human being often have in common (rules.md B3, C9). */
export type TraceKind = 'payer' | 'device' | 'address';

export const traceKinds: readonly TraceKind[] = ['payer', 'device', 'address'];

// Shorter ones say too little: half a city lives at "1".
const LEAST_LETTERS = 6;

/**
 * An address in the form in which it is compared: letters and digits alone, so that blanks, commas, brackets, full-width characters
 * and case make no difference. null when too little is left to tell anybody apart.
 */
export function normaliseAddress(text: string): string | null {
  const letters = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
  return [...letters].length < LEAST_LETTERS ? null : letters;
}

/** The form in which a trace is compared; null when it says nothing. */
export function comparable(kind: TraceKind, value: string): string | null {
  if (kind === 'address') return normaliseAddress(value);
  const text = value.trim();
  return text === '' ? null : text;
}
