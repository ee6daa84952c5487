import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { peopleRefs } from '../../relations/index.ts';
import type { orderCommissions as shape } from '../api.ts';
import { allocate } from '../model/allocate.ts';
import type { ChainPerson, CommissionSnapshot, TraceStep } from '../model/plan.ts';
import { kindsOfCases, type CaseKind } from './cases.ts';
import { absorbedAmong } from './owners.ts';
import type { CommissionRow } from '../schema.ts';
import { commissionsOfOrders, snapshotsOfOrders } from './commissions.ts';

/**
 * Who earns what on an order and why, and why everybody else on the path does not. Nothing before the order is paid in full:
 * what is not posted is not earned. The trace is computed anew from what the order fixed, so it says what really happened.
 * @param isPaid an order that paid nobody still says why
 */
export async function orderCommissions(ctx: Ctx, orderId: Uuid, isPaid: boolean): Promise<z.input<typeof shape>> {
  const [rows, snapshots] = await Promise.all([commissionsOfOrders(ctx, [orderId]), snapshotsOfOrders(ctx, [orderId])]);
  const snapshot = snapshots.get(orderId);
  if (!snapshot || !isPaid) return NOTHING;
  return await reply(ctx, snapshot, rows);
}

/** Who would earn on an order that is not paid yet, were it paid in full. */
export async function expectedCommissions(ctx: Ctx, orderId: Uuid): Promise<z.input<typeof shape>> {
  const snapshot = (await snapshotsOfOrders(ctx, [orderId])).get(orderId);
  if (!snapshot) return NOTHING;
  const untouched = { reversed: 0n, state: 'pending', dueAt: null, confirmedAt: null, caseId: null } as const;
  return await reply(
    ctx,
    snapshot,
    allocate(snapshot).allocations.map((each) => ({ ...each, ...untouched })),
  );
}

const NOTHING = { data: [], next: null, notPaid: [], plan: null };

type Row = Pick<
  CommissionRow,
  | 'payeeId'
  | 'depth'
  | 'line'
  | 'role'
  | 'rule'
  | 'base'
  | 'ratePpm'
  | 'amount'
  | 'reversed'
  | 'state'
  | 'dueAt'
  | 'confirmedAt'
  | 'caseId'
  | 'share'
>;

async function reply(ctx: Ctx, snapshot: CommissionSnapshot, rows: readonly Row[]): Promise<z.input<typeof shape>> {
  const steps = allocate(snapshot).trace;
  const involved = [...new Set([...rows.map((row) => row.payeeId), ...steps.flatMap((step) => step.personId ?? [])])];
  const [owners, held, refs] = await Promise.all([
    absorbedAmong(ctx, involved),
    kindsOfCases(
      ctx,
      rows.flatMap((row) => row.caseId ?? []),
    ),
    peopleRefs(ctx, involved),
  ]);
  const names = new Map([...refs, ...(owners.size > 0 ? await peopleRefs(ctx, [...owners.values()]) : [])]);
  const currency = ctx.tenant.currency;
  return {
    data: rows.map((row) => ({
      payee: publicId('person', owners.get(row.payeeId) ?? row.payeeId),
      person: names.get(owners.get(row.payeeId) ?? row.payeeId) ?? null,
      depth: row.depth,
      line: row.line,
      role: row.role,
      rule: row.rule,
      base: moneyJson(row.base, currency),
      ratePpm: row.ratePpm,
      amount: moneyJson(row.amount, currency),
      reversed: moneyJson(row.reversed, currency),
      state: row.state,
      dueAt: row.dueAt === null ? null : new Date(row.dueAt).toISOString(),
      confirmedAt: row.confirmedAt === null ? null : new Date(row.confirmedAt).toISOString(),
      isHeld: row.caseId !== null,
      heldFor: heldFor(row.caseId, held),
      trace: traceOf(ctx, snapshot, row, steps),
    })),
    next: null,
    notPaid: steps
      .filter((step) => step.amount === 0n)
      .map((step) => ({
        line: step.line,
        depth: step.depth,
        role: step.role,
        person: step.personId === null ? null : (names.get(step.personId) ?? null),
        outcome: step.outcome,
        rule: step.rule,
        ratePpm: step.ratePpm,
      })),
    plan: { id: publicId('plan', snapshot.plan.planId), name: snapshot.plan.name },
  };
}

function heldFor(caseId: Uuid | null, kinds: ReadonlyMap<Uuid, CaseKind>): z.input<typeof shape>['data'][number]['heldFor'] {
  const kind = caseId === null ? undefined : kinds.get(caseId);
  return caseId === null || kind === undefined ? null : { kind, case: publicId('moneyCase', caseId) };
}

function traceOf(
  ctx: Ctx,
  snapshot: CommissionSnapshot,
  row: Row,
  steps: readonly TraceStep[],
): z.input<typeof shape>['data'][number]['trace'] {
  const step = steps.find(
    (each) => each.line === row.line && each.role === row.role && each.depth === row.depth && each.personId === row.payeeId,
  );
  const person: ChainPerson | undefined = [
    ...(row.role === 'service' ? (snapshot.served ?? []).map((act) => act.person) : []),
    snapshot.buyer,
    ...snapshot.chain,
    ...snapshot.team,
  ].find((each) => each.personId === row.payeeId);
  return {
    outcome: step?.outcome ?? 'paid',
    stage: person?.stage ?? null,
    level: person?.level ?? null,
    share: `${row.share.num}/${row.share.den}`,
    capPpm: snapshot.plan.capPpm ?? snapshot.limits.capPpm,
    promised: moneyJson(snapshot.lines.find((line) => line.line === row.line)?.promised ?? 0n, ctx.tenant.currency),
    holdDays: snapshot.plan.hold.days,
  };
}
