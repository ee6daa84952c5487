import { randomBytes } from 'node:crypto';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { monthNumber } from '../../../kit/time/index.ts';
import { CODE_BYTES, shareCodeOf } from '../model/share-code.ts';
import { linksOf, type ShareLink } from '../queries/share-links.ts';

/**
 * The link by which a person brings friends: to the shop, or to one product of it. There is one of each; asking again answers with it.
 * The caller has looked that the product is one of the brand.
 */
export async function shareLinkOf(ctx: Ctx, personId: Uuid, productId: Uuid | null): Promise<ShareLink> {
  for (;;) {
    const standing = (await linksOf(ctx, personId)).find((link) => link.productId === productId);
    if (standing) return standing;
    const code = shareCodeOf(randomBytes(CODE_BYTES));
    if (code === null) continue;
    // Two who ask at once, or a code that is taken: whoever comes second looks again.
    const made = await ctx.sql.maybe<{ code: string }>`
      INSERT INTO relations.share_link (tenant_id, link_id, code, person_id, product_id, clicks, created_at)
      SELECT ${ctx.tenantId}, ${newId()}, ${code}, ${personId}, ${productId}::uuid, 0, ${ctx.now}
       WHERE NOT EXISTS (SELECT 1 FROM relations.share_directory AS directory WHERE directory.code = ${code})
          ON CONFLICT DO NOTHING
      RETURNING code`;
    if (!made) continue;
    await ctx.sql.exec`
      INSERT INTO relations.share_directory (code, tenant_id) VALUES (${code}, ${ctx.tenantId})`;
  }
}

/** The links of somebody who is no more lead to the shop, for nobody. */
export async function closeLinks(ctx: Ctx, personId: Uuid): Promise<void> {
  await ctx.sql.exec`
    UPDATE relations.share_link AS link
       SET closed_at = ${ctx.now}
      FROM relations.person AS owner
     WHERE link.tenant_id = ${ctx.tenantId} AND link.closed_at IS NULL
       AND owner.tenant_id = ${ctx.tenantId} AND owner.person_id = link.person_id
       AND (owner.person_id = ${personId} OR owner.merged_into = ${personId})`;
}

/** The name somebody goes by among friends; null = none: they see the masked one. */
export async function chooseShownName(ctx: Ctx, personId: Uuid, name: string | null): Promise<void> {
  if (name === null) {
    await ctx.sql.exec`
      DELETE FROM relations.shown_name AS shown WHERE shown.tenant_id = ${ctx.tenantId} AND shown.person_id = ${personId}`;
    return;
  }
  await ctx.sql.exec`
    INSERT INTO relations.shown_name (tenant_id, person_id, name, chosen_at)
    VALUES (${ctx.tenantId}, ${personId}, ${name}, ${ctx.now})
        ON CONFLICT (tenant_id, person_id) DO UPDATE SET name = excluded.name, chosen_at = excluded.chosen_at`;
}

/** A name two records chose is the survivor's own, else the absorbed one's (rules.md B10). Links stay: each answers for its owner. */
export async function joinShownNames(ctx: Ctx, { survivorId, absorbedId }: { survivorId: Uuid; absorbedId: Uuid }): Promise<void> {
  await ctx.sql.exec`
    INSERT INTO relations.shown_name (tenant_id, person_id, name, chosen_at)
    SELECT ${ctx.tenantId}, ${survivorId}::uuid, theirs.name, theirs.chosen_at
      FROM relations.shown_name AS theirs
     WHERE theirs.tenant_id = ${ctx.tenantId} AND theirs.person_id = ${absorbedId}
        ON CONFLICT (tenant_id, person_id) DO NOTHING`;
  await chooseShownName(ctx, absorbedId, null);
}

/** How often links were opened since this was told last, altogether and in the month of today. */
export async function countClicks(ctx: Ctx, clicks: ReadonlyMap<Uuid, number>): Promise<void> {
  const byId = [...clicks].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const month = monthNumber(ctx.today);
  await ctx.sql.exec`
    UPDATE relations.share_link AS link
       SET clicks = link.clicks + fresh.clicks, last_at = ${ctx.now}, month_no = ${month},
           month_clicks = fresh.clicks + CASE WHEN link.month_no = ${month} THEN link.month_clicks ELSE 0 END,
           before_clicks = CASE link.month_no WHEN ${month} THEN link.before_clicks WHEN ${month - 1} THEN link.month_clicks ELSE 0 END
      FROM unnest(${plainArray(byId.map(([linkId]) => linkId))}::uuid[], ${plainArray(byId.map(([, count]) => count))}::bigint[])
           AS fresh (link_id, clicks)
     WHERE link.tenant_id = ${ctx.tenantId} AND link.link_id = fresh.link_id
       AND link.link_id = ANY(${plainArray(byId.map(([linkId]) => linkId))}::uuid[])`;
}
