import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { emit } from '../../../kit/events/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import { move, netted, post, refusableBalances, type Entry } from '../../ledger/index.ts';
import { loadSurvivors, personNotFound } from '../../relations/index.ts';
import { intoPurse, isSamePrincipal } from '../model/withdrawal.ts';
import { caseRefused } from '../payout-errors.ts';
import { commissionKey, findCase, itemsOfCase, standingCases, type CaseItem, type CaseRow } from '../queries/cases.ts';
import { commissionsOfOrders } from '../queries/commissions.ts';
import { recordsOf } from '../queries/owners.ts';
import { payoutSettingsOf } from '../queries/payout-settings.ts';
import { principalOf } from '../queries/principals.ts';
import type { CommissionRow } from '../schema.ts';
import { coverCommissions } from './cover-commissions.ts';
import { updateCommissions } from './write-commissions.ts';
import { insertCases, keepItems } from './write-cases.ts';

const DAY_MS = 86_400_000;

/**
 * Opens a case about what somebody earned: confirmed money that is still there moves to held, pending money goes there when it is
 * confirmed. `frozen` goes on holding while it stands. `writeOff` proposes to forgive a debt and moves nothing.
 * @throws `person.notFound`, `case.standing`, `case.nothingThere`, `case.tooEarly`
 */
export async function openCase(
  ctx: Ctx,
  { kind, personId, orderId, reason }: { kind: 'review' | 'frozen' | 'writeOff'; personId: Uuid; orderId: Uuid | null; reason: string },
): Promise<Uuid> {
  const lane = await lockLane(ctx);
  const owner = (await loadSurvivors(ctx, [personId])).get(personId)?.personId;
  if (owner === undefined) throw personNotFound('/person');
  const standing = (await standingCases(ctx, [owner])).get(`${kind} ${owner}`);
  if (standing !== undefined) throw caseRefused('standing', { case: publicId('moneyCase', standing) });
  const caseId = newId();
  if (kind === 'writeOff') {
    await insertCases(ctx, [{ caseId, kind, personId: owner, orderId: null, facts: { reason, ...(await debtOf(ctx, owner)) } }]);
  } else {
    const rows = await heldable(ctx, owner, orderId);
    if (rows.length === 0 && kind === 'review') throw caseRefused('nothingThere');
    await insertCases(ctx, [{ caseId, kind, personId: owner, orderId, facts: { reason } }]);
    await hold(ctx, caseId, owner, rows);
  }
  await audit(ctx, { action: 'case.opened', subjectKind: 'moneyCase', subjectId: publicId('moneyCase', caseId), facts: { kind, reason } });
  await lane.save();
  return caseId;
}

/** @throws `case.nothingThere` without a debt, `case.tooEarly` when a part of it is younger than the brand's days */
async function debtOf(ctx: Ctx, personId: Uuid): Promise<{ debt: string }> {
  const debt = (await refusableBalances(ctx, [personId])).get(personId)?.receivable ?? 0n;
  if (debt === 0n) throw caseRefused('nothingThere');
  const { writeOffDays: days } = await payoutSettingsOf(ctx);
  const newest = await ctx.sql.maybe<{ at: Date }>`
    SELECT txn.at
      FROM ledger.entry AS entry
      JOIN ledger.txn AS txn ON txn.tenant_id = ${ctx.tenantId} AND txn.txn = entry.txn
     WHERE entry.tenant_id = ${ctx.tenantId} AND entry.person_id = ${personId} AND entry.account = 'receivable' AND entry.amount > 0
     ORDER BY entry.entry DESC
     LIMIT 1`;
  if (newest && newest.at.getTime() + days * DAY_MS > ctx.now.getTime()) throw caseRefused('tooEarly', { days });
  return { debt: debt.toString() };
}

