import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import { decodeCursor, pageOf } from '../../../kit/http/index.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { peopleRefs } from '../../relations/index.ts';
import type { CommissionRole } from '../model/plan.ts';
import { caseNotFound } from '../payout-errors.ts';
import type { MoneyCase } from '../api.ts';

export type CaseKind = MoneyCase['kind'];

export interface CaseRow {
  case_id: Uuid;
  kind: CaseKind;
  person_id: Uuid | null;
  order_id: Uuid | null;
  state: 'open' | 'closed';
  outcome: 'release' | 'void' | null;
  facts: Record<string, unknown>;
  opened_at: Date;
  opened_by_kind: string;
  opened_by_id: string;
  opened_by: string;
  closed_at: Date | null;
  closed_by: string | null;
  reason: string | null;
  held: bigint;
  commissions: number;
  points: bigint;
}

/** One commission a case is about, and what of it lies in the payee's held balance. */
export interface CaseItem {
  readonly caseId: Uuid;
  readonly orderId: Uuid;
  readonly line: number;
  readonly role: CommissionRole;
  readonly depth: number;
  readonly payeeId: Uuid;
  held: bigint;
}

/** @throws `case.notFound` */
export async function findCase(ctx: Ctx, id: string): Promise<CaseRow> {
  const caseId = parseId('moneyCase', id);
  const [row] = caseId === null ? [] : await casesWhere(ctx, { caseId, limit: 1 });
  if (!row) throw caseNotFound();
  return row;
}

const place = z.tuple([z.guid()]);

/** Newest first. */
export async function listCases(
  ctx: Ctx,
  filter: {
    limit: number;
    cursor?: string | undefined;
    state?: 'open' | 'closed' | undefined;
    kind?: CaseKind | undefined;
    personId: Uuid | null;
  },
): Promise<{ data: MoneyCase[]; next: string | null }> {
  const before = decodeCursor(filter.cursor, place)?.[0] ?? null;
  const rows = await casesWhere(ctx, { ...filter, before, limit: filter.limit + 1 });
  const { shown: page, next } = pageOf(rows, filter.limit, (row) => [row.case_id]);
  return { data: await caseReplies(ctx, page), next };
}

async function casesWhere(
  ctx: Ctx,
  filter: {
    caseId?: Uuid;
    before?: Uuid | null;
    state?: 'open' | 'closed' | undefined;
    kind?: CaseKind | undefined;
    personId?: Uuid | null;
    limit: number;
  },
): Promise<CaseRow[]> {
  const [caseId, before, state, kind, personId] = [
    filter.caseId ?? null,
    filter.before ?? null,
    filter.state ?? null,
    filter.kind ?? null,
    filter.personId ?? null,
  ];
  return await ctx.sql.anew<CaseRow>`
    SELECT money_case.case_id, money_case.kind, money_case.person_id, money_case.order_id, money_case.state, money_case.outcome, money_case.facts,
           money_case.opened_at, money_case.opened_by_kind, money_case.opened_by_id, money_case.opened_by, money_case.closed_at,
           money_case.closed_by, money_case.reason, item.held, item.commissions,
           (SELECT coalesce(sum(lot.points_left), 0)::bigint
              FROM points.lot AS lot
             WHERE lot.tenant_id = ${ctx.tenantId} AND lot.case_id = money_case.case_id AND lot.case_outcome IS NULL) AS points
      FROM partners.money_case AS money_case
     CROSS JOIN LATERAL (SELECT coalesce(sum(case_item.held), 0)::bigint AS held, count(*)::int AS commissions
                           FROM partners.case_item AS case_item
                          WHERE case_item.tenant_id = ${ctx.tenantId} AND case_item.case_id = money_case.case_id) AS item
     WHERE money_case.tenant_id = ${ctx.tenantId}
       AND (${caseId}::uuid IS NULL OR money_case.case_id = ${caseId})
       AND (${before}::uuid IS NULL OR money_case.case_id < ${before})
       AND (${state}::text IS NULL OR money_case.state = ${state})
       AND (${kind}::text IS NULL OR money_case.kind = ${kind})
       AND (${personId}::uuid IS NULL OR money_case.person_id = ${personId})
     ORDER BY money_case.case_id DESC
     LIMIT ${filter.limit}`;
}

