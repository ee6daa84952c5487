import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { openSecret, sealSecret } from '../../../kit/secrets/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import { audit } from '../../identity/index.ts';
import type { updatePayee as shape } from '../api.ts';
import { payeeOf, payeePlace } from '../queries/payees.ts';

/**
 * Writes down who a payee is: the identity number and the account are sealed, their last four characters stay readable. Audited
 * without either.
 * @throws `payee.bornLater`
 */
export async function updatePayee(ctx: Ctx, personId: Uuid, change: z.output<typeof shape>): Promise<void> {
  if (typeof change.bornOn === 'string' && change.bornOn > dayText(ctx.today))
    throw new DomainError('payee.bornLater', { bornOn: change.bornOn });
  const known = await payeeOf(ctx, personId);
  const pick = <T>(given: T | undefined, otherwise: T): T => (given === undefined ? otherwise : given);
  const sealed = (field: 'idNumber' | 'account', cipher: string | null, hint: string | null): [string | null, string | null] => {
    const given = change[field];
    if (given === undefined) return [cipher, hint];
    return given === null ? [null, null] : [sealSecret(given, payeePlace(ctx.tenantId, personId, field)), given.slice(-4)];
  };
  const [idNumber, idHint] = sealed('idNumber', known.id_number, known.id_hint);
  const [account, accountHint] = sealed('account', known.account, known.account_hint);
  await ctx.sql.exec`
    INSERT INTO partners.payee_profile (tenant_id, person_id, kind, legal_name, id_number, id_hint, born_on, account, account_hint, recorded_at)
    VALUES (${ctx.tenantId}, ${personId}, ${pick(change.kind, known.kind)}, ${pick(change.legalName, known.legal_name)}, ${idNumber}, ${idHint},
            ${pick(change.bornOn, known.born_on)}, ${account}, ${accountHint}, ${ctx.recordedAt})
        ON CONFLICT (tenant_id, person_id)
        DO UPDATE SET kind = excluded.kind, legal_name = excluded.legal_name, id_number = excluded.id_number, id_hint = excluded.id_hint,
                      born_on = excluded.born_on, account = excluded.account, account_hint = excluded.account_hint,
                      recorded_at = excluded.recorded_at`;
  await audit(ctx, {
    action: 'payee.changed',
    subjectKind: 'person',
    subjectId: publicId('person', personId),
    facts: { fields: Object.keys(change) },
  });
}

/** Opens what is sealed of a payee. Audited: who looked is on the record. */
export async function revealPayee(
  ctx: Ctx,
  personId: Uuid,
  why: 'reveal' | 'payFile' | 'send' = 'reveal',
): Promise<{ legalName: string | null; idNumber: string | null; account: string | null }> {
  const payee = await payeeOf(ctx, personId);
  const opened = (field: 'idNumber' | 'account', cipher: string | null): string | null =>
    cipher === null ? null : openSecret(cipher, payeePlace(ctx.tenantId, personId, field));
  await audit(ctx, { action: 'payee.revealed', subjectKind: 'person', subjectId: publicId('person', personId), facts: { why } });
  return { legalName: payee.legal_name, idNumber: opened('idNumber', payee.id_number), account: opened('account', payee.account) };
}

/** Takes away who a payee was (P18); what was paid stays. */
export async function forgetPayee(ctx: Ctx, personId: Uuid): Promise<void> {
  await ctx.sql.exec`
    DELETE FROM partners.payee_profile AS payee_profile
     WHERE payee_profile.tenant_id = ${ctx.tenantId} AND payee_profile.person_id = ${personId}`;
}
