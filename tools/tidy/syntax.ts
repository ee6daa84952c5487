import { parseSync } from 'vite';
import { lineAt } from './files.ts';

/** One way a file names another module. */
export interface Import {
  /** as written: './model.ts', 'zod', 'node:fs' */
  readonly specifier: string;
  readonly line: number;
  /** gone when the types are stripped: `import type`, `export type … from`, `import('x').T` */
  readonly isTypeOnly: boolean;
  /** an `import()` expression: loaded when reached, not when the program starts */
  readonly isDynamic: boolean;
}

/** A node of the ESTree the parser answers with. */
export interface Syntax {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

export interface Parsed {
  readonly imports: readonly Import[];
  /** every node, parents before children */
  readonly nodes: readonly Syntax[];
  readonly comments: readonly { readonly value: string; readonly line: number }[];
  /** syntax errors, in the parser's words */
  readonly errors: readonly string[];
}

/** Parses one file and lists everything it imports: static, type, dynamic, re-exported and `import()` types. */
export function parse(path: string, text: string): Parsed {
  const result = parseSync(path, text);
  const nodes: Syntax[] = [];
  collect(result.program, nodes);
  return {
    imports: nodes.flatMap((node) => importOf(node, text)),
    nodes,
    comments: result.comments.map((comment) => ({ value: comment.value, line: lineAt(text, comment.start) })),
    errors: result.errors.map((error) => error.message),
  };
}

function collect(value: unknown, into: Syntax[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, into);
  } else if (isSyntax(value)) {
    into.push(value);
    for (const key in value) if (key !== 'type') collect(value[key], into);
  }
}

/** True for what the parser gives for a piece of source, not for its plain values. */
export function isSyntax(value: unknown): value is Syntax {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

function importOf(node: Syntax, text: string): Import[] {
  switch (node.type) {
    case 'ImportDeclaration':
      return [found(node, node['source'], text, { isTypeOnly: node['importKind'] === 'type' })];
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      return node['source'] ? [found(node, node['source'], text, { isTypeOnly: node['exportKind'] === 'type' })] : [];
    case 'TSImportType':
      return [found(node, node['source'] ?? node['argument'], text, { isTypeOnly: true })];
    case 'ImportExpression':
      return [found(node, node['source'], text, { isDynamic: true })];
    default:
      return [];
  }
}

function found(node: Syntax, source: unknown, text: string, how: { isTypeOnly?: boolean; isDynamic?: boolean }): Import {
  return {
    specifier: literalOf(source) ?? '',
    line: lineAt(text, node.start),
    isTypeOnly: how.isTypeOnly ?? false,
    isDynamic: how.isDynamic ?? false,
  };
}

// A computed import() has no literal; it names no file of ours and is left to the reader.
function literalOf(source: unknown): string | null {
  if (!isSyntax(source)) return null;
  if (isSyntax(source['literal'])) return literalOf(source['literal']);
  return typeof source['value'] === 'string' ? source['value'] : null;
}
