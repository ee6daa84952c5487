/** The blanks of texts, each once, in the order they are met. */
export function blanksOf(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)))];
}

/** A text in its parts: what stands written, and the blanks in between by their names. */
export function partsOf(text: string): readonly { readonly text: string; readonly blank: string | null }[] {
  return text
    .split(/(\{\w+\})/)
    .filter(Boolean)
    .map((part) => ({ text: part, blank: /^\{(\w+)\}$/.exec(part)?.[1] ?? null }));
}

/** Somebody the words are for, as far as a script can be filled from them. */
export interface Listener {
  readonly name: string | null;
  /** what they bought last */
  readonly product: string | null;
  /** who brought them */
  readonly friend: string | null;
  /** where they came from */
  readonly source: string | null;
}

/** The blanks a person fills by themselves; what is not known of them stays a blank. */
export function knownOf({ name, product, friend, source }: Listener, brand: string): Readonly<Record<string, string>> {
  const known = { name, product, friend, source, brand };
  return Object.fromEntries(Object.entries(known).flatMap(([blank, value]) => (value?.trim() ? [[blank, value.trim()]] : [])));
}

/** The parts of a script that two versions of it say differently, in the order of the newer one. */
export function changedParts<Document extends object>(before: Document, after: Document): (keyof Document & string)[] {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const parts = [...new Set([...now.keys(), ...old.keys()])];
  return parts.filter((part) => JSON.stringify(old.get(part)) !== JSON.stringify(now.get(part))) as (keyof Document & string)[];
}
