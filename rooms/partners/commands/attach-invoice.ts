import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import type { Ctx } from '../../../kit/ctx.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { openBytes, sealBytes } from '../../../kit/secrets/index.ts';
import { audit } from '../../identity/index.ts';
import { invoiceTypeOf, isActivePdf, type InvoiceType } from '../model/invoice-file.ts';
import { payeeOf } from '../queries/payees.ts';
import { findWithdrawal } from '../queries/withdrawals.ts';

/**
 * Keeps the invoice of a business for what it asked for (rules.md S6), sealed; until somebody agrees to it another takes its place. A
 * file is what its bytes say: a PDF that acts or carries files, and anything but a PDF, a PNG or a JPEG, is not taken.
 * @throws `withdrawal.notFound`, `withdrawal.wrongState`, `invoice.notAsked`, `invoice.invalid`, `invoice.unsafe`
 */
export async function attachInvoice(ctx: Ctx, id: string, file: { name: string; bytes: Uint8Array }): Promise<Uuid> {
  await lockLane(ctx);
  const row = await findWithdrawal(ctx, id);
  if (row.state !== 'requested') throw new DomainError('withdrawal.wrongState', { state: row.state, verb: 'invoice' });
  if ((await payeeOf(ctx, row.person_id)).kind !== 'business') throw new DomainError('invoice.notAsked');
  const type = invoiceTypeOf(file.bytes);
  if (type === null) throw new DomainError('invoice.invalid');
  if (type === 'application/pdf' && isActivePdf(file.bytes, inflated)) throw new DomainError('invoice.unsafe');
  const hash = createHash('sha256').update(file.bytes).digest('hex');
  const sealed = sealBytes(file.bytes, placeOf(ctx, row.withdrawal_id));
  await ctx.sql.exec`
    INSERT INTO partners.invoice (tenant_id, withdrawal_id, file_name, media_type, size_bytes, file_hash, sealed, attached_at, attached_by, recorded_at)
    VALUES (${ctx.tenantId}, ${row.withdrawal_id}, ${file.name}, ${type}, ${file.bytes.length}, ${hash}, ${sealed}, ${ctx.now}, ${ctx.actor.name},
            ${ctx.recordedAt})
        ON CONFLICT (tenant_id, withdrawal_id)
        DO UPDATE SET file_name = excluded.file_name, media_type = excluded.media_type, size_bytes = excluded.size_bytes,
                      file_hash = excluded.file_hash, sealed = excluded.sealed, attached_at = excluded.attached_at,
                      attached_by = excluded.attached_by, recorded_at = excluded.recorded_at`;
  await note(ctx, 'attached', row.withdrawal_id, { hash, size: file.bytes.length });
  return row.withdrawal_id;
}

/** The file itself; who looked is on the record. @throws `withdrawal.notFound`, `invoice.notFound` */
export async function openInvoice(ctx: Ctx, id: string): Promise<{ name: string; type: InvoiceType; bytes: Buffer<ArrayBuffer> }> {
  const { withdrawal_id: withdrawalId } = await findWithdrawal(ctx, id);
  const file = await ctx.sql.maybe<{ file_name: string; media_type: InvoiceType; sealed: Buffer }>`
    SELECT invoice.file_name, invoice.media_type, invoice.sealed
      FROM partners.invoice AS invoice
     WHERE invoice.tenant_id = ${ctx.tenantId} AND invoice.withdrawal_id = ${withdrawalId}`;
  if (!file) throw new DomainError('invoice.notFound');
  await note(ctx, 'read', withdrawalId, {});
  return { name: file.file_name, type: file.media_type, bytes: openBytes(file.sealed, placeOf(ctx, withdrawalId)) };
}

/** No stream of objects in an invoice is larger than that once it is unpacked. */
const MOST_UNPACKED = 16 * 1024 * 1024;

function inflated(packed: Uint8Array): string | null {
  try {
    return inflateSync(packed, { maxOutputLength: MOST_UNPACKED }).toString('latin1');
  } catch {
    return null;
  }
}

/** What the file is bound to: moved to another withdrawal it does not open. */
function placeOf(ctx: Ctx, withdrawalId: Uuid): string {
  return `partners.invoice ${ctx.tenantId} ${withdrawalId}`;
}

async function note(ctx: Ctx, what: 'attached' | 'read', withdrawalId: Uuid, facts: Record<string, unknown>): Promise<void> {
  await audit(ctx, { action: `invoice.${what}`, subjectKind: 'withdrawal', subjectId: publicId('withdrawal', withdrawalId), facts });
}
