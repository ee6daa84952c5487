/**
 * The same text in memory of its own. A long piece cut from a text keeps the whole of it alive; a caller that stores the piece would store
 * the line or the chunk it came from.
 */
export function copied(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf8').toString('utf8');
}
