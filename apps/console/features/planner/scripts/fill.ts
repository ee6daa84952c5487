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
