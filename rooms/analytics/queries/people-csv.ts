import type { Ctx } from '../../../kit/ctx.ts';
import { csvLine } from '../../../kit/csv/index.ts';
import { residentOf } from '../resident/registry.ts';
import { peopleNodes, rowsOf } from './people-list.ts';
import type { PeopleQuery } from './segment-filter.ts';

const COLUMNS = [
  'id',
  'externalId',
  'name',
  'stage',
  'stageSince',
  'sourceKind',
  'source',
  'orders',
  'own',
  'influence',
  'currency',
  'directs',
  'downline',
  'firstOrderAt',
  'lastOrderAt',
  'r',
  'f',
  'm',
] as const;

/** People of one portion of the file. */
const PORTION = 1_000;

/**
 * The people who fit a filter as a CSV file (UTF-8 with a byte order mark), written while it is read: which people, and in
 * what order, is settled at the start; each portion shows them as they are when it is written. Amounts in minor units.
 */
export function peopleCsv(
  query: PeopleQuery,
  run: <T>(how: 'read' | 'write', work: (ctx: Ctx) => Promise<T>) => Promise<T>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let nodes: Int32Array | null = null;
  let done = 0;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (nodes === null) {
        nodes = await run('read', (ctx) => peopleNodes(ctx, query));
        controller.enqueue(encoder.encode(`\uFEFF${csvLine(COLUMNS)}`));
        return;
      }
      const portion = [...nodes.subarray(done, done + PORTION)];
      if (portion.length === 0) return controller.close();
      done += portion.length;
      controller.enqueue(encoder.encode(await run('read', (ctx) => linesOf(ctx, portion))));
    },
  });
}

async function linesOf(ctx: Ctx, nodes: readonly number[]): Promise<string> {
  const rows = await rowsOf(ctx, await residentOf(ctx), nodes);
  return rows
    .map((row) =>
      csvLine([
        row.id,
        row.externalId,
        row.name,
        row.stage,
        row.stageSince,
        row.source?.kind,
        row.source?.name,
        row.orders,
        BigInt(row.own.amount),
        BigInt(row.influence.amount),
        row.own.currency,
        row.directs,
        row.downline,
        row.firstOrderAt,
        row.lastOrderAt,
        row.rfm?.r,
        row.rfm?.f,
        row.rfm?.m,
      ]),
    )
    .join('');
}
