import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray, type Db } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { hashToken } from '../../../kit/secrets/index.ts';
import { touchesBehind } from '../commands/touch-tokens.ts';
import { traceHash } from '../commands/traces.ts';
import { maskedName } from '../model/masked-name.ts';
import { isShareCode } from '../model/share-code.ts';
import { touchesOnPages } from './touch-pages.ts';

export interface ShareLink {
  readonly linkId: Uuid;
  readonly code: string;
  /** null = to the shop */
  readonly productId: Uuid | null;
  readonly clicks: bigint;
  readonly lastAt: Date | null;
  readonly createdAt: Date;
}

/** The standing links of a person and of the records merged into them; of two to the same thing, the older counts. */
export async function linksOf(ctx: Ctx, personId: Uuid): Promise<ShareLink[]> {
  return await ctx.sql<ShareLink>`
    SELECT link.link_id AS "linkId", link.code, link.product_id AS "productId", link.clicks, link.last_at AS "lastAt",
           link.created_at AS "createdAt"
      FROM relations.share_link AS link
      JOIN relations.person AS owner ON owner.tenant_id = ${ctx.tenantId} AND owner.person_id = link.person_id
     WHERE link.tenant_id = ${ctx.tenantId} AND link.closed_at IS NULL
       AND (owner.person_id = ${personId} OR owner.merged_into = ${personId})
     ORDER BY link.created_at, link.link_id`;
}

/** What opening a link needs to know of it. */
export interface OpenedLink {
  readonly tenantId: Uuid;
  readonly slug: string;
  readonly linkId: Uuid;
  /** null = to the shop */
  readonly productId: Uuid | null;
  /** false: its owner is no more; it leads to the shop for nobody */
  readonly isOpen: boolean;
}

/** The link behind a code, of whatever brand; null when there is none. */
export async function linkByCode(db: Db, code: string): Promise<OpenedLink | null> {
  if (!isShareCode(code)) return null;
  const found = await db.platformTx(
    async (sql) =>
      await sql.maybe<{ tenant_id: Uuid }>`
        SELECT directory.tenant_id FROM relations.share_directory AS directory WHERE directory.code = ${code}`,
  );
  if (!found) return null;
  const tenantId = found.tenant_id;
  return await db.tenantRead(
    tenantId,
    async (sql) =>
      await sql.maybe<OpenedLink>`
        SELECT link.tenant_id AS "tenantId", tenant.slug, link.link_id AS "linkId", link.product_id AS "productId",
               link.closed_at IS NULL AS "isOpen"
          FROM relations.share_link AS link
          JOIN identity.tenant AS tenant ON tenant.tenant_id = ${tenantId}
         WHERE link.tenant_id = ${tenantId} AND link.code = ${code}`,
  );
}

/** Whose open link of this brand has a code, and to what; null where nobody's. */
export async function linkOwner(ctx: Ctx, code: string): Promise<{ ownerId: Uuid; productId: Uuid | null } | null> {
  if (!isShareCode(code)) return null;
  return await ctx.sql.maybe<{ ownerId: Uuid; productId: Uuid | null }>`
    SELECT coalesce(owner.merged_into, owner.person_id) AS "ownerId", link.product_id AS "productId"
      FROM relations.share_link AS link
      JOIN relations.person AS owner ON owner.tenant_id = ${ctx.tenantId} AND owner.person_id = link.person_id
     WHERE link.tenant_id = ${ctx.tenantId} AND link.code = ${code} AND link.closed_at IS NULL AND owner.erased_at IS NULL`;
}

/** The owners of links that are open, by link: the records that answer for them now. */
export async function ownersOfLinks(ctx: Ctx, linkIds: readonly Uuid[]): Promise<Map<Uuid, Uuid>> {
  const rows = await ctx.sql.anew<{ link_id: Uuid; owner_id: Uuid }>`
    SELECT link.link_id, coalesce(owner.merged_into, owner.person_id) AS owner_id
      FROM relations.share_link AS link
      JOIN relations.person AS owner ON owner.tenant_id = ${ctx.tenantId} AND owner.person_id = link.person_id
     WHERE link.tenant_id = ${ctx.tenantId} AND link.link_id = ANY(${plainArray(linkIds)}::uuid[])
       AND link.closed_at IS NULL AND owner.erased_at IS NULL`;
  return new Map(rows.map((row) => [row.link_id, row.owner_id]));
}

/**
 * What people are called among friends (rules.md B12): the name they chose, else their name masked. People who are gone are left out.
 * @returns by the id asked for
 */
export async function shownNames(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, string>> {
  if (personIds.length === 0) return new Map();
  const rows = await ctx.sql.anew<{ person_id: Uuid; name: string | null; chosen: string | null }>`
    SELECT person.person_id, person.name, shown.name AS chosen
      FROM relations.person AS person
      LEFT JOIN relations.shown_name AS shown ON shown.tenant_id = ${ctx.tenantId} AND shown.person_id = person.person_id
     WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ANY(${plainArray([...new Set(personIds)])}::uuid[])
       AND person.erased_at IS NULL`;
  return new Map(rows.map((row) => [row.person_id, row.chosen ?? maskedName(row.name)]));
}

/** Whether somebody chose the name friends see. */
export async function hasShownName(ctx: Ctx, personId: Uuid): Promise<boolean> {
  const row = await ctx.sql.maybe`
    SELECT 1 AS one FROM relations.shown_name AS shown WHERE shown.tenant_id = ${ctx.tenantId} AND shown.person_id = ${personId}`;
  return row !== null;
}

/** Who sent the link somebody came by, before they sign in: of the token they bring, else the last one opened on their device. */
export async function senderOfTouch(ctx: Ctx, came: { token: string | null; device: string | null }): Promise<Uuid | null> {
  const token = came.token === null ? null : hashToken(came.token);
  const device = came.device === null ? null : traceHash(ctx, 'device', came.device);
  const row = await ctx.sql.maybe<Sent>`
    SELECT touch.object_id AS "objectId", touch.touch_id AS "touchId", touch.touched_at AS "touchedAt", (touch.token_hash = ${token}) IS TRUE AS "isOfToken"
      FROM relations.touch AS touch
      JOIN relations.person AS sender ON sender.tenant_id = ${ctx.tenantId} AND sender.person_id = touch.object_id
     WHERE touch.tenant_id = ${ctx.tenantId} AND (touch.token_hash = ${token} OR touch.device = ${device})
       AND touch.consumed_at IS NULL AND touch.expires_at > ${ctx.now} AND sender.erased_at IS NULL
     ORDER BY (touch.token_hash = ${token}) IS TRUE DESC, touch.touched_at DESC, touch.touch_id DESC
     LIMIT 1`;
  const [ofToken] = touchesBehind({ token: came.token, device: null });
  const onPages = (await touchesOnPages(ctx, touchesBehind(came))).map((touch) => ({ ...touch, isOfToken: touch.touchId === ofToken }));
  const [best] = [...(row ? [row] : []), ...onPages].toSorted(byTokenThenLast);
  return best?.objectId ?? null;
}

interface Sent {
  readonly objectId: Uuid;
  readonly touchId: Uuid;
  readonly touchedAt: Date;
  readonly isOfToken: boolean;
}

function byTokenThenLast(a: Sent, b: Sent): number {
  return Number(b.isOfToken) - Number(a.isOfToken) || b.touchedAt.getTime() - a.touchedAt.getTime() || (a.touchId < b.touchId ? 1 : -1);
}