/** What of a person's commissions a case can still hold: not paid out, not in another case; newest confirmed first. */
async function heldable(ctx: Ctx, personId: Uuid, orderId: Uuid | null): Promise<CommissionRow[]> {
  const ids = await recordsOf(ctx, personId);
  const orders = await ctx.sql.anew<{ order_id: Uuid }>`
    SELECT DISTINCT commission.order_id
      FROM partners.commission AS commission
     WHERE commission.tenant_id = ${ctx.tenantId} AND commission.payee_id = ANY(${ids}::uuid[]) AND commission.state IN ('pending', 'confirmed')
       AND commission.case_id IS NULL AND (${orderId}::uuid IS NULL OR commission.order_id = ${orderId})`;
  const rows = await commissionsOfOrders(
    ctx,
    orders.map((row) => row.order_id),
  );
  return rows
    .filter((row) => ids.includes(row.payeeId) && (row.state === 'pending' || row.state === 'confirmed') && row.caseId === null)
    .toSorted((a, b) => (b.confirmedAt ?? 0) - (a.confirmedAt ?? 0));
}

/** Ties commissions to a case and moves what is there of the confirmed ones to held. The caller holds the lane. */
export async function hold(ctx: Ctx, caseId: Uuid, personId: Uuid, rows: readonly CommissionRow[]): Promise<void> {
  let left = (await refusableBalances(ctx, [personId])).get(personId)?.available ?? 0n;
  let held = 0n;
  const items = rows.map((row): CaseItem => {
    const kept = row.state === 'confirmed' ? row.amount - row.reversed : 0n;
    const part = kept < left ? kept : left;
    left -= part;
    held += part;
    return { caseId, orderId: row.orderId, line: row.line, role: row.role, depth: row.depth, payeeId: row.payeeId, held: part };
  });
  await keepItems(ctx, items);
  await updateCommissions(
    ctx,
    rows.map((row) => ({ ...row, caseId })),
  );
  const entries = move(held, { account: 'available', personId }, { account: 'held', personId });
  await post(ctx, [{ source: 'case', sourceId: caseId, kind: 'hold', seq: 0, at: ctx.now, entries }]);
}

/**
 * Decides a case. `release`: what is held pays a debt first, the rest is available (a debt to be written off is forgiven). `void`: the
 * commissions are taken back, from held first (a debt stays).
 * @throws `case.notFound`, `case.closed`, `case.nothingTaken` of a brake, `case.sameApprover` for a debt that whoever proposed it would forgive
 */
export async function closeCase(ctx: Ctx, id: string, { outcome, reason }: { outcome: 'release' | 'void'; reason: string }): Promise<Uuid> {
  const lane = await lockLane(ctx);
  const row = await findCase(ctx, id);
  if (row.state === 'closed') throw caseRefused('closed');
  // Whoever's friends gave much back has done nothing that money could be taken for (rules.md R6).
  if (row.kind === 'harm' && outcome === 'void') throw caseRefused('nothingTaken');
  let facts = row.facts;
  if (row.kind === 'writeOff' && outcome === 'release') facts = { ...facts, writtenOff: await writeOff(ctx, row) };
  else if (row.person_id !== null) await (outcome === 'release' ? release(ctx, row, row.person_id) : cancel(ctx, row, row.person_id));
  await ctx.sql.exec`
    UPDATE partners.money_case AS money_case
       SET state = 'closed', outcome = ${outcome}, closed_at = ${ctx.now}, closed_by = ${ctx.actor.name}, reason = ${reason},
           facts = ${JSON.stringify(facts)}::jsonb
     WHERE money_case.tenant_id = ${ctx.tenantId} AND money_case.case_id = ${row.case_id} AND money_case.state = 'open'`;
  const subject = publicId('moneyCase', row.case_id);
  await audit(ctx, { action: 'case.closed', subjectKind: 'moneyCase', subjectId: subject, facts: { kind: row.kind, outcome, reason } });
  await emit(ctx, { kind: 'case.closed', version: 1, payload: { case: subject, kind: row.kind, outcome } });
  if (row.person_id !== null) await coverCommissions(ctx, [row.person_id]);
  await lane.save();
  return row.case_id;
}

