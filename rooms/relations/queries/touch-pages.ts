import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { NOBODYS, placeOf } from '../model/touch-page.ts';

/** A touch that still stands on its page: whoever opened the link has not come back. */
export interface TouchOnPage {
  readonly touchId: Uuid;
  readonly linkId: Uuid;
  /** whose link it is now */
  readonly objectId: Uuid;
  readonly touchedAt: Date;
  readonly expiresAt: Date;
}

/** Those of these touches that stand on a page and are in time; not those of people who are no more. */
export async function touchesOnPages(ctx: Ctx, touchIds: readonly Uuid[]): Promise<TouchOnPage[]> {
  const asked = touchIds.map((touchId) => ({ touchId, ...placeOf(touchId) }));
  if (asked.length === 0) return [];
  const pages = await ctx.sql<{ touch_id: Uuid; link_ids: Uuid[]; place: Buffer; touched_at: Date; expires_at: Date }>`
    SELECT asked.touch_id, page.link_ids, substring(page.places FROM asked.at FOR 2) AS place, page.touched_at, page.expires_at
      FROM unnest(${plainArray(asked.map((one) => one.touchId))}::uuid[], ${plainArray(asked.map((one) => one.pageId))}::uuid[],
                  ${plainArray(asked.map((one) => one.place * 2 + 1))}::int[]) AS asked (touch_id, page_id, at)
      JOIN relations.touch_page AS page ON page.tenant_id = ${ctx.tenantId} AND page.page_id = asked.page_id
     WHERE page.expires_at > ${ctx.now}`;
  const found = pages.flatMap(({ touch_id: touchId, link_ids: linkIds, place, touched_at: touchedAt, expires_at: expiresAt }) => {
    const linkId = linkIds[place.length < 2 ? NOBODYS : place.readUInt16BE()];
    return linkId === undefined ? [] : [{ touchId, linkId, touchedAt, expiresAt }];
  });
  const senders = await sendersOf(
    ctx,
    found.map((touch) => touch.linkId),
  );
  return found.flatMap((touch) => {
    const objectId = senders.get(touch.linkId);
    return objectId === undefined ? [] : [{ ...touch, objectId }];
  });
}

/** Who answers for links now, whether or not they are open still. */
async function sendersOf(ctx: Ctx, linkIds: readonly Uuid[]): Promise<Map<Uuid, Uuid>> {
  if (linkIds.length === 0) return new Map();
  const rows = await ctx.sql<{ link_id: Uuid; person_id: Uuid }>`
    SELECT link.link_id, sender.person_id
      FROM relations.share_link AS link
      JOIN relations.person AS owner ON owner.tenant_id = ${ctx.tenantId} AND owner.person_id = link.person_id
      JOIN relations.person AS sender ON sender.tenant_id = ${ctx.tenantId} AND sender.person_id = coalesce(owner.merged_into, owner.person_id)
     WHERE link.tenant_id = ${ctx.tenantId} AND link.link_id = ANY(${plainArray([...new Set(linkIds)])}::uuid[]) AND sender.erased_at IS NULL`;
  return new Map(rows.map((row) => [row.link_id, row.person_id]));
}
