import { filesOf, isCode, type Finding } from './files.ts';
import { importFindings } from './graph.ts';
import { parse } from './syntax.ts';
import { fileFindings, roomFindings } from './tree.ts';
import { escapeFindings, wordFindings } from './words.ts';

export type { Finding } from './files.ts';

/**
 * Everything in the tree below `root` that breaks a rule of the house: imports that climb, rooms entered by a
 * window, ways round the compiler, drawers named utils, unfinished words, paths of one machine, large files.
 * @returns sorted by path and line; empty when the tree is tidy
 */
export function tidy(root: string): { findings: Finding[]; files: number } {
  const files = filesOf(root);
  const code = files.filter((file) => isCode(file.path));
  const parsed = new Map(code.map((file) => [file.path, parse(file.path, file.text)]));
  const findings = [
    ...importFindings(files, parsed),
    ...roomFindings(files),
    ...files.flatMap((file) => [...fileFindings(file), ...wordFindings(file)]),
    ...code.flatMap((file) => escapeFindings(file, parsed.get(file.path) ?? parse(file.path, file.text))),
  ];
  return { findings: findings.toSorted(byPlace), files: files.length };
}

function byPlace(a: Finding, b: Finding): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line;
}
