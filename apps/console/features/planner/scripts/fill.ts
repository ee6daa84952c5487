/** The blanks of texts, each once, in the order they are met. */
export function blanksOf(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)))];
}

/** A text with its blanks filled; what is not known yet stays a blank that is seen. */
export function fillScript(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (blank, name: string) => values[name] || blank);
}
