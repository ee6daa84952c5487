// Projections of income and wording of riches (compliance P10): what no lesson and no material of a brand may say. Checked 2026-11-22.
const PROMISES: readonly RegExp[] = [
  /财务自由|财富自由|躺赚|躺着赚|暴富|稳赚|包赚|轻松赚|日入过?[千万百]|月入过?[千万百]|年入过?[十百千]?万|被动收入|睡后收入|保证收入|收入保证/gu,
  /(?:月入|日入|年入|每月赚|每天赚|一个月赚|一天赚)\s*[\d一二三四五六七八九十百千万]+/gu,
  /financial freedom|passive income|get rich|quit your job|guaranteed (?:income|earnings)|easy money|unlimited (?:income|earnings)/giu,
  /(?:earn|make)\s+(?:up to\s+)?[$¥€£]?\s?\d[\d,.]*\s*k?\s*(?:a|per|every|each)\s+(?:day|week|month|year)/giu,
];

/** The words of a text that promise an income, in the order they stand; [] when there are none. */
export function incomePromises(text: string): string[] {
  const plain = text.normalize('NFKC');
  return [...new Set(PROMISES.flatMap((pattern) => plain.match(pattern) ?? []))];
}
