import type { Actor } from '../../kit/ctx.ts';
import type { Db } from '../../kit/db/index.ts';
import { newId, type Uuid } from '../../kit/ids/index.ts';
import { log } from '../../kit/log/index.ts';
import { brandBySlug, openTenantCtx } from '../../rooms/identity/index.ts';
import { isExaminationDue, keepBooksCheck } from '../../rooms/partners/index.ts';
import { diagnose, type Diagnosis } from './index.ts';

const DOCTOR: Actor = { kind: 'system', id: 'doctor', name: 'doctor', role: 'owner' };

/**
 * Checks every invariant and keeps what was found with each brand: payouts of a brand whose books are broken stand still until they are
 * whole again (reliability §2).
 * @param slug one brand only; unknown → DomainError `brand.notFound`
 */
export async function examine(db: Db, slug?: string): Promise<Diagnosis> {
  const diagnosis = await diagnose(db, slug);
  const byBrand = Map.groupBy(diagnosis.findings, (finding) => finding.tenant);
  for (const [brand, findings] of byBrand) {
    const known = brand === null ? null : await brandBySlug(db, brand);
    if (!known) continue;
    const broken = findings.filter((finding) => !finding.ok).map(({ id, title, count }) => ({ id, title, count }));
    if (broken.length > 0) log.error({ brand, checks: broken.map((one) => one.id) }, 'the books are broken: payouts stand still');
    await inBrand(db, known.tenantId, 'write', (ctx) => keepBooksCheck(ctx, broken));
  }
  return diagnosis;
}

/** Examines a brand when its last examination is a day old, or an hour while something is broken. */
export async function examineIfDue(db: Db, brand: { tenantId: Uuid; slug: string }): Promise<void> {
  if (await inBrand(db, brand.tenantId, 'read', isExaminationDue)) await examine(db, brand.slug);
}

async function inBrand<T>(db: Db, tenantId: Uuid, how: 'read' | 'write', work: Parameters<typeof openTenantCtx<T>>[4]): Promise<T> {
  return await openTenantCtx(db, tenantId, DOCTOR, { how, recordedAt: new Date(), requestId: newId() }, work);
}
