import { filesOf, isCode, isTest, lineAt } from '../tidy/files.ts';
import { isSyntax, parse, type Syntax } from '../tidy/syntax.ts';

/** A statement as the source writes it, with `$1…` where it puts values. */
export interface Template {
  readonly sql: string;
  readonly path: string;
  /** of the statement's first character, from 1 */
  readonly line: number;
}

/** Every statement tagged `sql` in the product's own code, whether or not a test sends it. */
export function templatesOf(root: string): Template[] {
  return filesOf(root)
    .filter(
      ({ path }) => /^(kit|rooms|flows|apps)\//.test(path) && isCode(path) && !isTest(path) && !/^kit\/testing\/|\.fixture\.ts$/.test(path),
    )
    .flatMap(({ path, text }) => {
      // Parsing is most of the work, and most files hold no SQL.
      if (!/\bsql\b/i.test(text)) return [];
      return parse(path, text).nodes.flatMap((node) => {
        const quasi = node['quasi'];
        if (node.type !== 'TaggedTemplateExpression' || !isSyntax(quasi) || !isSqlTag(node['tag'])) return [];
        return [{ sql: textOf(quasi), path, line: lineAt(text, quasi.start + 1) }];
      });
    });
}

/** `sql`, `ctx.sql`, `sql.one`, `ctx.sql.maybe`. */
function isSqlTag(tag: unknown): boolean {
  if (!isSyntax(tag)) return false;
  if (tag.type === 'Identifier') return tag['name'] === 'sql';
  return tag.type === 'MemberExpression' && (isSqlTag(tag['property']) || isSqlTag(tag['object']));
}

function textOf(quasi: Syntax): string {
  const parts = (quasi['quasis'] as readonly { value: { cooked: string } }[]).map((part) => part.value.cooked);
  return parts.reduce((sql, part, i) => (i === 0 ? part : `${sql}$${i}${part}`), '');
}
