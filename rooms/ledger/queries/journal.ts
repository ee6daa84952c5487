import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { decodeCursor, pageOf } from '../../../kit/http/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { journalList, journalQuery } from '../api.ts';
import { accountName } from './trial-balance.ts';

interface Row {
  txn: bigint;
  source: string;
  source_id: Uuid;
  kind: string;
  seq: number;
  at: Date;
  recorded_at: Date;
  entries: { account: string; person: Uuid | null; amount: string }[];
}

// A posting touches an account of a person at most twice, and a person has six.
const ENTRIES_OF_ONE = 12;

const place = z.tuple([z.string().regex(/^\d{1,18}$/)]);
const SOURCE_IDS = {
  payment: 'payment',
  order: 'order',
  commission: 'order',
  refund: 'refund',
  withdrawal: 'withdrawal',
  case: 'moneyCase',
} as const;

/** The journal, newest first; `person` and `account` keep the postings that touch them. */
export async function journal(
  ctx: Ctx,
  { limit, cursor, account, source, personId }: z.output<typeof journalQuery> & { personId: Uuid | null },
): Promise<z.input<typeof journalList>> {
  const after = decodeCursor(cursor, place);
  const before = after === null ? null : BigInt(after[0]);
  const rows = await ctx.sql.anew<Row>`
    SELECT txn.txn, txn.source, txn.source_id, txn.kind, txn.seq, txn.at, txn.recorded_at, entries.entries
      FROM ledger.txn AS txn
     CROSS JOIN LATERAL (SELECT jsonb_agg(jsonb_build_object('account', entry.account, 'person', entry.person_id, 'amount', entry.amount::text)
                                          ORDER BY entry.entry) AS entries
                           FROM ledger.entry AS entry
                          WHERE entry.tenant_id = ${ctx.tenantId} AND entry.entry >= txn.first_entry
                            AND entry.entry < txn.first_entry + txn.entries) AS entries
     WHERE txn.tenant_id = ${ctx.tenantId}
       AND (${before}::bigint IS NULL OR txn.txn < ${before})
       AND (${source ?? null}::text IS NULL OR txn.source = ${source ?? null})
       AND (${account ?? null}::text IS NULL AND ${personId}::uuid IS NULL
            OR txn.txn = ANY(ARRAY(SELECT touched.txn
                                     FROM ledger.entry AS touched
                                    WHERE touched.tenant_id = ${ctx.tenantId}
                                      AND (${before}::bigint IS NULL OR touched.txn < ${before})
                                      AND (${account ?? null}::text IS NULL OR touched.account = ${account ?? null})
                                      AND (${personId}::uuid IS NULL OR touched.person_id = ${personId})
                                    ORDER BY touched.entry DESC
                                    LIMIT ${ENTRIES_OF_ONE * (limit + 1)})))
     ORDER BY txn.txn DESC
     LIMIT ${limit + 1}`;
  const { shown: page, next } = pageOf(rows, limit, (row) => [row.txn.toString()]);
  return {
    data: page.map((row) => ({
      number: row.txn.toString(),
      source: row.source,
      sourceId: row.source in SOURCE_IDS ? publicId(SOURCE_IDS[row.source as keyof typeof SOURCE_IDS], row.source_id) : row.source_id,
      kind: row.kind,
      at: row.at.toISOString(),
      recordedAt: row.recorded_at.toISOString(),
      entries: row.entries.map((entry) => {
        const amount = BigInt(entry.amount);
        return {
          account: entry.person === null ? entry.account : accountName(entry.account, entry.person),
          debit: moneyJson(amount > 0n ? amount : 0n, ctx.tenant.currency),
          credit: moneyJson(amount < 0n ? -amount : 0n, ctx.tenant.currency),
        };
      }),
    })),
    next,
  };
}
