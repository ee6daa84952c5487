/**
 * The same text in memory of its own. A long piece cut from a text keeps the whole of it alive; a caller that stores the piece would store
 * the line or the chunk it came from.
 */
export function copied(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf8').toString('utf8');
}

/** A text as it may be shown and stored: no longer than `most`, a NUL as its picture, half a surrogate pair as U+FFFD. */
export function showable(text: string, most: number): string {
  return copied(text.slice(0, most).replaceAll('\0', '\u2400').toWellFormed());
}