export async function caseReplies(ctx: Ctx, rows: readonly CaseRow[]): Promise<MoneyCase[]> {
  const people = await peopleRefs(
    ctx,
    rows.flatMap((row) => row.person_id ?? []),
  );
  return rows.map((row) => ({
    id: publicId('moneyCase', row.case_id),
    externalId: null,
    kind: row.kind,
    person: row.person_id === null ? null : (people.get(row.person_id) ?? null),
    order: row.order_id === null ? null : publicId('order', row.order_id),
    state: row.state,
    outcome: row.outcome,
    held: moneyJson(row.held, ctx.tenant.currency),
    commissions: row.commissions,
    points: row.points.toString(),
    facts: row.facts,
    openedAt: row.opened_at.toISOString(),
    openedBy: row.opened_by,
    closedAt: row.closed_at?.toISOString() ?? null,
    closedBy: row.closed_by,
    reason: row.reason,
  }));
}

export async function caseReply(ctx: Ctx, caseId: Uuid): Promise<MoneyCase> {
  const [reply] = await caseReplies(ctx, await casesWhere(ctx, { caseId, limit: 1 }));
  assert(reply, 'the case is there');
  return reply;
}

/** Open cases of the kinds a person has at most one of, by `kind person`. */
export async function standingCases(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<string, Uuid>> {
  if (personIds.length === 0) return new Map();
  const rows = await ctx.sql.anew<{ case_id: Uuid; kind: CaseKind; person_id: Uuid }>`
    SELECT money_case.case_id, money_case.kind, money_case.person_id
      FROM partners.money_case AS money_case
     WHERE money_case.tenant_id = ${ctx.tenantId} AND money_case.state = 'open' AND money_case.kind NOT IN ('review', 'payment')
       AND money_case.person_id = ANY(${plainArray(personIds)}::uuid[])`;
  return new Map(rows.map((row) => [`${row.kind} ${row.person_id}`, row.case_id]));
}

/** Of which kind these cases are. */
export async function kindsOfCases(ctx: Ctx, caseIds: readonly Uuid[]): Promise<Map<Uuid, CaseKind>> {
  if (caseIds.length === 0) return new Map();
  const rows = await ctx.sql.anew<{ case_id: Uuid; kind: CaseKind }>`
    SELECT money_case.case_id, money_case.kind
      FROM partners.money_case AS money_case
     WHERE money_case.tenant_id = ${ctx.tenantId} AND money_case.case_id = ANY(${plainArray([...new Set(caseIds)])}::uuid[])`;
  return new Map(rows.map((row) => [row.case_id, row.kind]));
}

interface ItemRow {
  case_id: Uuid;
  order_id: Uuid;
  line: number;
  role: CommissionRole;
  depth: number;
  payee_id: Uuid;
  held: bigint;
}

/** What open cases hold of the commissions of these orders. */
export async function openItemsOf(ctx: Ctx, orderIds: readonly Uuid[]): Promise<CaseItem[]> {
  if (orderIds.length === 0) return [];
  const rows = await ctx.sql.anew<ItemRow>`
    SELECT case_item.case_id, case_item.order_id, case_item.line, case_item.role, case_item.depth, case_item.payee_id, case_item.held
      FROM partners.case_item AS case_item
      JOIN partners.money_case AS money_case
           ON money_case.tenant_id = ${ctx.tenantId} AND money_case.case_id = case_item.case_id AND money_case.state = 'open'
     WHERE case_item.tenant_id = ${ctx.tenantId} AND case_item.order_id = ANY(${plainArray(orderIds)}::uuid[])`;
  return rows.map(itemFrom);
}

export async function itemsOfCase(ctx: Ctx, caseId: Uuid): Promise<CaseItem[]> {
  const rows = await ctx.sql<ItemRow>`
    SELECT case_item.case_id, case_item.order_id, case_item.line, case_item.role, case_item.depth, case_item.payee_id, case_item.held
      FROM partners.case_item AS case_item
     WHERE case_item.tenant_id = ${ctx.tenantId} AND case_item.case_id = ${caseId}
     ORDER BY case_item.order_id, case_item.line, case_item.depth`;
  return rows.map(itemFrom);
}

function itemFrom(row: ItemRow): CaseItem {
  return {
    caseId: row.case_id,
    orderId: row.order_id,
    line: row.line,
    role: row.role,
    depth: row.depth,
    payeeId: row.payee_id,
    held: row.held,
  };
}

/** What a commission is known by. */
export function commissionKey(row: { orderId: Uuid; line: number; role: string; depth: number; payeeId: Uuid }): string {
  return `${row.orderId} ${row.line} ${row.role} ${row.depth} ${row.payeeId}`;
}
