import { isCode, isTest, lineAt, type Finding, type SourceFile } from './files.ts';
import { isSyntax, type Parsed, type Syntax } from './syntax.ts';

// Spelled in pieces, so that this file does not hold what it looks for.
const UNFINISHED = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b|not implemented ${'yet'}`, 'g');
const MACHINE_PATH = /(?<![A-Za-z0-9_.-])\/(?:work|farm|root)\/|(?<![A-Za-z0-9_.:/-])\/(?:home|Users)\/[a-z][\w.-]*\/|\b[A-Z]:\\Users\\/g;
// Beside a Chinese character or a blank that is filled in; what is typed by the reader (a pattern, a column name) stands free.
const HALF_WIDTH = /(?<=[\p{Script=Han}”’》）】]|\{\{[^{}]*\}\})[,;:!?(]|[,;:!?)](?=[\p{Script=Han}“‘《（【]|\{\{)/gu;
const UNFINISHED_IN = /\.(ts|tsx|mjs|sql|sh|css|html|ya?ml)$|^\.ci\/run$/;

/** Words and paths that must not be committed, in any text file. */
export function wordFindings(file: SourceFile): Finding[] {
  const findings: Finding[] = [];
  if (UNFINISHED_IN.test(file.path)) {
    for (const match of file.text.matchAll(UNFINISHED)) {
      findings.push(at(file, match.index, `"${match[0]}" marks unfinished work; finish it or open an issue`));
    }
  }
  if (file.path.endsWith('zh-CN.json')) {
    for (const match of file.text.matchAll(HALF_WIDTH)) {
      findings.push(at(file, match.index, `"${match[0]}" is half as wide as the Chinese beside it; write the full-width mark`));
    }
  }
  if (!file.path.endsWith('.svg')) {
    for (const match of file.text.matchAll(MACHINE_PATH)) {
      findings.push(at(file, match.index, `"${match[0]}" is a path of one machine; derive it from the file's own place or a setting`));
    }
  }
  return findings;
}

function at(file: SourceFile, offset: number, message: string): Finding {
  return { path: file.path, line: lineAt(file.text, offset), message };
}

/** Ways round the compiler, the linter and the test runner that nobody explained. */
export function escapeFindings(file: SourceFile, parsed: Parsed): Finding[] {
  if (!isCode(file.path)) return [];
  const explained = new Set(
    parsed.comments
      .filter((comment) => /[a-z]{3,} .*[a-z]{3,}/i.test(comment.value))
      .flatMap(({ line, value }) => [line, line + value.split('\n').length]),
  );
  return [
    ...parsed.errors.map((message) => ({ path: file.path, line: 1, message: `does not parse: ${message}` })),
    ...parsed.comments.flatMap((comment) =>
      suppression(comment.value).map((message) => ({ path: file.path, line: comment.line, message })),
    ),
    ...parsed.nodes.flatMap((node) => {
      const line = lineAt(file.text, node.start);
      const message = escape(file.path, node, explained.has(line));
      return message ? [{ path: file.path, line, message }] : [];
    }),
  ];
}

function suppression(comment: string): string[] {
  const [word] = /@ts-(ignore|nocheck)\b/.exec(comment) ?? [];
  if (word) return [`${word} hides every error; write the type, or @ts-expect-error with the reason`];
  const isBareExpectation = /@ts-expect-error\W*$/.test(comment.trim());
  if (isBareExpectation) return ['@ts-expect-error says why: add the reason behind it'];
  const isBareDisable = /\b(ox|es)lint-disable/.test(comment) && !/\s--\s+\S+ \S+/.test(comment);
  return isBareDisable ? ['a switched-off lint rule says why: `-- reason` behind the rule'] : [];
}

function escape(path: string, node: Syntax, isExplained: boolean): string | null {
  if (node.type === 'TSAnyKeyword') return '`any` switches the compiler off; take unknown and parse it, or write the type';
  if (isDoubleCast(node) && !isExplained)
    return '`as unknown as` is `any` by another name; parse the value, or say in a comment why it cannot be checked';
  if (isTest(path)) return switchedOffTest(node);
  if (/^rooms\/[^/]+\/(model\.ts|model\/|commands\/|queries\/)/.test(path)) return ownClock(node);
  return null;
}

function isDoubleCast(node: Syntax): boolean {
  const inner = node['expression'];
  if (node.type !== 'TSAsExpression' || !isSyntax(inner) || inner.type !== 'TSAsExpression') return false;
  return isSyntax(inner['typeAnnotation']) && inner['typeAnnotation'].type === 'TSUnknownKeyword';
}

function switchedOffTest(node: Syntax): string | null {
  if (node.type === 'MemberExpression') {
    const [object, property] = [nameOf(node['object']), nameOf(node['property'])];
    const isSwitch = ['test', 'it', 'describe', 'suite', 't'].includes(object) && ['skip', 'only', 'to' + 'do'].includes(property);
    return isSwitch ? `${object}.${property} leaves tests unrun; run them all or remove the test` : null;
  }
  if (node.type === 'Property' && ['skip', 'only', 'to' + 'do'].includes(nameOf(node['key'])) && isTrue(node['value'])) {
    return `{ ${nameOf(node['key'])}: true } leaves tests unrun; run them all or remove the test`;
  }
  return null;
}

/** "Now" is ctx.now, read once per request, and randomness is passed in: a replay gives the same answer. */
function ownClock(node: Syntax): string | null {
  if (node.type === 'NewExpression' && nameOf(node['callee']) === 'Date' && isEmptyList(node['arguments']))
    return 'new Date() reads the clock; use ctx.now';
  if (node.type !== 'MemberExpression') return null;
  const name = `${nameOf(node['object'])}.${nameOf(node['property'])}`;
  if (name === 'Date.now' || name === 'Temporal.Now') return `${name} reads the clock; use ctx.now`;
  return name === 'Math.random' ? 'Math.random cannot be replayed; pass the seed or the value in' : null;
}

function nameOf(value: unknown): string {
  return isSyntax(value) && typeof value['name'] === 'string' ? value['name'] : '';
}

function isTrue(value: unknown): boolean {
  return isSyntax(value) && (value['value'] === true || (value.type === 'Literal' && typeof value['value'] === 'string'));
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