async function writeOff(ctx: Ctx, row: CaseRow): Promise<string> {
  const personId = row.person_id;
  if (personId === null) throw caseRefused('nothingThere');
  const proposer = await principalOf(ctx, { kind: row.opened_by_kind, id: row.opened_by_id });
  if (isSamePrincipal(proposer, await principalOf(ctx, ctx.actor))) throw caseRefused('sameApprover', { openedBy: row.opened_by });
  const debt = (await refusableBalances(ctx, [personId])).get(personId)?.receivable ?? 0n;
  // Never more than was proposed: what came since is another decision.
  const proposed = BigInt(String(row.facts['debt'] ?? '0'));
  const amount = debt < proposed ? debt : proposed;
  const entries = move(amount, { account: 'receivable:writeoff' }, { account: 'receivable', personId });
  await post(ctx, [{ source: 'case', sourceId: row.case_id, kind: 'writeOff', seq: 0, at: ctx.now, entries }]);
  return amount.toString();
}

async function release(ctx: Ctx, row: CaseRow, personId: Uuid): Promise<void> {
  const items = await itemsOfCase(ctx, row.case_id);
  const held = items.reduce((sum, item) => sum + item.held, 0n);
  const owed = (await refusableBalances(ctx, [personId])).get(personId)?.receivable ?? 0n;
  const { repaid, available } = intoPurse(held, owed, (await payoutSettingsOf(ctx)).maxNetPct);
  const from = { account: 'held' as const, personId };
  const entries = [
    ...move(repaid, from, { account: 'receivable', personId }),
    ...move(available, from, { account: 'available', personId }),
  ];
  await updateCommissions(
    ctx,
    (await rowsOf(ctx, items)).map((each) => ({ ...each, caseId: null })),
  );
  await keepItems(
    ctx,
    items.map((item) => ({ ...item, held: 0n })),
  );
  await post(ctx, [{ source: 'case', sourceId: row.case_id, kind: 'release', seq: 0, at: ctx.now, entries }]);
}

async function cancel(ctx: Ctx, row: CaseRow, personId: Uuid): Promise<void> {
  const items = await itemsOfCase(ctx, row.case_id);
  const heldOf = new Map(items.map((item) => [commissionKey(item), item.held]));
  let available = (await refusableBalances(ctx, [personId])).get(personId)?.available ?? 0n;
  const rows = (await rowsOf(ctx, items)).filter((each) => each.state !== 'reversed');
  const expense = { account: 'commission:expense' as const };
  const entries: Entry[] = [];
  for (const each of rows) {
    const kept = each.amount - each.reversed;
    if (each.state === 'pending') {
      entries.push(...move(kept, { account: 'pending', personId }, expense));
      continue;
    }
    const held = heldOf.get(commissionKey(each)) ?? 0n;
    const rest = kept - held;
    const fromAvailable = rest < available ? rest : available;
    available -= fromAvailable;
    entries.push(
      ...move(held, { account: 'held', personId }, expense),
      ...move(fromAvailable, { account: 'available', personId }, expense),
      ...move(rest - fromAvailable, { account: 'receivable', personId }, expense),
    );
  }
  await updateCommissions(
    ctx,
    rows.map((each) => ({ ...each, reversed: each.amount, state: 'reversed' as const })),
  );
  await keepItems(
    ctx,
    items.map((item) => ({ ...item, held: 0n })),
  );
  await post(ctx, [{ source: 'case', sourceId: row.case_id, kind: 'void', seq: 0, at: ctx.now, entries: netted(entries) }]);
}

/** The commissions of a case as they stand. */
async function rowsOf(ctx: Ctx, items: readonly CaseItem[]): Promise<CommissionRow[]> {
  const keys = new Set(items.map(commissionKey));
  const rows = await commissionsOfOrders(ctx, [...new Set(items.map((item) => item.orderId))]);
  return rows.filter((row) => keys.has(commissionKey(row)));
}
