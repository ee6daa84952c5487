import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { assert } from '../../../kit/errors/index.ts';
import { emit } from '../../../kit/events/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import { audit } from '../../identity/index.ts';
import { move, post, refusableBalances } from '../../ledger/index.ts';
import { tellPerson } from '../../membership/index.ts';
import { policyPackOf } from '../../policy/index.ts';
import { loadSurvivors, personNotFound } from '../../relations/index.ts';
import { assertMay, assertPayable, endOf, intoPurse, isSamePrincipal, needsAnother } from '../model/withdrawal.ts';
import { withdrawalExists, withdrawalRefused } from '../payout-errors.ts';
import { assertMayPayOut } from '../queries/books-check.ts';
import { payeeOf } from '../queries/payees.ts';
import { payoutSettingsOf } from '../queries/payout-settings.ts';
import { principalOf } from '../queries/principals.ts';
import { findWithdrawal, invoiceFilesOf, partsOf, withdrawalBy, type WithdrawalRow } from '../queries/withdrawals.ts';
import { coverCommissions } from './cover-commissions.ts';

/**
 * Somebody asks for money: it leaves what they have available at once, so that it can be asked for only once (rules.md S6).
 * The same external id with the same content answers with the first.
 * @throws `withdrawal.open`, `.tooMuch`, `.belowMinimum`, `.exists`; where the law asks who is paid: `payee.incomplete`, `.underage`
 */
export async function requestWithdrawal(
  ctx: Ctx,
  asked: { personId: Uuid; amount: bigint; externalId: string | null; askedIn: 'shop' | 'console' },
): Promise<{ withdrawalId: Uuid; isRepeat: boolean }> {
  const lane = await lockLane(ctx);
  const personId = (await loadSurvivors(ctx, [asked.personId])).get(asked.personId)?.personId;
  if (personId === undefined) throw personNotFound();
  const { amount, externalId } = asked;
  const known = externalId === null ? null : await withdrawalBy(ctx, externalId);
  if (known) {
    if (known.person_id !== personId || known.amount !== amount) throw withdrawalExists(known.external_id ?? '');
    return { withdrawalId: known.withdrawal_id, isRepeat: true };
  }
  await assertPayableNow(ctx, personId);
  const { minimum } = await payoutSettingsOf(ctx);
  if (amount < minimum) throw withdrawalRefused('belowMinimum', { minimum: moneyJson(minimum, ctx.tenant.currency), pointer: '/amount' });
  const open = await openWithdrawalOf(ctx, personId);
  if (open) throw withdrawalRefused('open', { withdrawal: publicId('withdrawal', open) });
  const available = (await refusableBalances(ctx, [personId])).get(personId)?.available ?? 0n;
  if (amount > available) throw withdrawalRefused('tooMuch', { available: moneyJson(available, ctx.tenant.currency), pointer: '/amount' });
  const withdrawalId = newId();
  await ctx.sql.exec`
    INSERT INTO partners.withdrawal (tenant_id, withdrawal_id, external_id, person_id, amount, state, asked_in, requested_at, requested_by_kind,
                                     requested_by_id, requested_by, recorded_at)
    VALUES (${ctx.tenantId}, ${withdrawalId}, ${externalId}, ${personId}, ${amount}, 'requested', ${asked.askedIn}, ${ctx.now}, ${ctx.actor.kind},
            ${ctx.actor.id}, ${ctx.actor.name}, ${ctx.recordedAt})`;
  await post(ctx, [
    {
      source: 'withdrawal',
      sourceId: withdrawalId,
      kind: 'request',
      seq: 0,
      at: ctx.now,
      entries: move(amount, { account: 'available', personId }, { account: 'payout:clearing' }),
    },
  ]);
  await note(ctx, 'requested', { withdrawalId, personId }, { amount: amount.toString() });
  await lane.save();
  return { withdrawalId, isRepeat: false };
}

/** Nobody is asked who they are in a trial without limits. */
async function assertPayableNow(ctx: Ctx, personId: Uuid): Promise<void> {
  const pack = policyPackOf(ctx.tenant.policy);
  assert(pack, 'every brand has a policy pack');
  if (pack.id === 'LAB') return;
  const payee = await payeeOf(ctx, personId);
  const facts = {
    legalName: payee.legal_name,
    // Where the law withholds for a missing number, it does not keep anybody from being paid.
    hasIdNumber: payee.id_number !== null || pack.tax.withoutNumberPpm !== null,
    // A business has no birthday; the person behind it is of age where it is registered.
    bornOn: payee.kind === 'business' ? '1900-01-01' : payee.born_on,
    hasAccount: payee.account !== null,
  };
  assertPayable(facts, ctx.today, pack.commission.minimumAge);
}

