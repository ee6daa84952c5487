import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { personNotFound } from '../errors.ts';
import { maskContact } from '../model/contact.ts';
import type { shopMe } from '../shop-api.ts';
import { shownNames } from './share-links.ts';

/**
 * A person's record as they see it themselves in the shop.
 * @throws DomainError `person.notFound` when it is gone
 */
export async function ownRecord(ctx: Ctx, personId: Uuid): Promise<z.input<typeof shopMe>> {
  const row = await ctx.sql.maybe<{
    name: string | null;
    language: string | null;
    stage: Stage;
    stage_since: Date;
    consent_at: Date | null;
    phone: string | null;
    has_referrer: boolean | null;
    referrer_id: Uuid | null;
    introduced_at: Date | null;
    erase_at: Date | null;
  }>`
    SELECT person.name, person.language, person.stage, person.stage_since, person.consent_at, phone.value AS phone,
           referral.subject_id IS NOT NULL AS has_referrer, referral.object_id AS referrer_id, referral.from_at AS introduced_at,
           (SELECT request.erase_at FROM relations.erasure_request AS request
             WHERE request.tenant_id = ${ctx.tenantId} AND request.person_id = person.person_id AND request.state = 'open') AS erase_at
      FROM relations.person AS person
      LEFT JOIN LATERAL (SELECT identity.value
                           FROM relations.identity AS identity
                          WHERE identity.tenant_id = ${ctx.tenantId} AND identity.person_id = person.person_id AND identity.kind = 'phone'
                          ORDER BY identity.verified_at DESC NULLS LAST, identity.value
                          LIMIT 1) AS phone ON true
      LEFT JOIN relations.referral AS referral
             ON referral.tenant_id = ${ctx.tenantId} AND referral.subject_id = person.person_id AND referral.to_at IS NULL
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${personId} AND person.erased_at IS NULL`;
  if (!row) throw personNotFound();
  const introducer = row.referrer_id === null ? undefined : (await shownNames(ctx, [row.referrer_id])).get(row.referrer_id);
  return {
    id: publicId('person', personId),
    name: row.name,
    language: row.language,
    stage: row.stage,
    stageSince: row.stage_since.toISOString(),
    phone: row.phone === null ? null : maskContact('phone', row.phone),
    introducer: row.has_referrer === true ? { name: introducer ?? null, since: row.introduced_at?.toISOString() ?? null } : null,
    mayWrite: row.consent_at !== null,
    eraseAt: row.erase_at?.toISOString() ?? null,
  };
}
