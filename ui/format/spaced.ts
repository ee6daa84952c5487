/** Chinese sets a figure apart from the words after it: 3 天前, not 3天前. */
export function spaced(text: string): string {
  return text.replace(/(\d)(?=\p{Script=Han})/gu, '$1 ');
}