/** The withdrawal of somebody that has not ended; null = none. */
export async function openWithdrawalOf(ctx: Ctx, personId: Uuid): Promise<Uuid | null> {
  const row = await ctx.sql.maybe<{ withdrawal_id: Uuid }>`
    SELECT withdrawal.withdrawal_id
      FROM partners.withdrawal AS withdrawal
     WHERE withdrawal.tenant_id = ${ctx.tenantId} AND withdrawal.person_id = ${personId} AND withdrawal.state IN ('requested', 'approved')`;
  return row?.withdrawal_id ?? null;
}

/**
 * Agrees to a withdrawal: tax, its method and its month are fixed now (S6). Whoever asked for it cannot agree to it.
 * @throws `withdrawal.notFound`, `.wrongState`, `.sameApprover`, `.invoiceNeeded`, `.nothingLeft`, `payouts.stopped`
 */
export async function approveWithdrawal(ctx: Ctx, id: string, { invoice }: { invoice: string | null }): Promise<Uuid> {
  const lane = await lockLane(ctx);
  const row = await findWithdrawal(ctx, id);
  assertMay('approve', standing(row));
  await assertMayPayOut(ctx);
  const { fourEyesAbove } = await payoutSettingsOf(ctx);
  if (needsAnother({ askedIn: row.asked_in, amount: row.amount }, fourEyesAbove)) {
    const asker = await principalOf(ctx, { kind: row.requested_by_kind, id: row.requested_by_id });
    if (isSamePrincipal(asker, await principalOf(ctx, ctx.actor)))
      throw withdrawalRefused('sameApprover', { requestedBy: row.requested_by });
  }
  await assertPayableNow(ctx, row.person_id);
  const parts = (await partsOf(ctx, [row])).get(row.withdrawal_id);
  assert(parts, 'a withdrawal divides');
  if (parts.method === 'invoice' && invoice === null && (await invoiceFilesOf(ctx, [row])).size === 0)
    throw withdrawalRefused('invoiceNeeded');
  const net = row.amount - parts.tax - parts.fee;
  const told = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  if (net <= 0n) throw withdrawalRefused('nothingLeft', { tax: told(parts.tax), fee: told(parts.fee) });
  await ctx.sql.exec`
    UPDATE partners.withdrawal AS withdrawal
       SET state = 'approved', approved_at = ${ctx.now}, approved_by = ${ctx.actor.name}, tax_method = ${parts.method},
           tax_month = ${parts.month}::date, taxable_amount = ${parts.taxable}, tax_amount = ${parts.tax}, fee_amount = ${parts.fee},
           net_amount = ${net}, invoice = ${invoice}
     WHERE withdrawal.tenant_id = ${ctx.tenantId} AND withdrawal.withdrawal_id = ${row.withdrawal_id} AND withdrawal.state = 'requested'`;
  const facts = { amount: row.amount.toString(), tax: parts.tax.toString(), fee: parts.fee.toString(), net: net.toString() };
  await note(ctx, 'approved', { withdrawalId: row.withdrawal_id, personId: row.person_id }, facts);
  await lane.save();
  return row.withdrawal_id;
}

/**
 * The money arrived: what was kept back becomes paid, owed to the tax office and a fee; commissions it covers, oldest confirmed
 * first, are paid.
 * @param by 'provider' when the provider says so, who then has the last word
 * @throws `withdrawal.notFound`, `.wrongState`, `.sending`
 */
export async function settleWithdrawal(ctx: Ctx, id: string, by: 'person' | 'provider' = 'person'): Promise<Uuid> {
  const lane = await lockLane(ctx);
  const row = await findWithdrawal(ctx, id);
  assertMay('settle', standing(row, by));
  const { net_amount: net, tax_amount: tax, fee_amount: fee } = row;
  assert(net !== null && tax !== null && fee !== null, 'what was approved was divided');
  const clearing = { account: 'payout:clearing' as const };
  await post(ctx, [
    {
      source: 'withdrawal',
      sourceId: row.withdrawal_id,
      kind: 'settle',
      seq: 0,
      at: ctx.now,
      entries: [
        ...move(net, clearing, { account: 'payout:bank' }),
        ...move(tax, clearing, { account: 'tax:payable' }),
        ...move(fee, clearing, { account: 'payout:fee' }),
      ],
    },
  ]);
  await close(ctx, row, 'settled', null);
  await coverCommissions(ctx, [row.person_id]);
  await lane.save();
  return row.withdrawal_id;
}

