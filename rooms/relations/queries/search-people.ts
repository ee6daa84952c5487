import type { Ctx } from '../../../kit/ctx.ts';
import { dialPrefix, homeCountry } from '../model/contact.ts';
import { searchTerms } from '../model/search-tokens.ts';

const AFTER_ALL = '\u{10ffff}';

/**
 * Nodes of the people a text finds: by name (characters, pinyin, initials), phone tail, e-mail address, or the beginning
 * of a phone number or external id. Several words must all fit. At most `limit` of them, in no order.
 */
export async function searchPeople(ctx: Ctx, text: string, limit = 100_000): Promise<number[]> {
  const clean = text.normalize('NFKC').trim().replaceAll('\0', '');
  if (clean === '') return [];
  const found = new Set(await byKeys(ctx, clean, limit));
  const terms = searchTerms(clean);
  if (terms.length > 0) for (const node of await byTokens(ctx, terms, limit)) found.add(node);
  return [...found].slice(0, limit);
}

async function byTokens(ctx: Ctx, terms: ReturnType<typeof searchTerms>, limit: number): Promise<number[]> {
  const from = terms.map((term) => term.token);
  // A token that is to be equal is the range that holds nothing else.
  const to = terms.map((term) => (term.kind === 'prefix' ? `${term.token}${AFTER_ALL}` : term.token));
  const rows = await ctx.sql.anew<{ node: number }>`
    SELECT person.node
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId}
       AND person.person_id IN (
             SELECT person_token.person_id
               FROM unnest(${from}::text[], ${to}::text[]) WITH ORDINALITY AS term (low, high, nth)
               JOIN relations.person_token AS person_token
                 ON person_token.token >= term.low AND person_token.token <= term.high
              WHERE person_token.tenant_id = ${ctx.tenantId}
              GROUP BY person_token.person_id
             HAVING count(DISTINCT term.nth) = ${terms.length})
     LIMIT ${limit}`;
  return rows.map((row) => row.node);
}

// External ids and phone numbers are found by how they begin: ranges on their own keys.
async function byKeys(ctx: Ctx, text: string, limit: number): Promise<number[]> {
  const digits = /^\+?[\d\s-]{3,20}$/.test(text) ? text.replace(/\D/g, '') : null;
  const start = text.startsWith('+') ? '+' : dialPrefix(homeCountry(ctx.tenant));
  // Without digits the range is empty.
  const [low, high] = digits === null ? ['+', '+'] : [`${start}${digits}`, `${start}${digits}${AFTER_ALL}`];
  const rows = await ctx.sql.anew<{ node: number }>`
    SELECT person.node
      FROM relations.person AS person
     WHERE person.tenant_id = ${ctx.tenantId} AND person.merged_into IS NULL
       AND person.external_id >= ${text} AND person.external_id < ${`${text}${AFTER_ALL}`}
     UNION
    SELECT person.node
      FROM relations.identity AS identity
      JOIN relations.person AS person ON person.tenant_id = ${ctx.tenantId} AND person.person_id = identity.person_id
     WHERE identity.tenant_id = ${ctx.tenantId} AND identity.kind = 'phone'
       AND identity.value >= ${low} AND identity.value < ${high}
     LIMIT ${limit}`;
  return rows.map((row) => row.node);
}