/**
 * The money did not go: all of it comes back, a debt first (S6).
 * @throws `withdrawal.notFound`, `.wrongState`, `.sending` (rejected after it was sent, or with a provider that has not answered)
 */
export async function returnWithdrawal(
  ctx: Ctx,
  id: string,
  { verb, reason, by = 'person' }: { verb: 'fail' | 'reject'; reason: string; by?: 'person' | 'provider' },
): Promise<Uuid> {
  const lane = await lockLane(ctx);
  const row = await findWithdrawal(ctx, id);
  assertMay(verb, standing(row, by));
  const personId = row.person_id;
  const owed = (await refusableBalances(ctx, [personId])).get(personId)?.receivable ?? 0n;
  const { repaid, available } = intoPurse(row.amount, owed, (await payoutSettingsOf(ctx)).maxNetPct);
  const clearing = { account: 'payout:clearing' as const };
  await post(ctx, [
    {
      source: 'withdrawal',
      sourceId: row.withdrawal_id,
      kind: verb,
      seq: 0,
      at: ctx.now,
      entries: [
        ...move(repaid, clearing, { account: 'receivable', personId }),
        ...move(available, clearing, { account: 'available', personId }),
      ],
    },
  ]);
  await close(ctx, row, endOf(verb), reason);
  await lane.save();
  return row.withdrawal_id;
}

/**
 * Writes down that a withdrawal left, before it does: from now on it is asked after and never sent again.
 * @throws `withdrawal.notFound`, `.wrongState`, `.sending`, `payouts.stopped`
 */
export async function markWithdrawalSent(ctx: Ctx, id: string, via: string): Promise<WithdrawalRow> {
  const lane = await lockLane(ctx);
  const row = await findWithdrawal(ctx, id);
  assertMay('send', standing(row));
  await assertMayPayOut(ctx);
  await ctx.sql.exec`
    UPDATE partners.withdrawal AS withdrawal
       SET sent_at = ${ctx.now}, sent_via = ${via}
     WHERE withdrawal.tenant_id = ${ctx.tenantId} AND withdrawal.withdrawal_id = ${row.withdrawal_id} AND withdrawal.sent_at IS NULL`;
  await note(ctx, 'sent', { withdrawalId: row.withdrawal_id, personId: row.person_id }, { via });
  await lane.save();
  return row;
}

// A file is sent by a person, who also says how it ended; a provider says so itself.
const BY_HAND = 'file';

function standing(row: WithdrawalRow, by: 'person' | 'provider' = 'person'): Parameters<typeof assertMay>[1] {
  const isSent = row.sent_at !== null;
  return { state: row.state, isSent, isWithProvider: isSent && row.sent_via !== BY_HAND && by === 'person' };
}

async function close(ctx: Ctx, row: WithdrawalRow, state: 'settled' | 'failed' | 'rejected', reason: string | null): Promise<void> {
  await ctx.sql.exec`
    UPDATE partners.withdrawal AS withdrawal
       SET state = ${state}, ended_at = ${ctx.now}, ended_by = ${ctx.actor.name}, reason = ${reason}
     WHERE withdrawal.tenant_id = ${ctx.tenantId} AND withdrawal.withdrawal_id = ${row.withdrawal_id}`;
  await note(ctx, state, { withdrawalId: row.withdrawal_id, personId: row.person_id }, reason === null ? {} : { reason });
}

/** On the record, and told outside. */
async function note(
  ctx: Ctx,
  what: 'requested' | 'approved' | 'sent' | 'settled' | 'failed' | 'rejected',
  { withdrawalId, personId }: { withdrawalId: Uuid; personId: Uuid },
  facts: Record<string, unknown>,
): Promise<void> {
  const withdrawal = publicId('withdrawal', withdrawalId);
  await audit(ctx, { action: `withdrawal.${what}`, subjectKind: 'withdrawal', subjectId: withdrawal, facts });
  await emit(ctx, { kind: `withdrawal.${what}`, version: 1, payload: { withdrawal, person: publicId('person', personId) } });
  if (!isTold(what)) return;
  await tellPerson(ctx, personId, { kind: `withdrawal.${what}`, facts: { withdrawal, reason: facts['reason'] ?? null } });
}

/** What the person themselves is told in the shop; what they asked for they know. */
function isTold(what: string): boolean {
  return what !== 'requested' && what !== 'sent';
}
