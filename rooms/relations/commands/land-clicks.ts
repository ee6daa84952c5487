import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { hashToken } from '../../../kit/secrets/index.ts';
import { touchEnds } from '../model/attribution.ts';
import { dialsInForce } from '../queries/dials.ts';
import { ownersOfLinks } from '../queries/share-links.ts';
import { insertTouches } from './insert-touches.ts';
import { countClicks } from './share-links.ts';
import { insertTouchPage, type TouchPage } from './touch-pages.ts';
import { traceHash } from './traces.ts';

/** A link that was opened on a device that is known, as it was remembered until it was written. */
export interface Click {
  /** in the order in which links were opened */
  readonly touchId: Uuid;
  readonly linkId: Uuid;
  /** handed out to the visitor; only its hash is kept */
  readonly token: string;
  readonly device: string;
}

/** How long a touch that came to nothing is kept after its time. */
const KEPT_MS = 7 * 86_400_000;
const FORGOTTEN_AT_ONCE = 1000;

/** Links that were opened and not yet written down. */
export interface Batch {
  /** how often each was opened */
  readonly counts: ReadonlyMap<Uuid, number>;
  readonly clicks: readonly Click[];
  /** by visitors nobody had seen before */
  readonly page: TouchPage;
}

/**
 * Writes links that were opened: how often each, and a touch per device that waits for whoever signs up there, at most as long as the
 * dials say (rules.md B1). Links that were closed meanwhile only count. Old touches that came to nothing are forgotten on the way.
 */
export async function landClicks(ctx: Ctx, { counts, clicks, page }: Batch): Promise<void> {
  await countClicks(ctx, counts);
  const owners = await ownersOfLinks(ctx, [...new Set([...page.linkIds, ...clicks.map((click) => click.linkId)])]);
  const touches = clicks.flatMap((click) => {
    const objectId = owners.get(click.linkId);
    if (objectId === undefined) return [];
    const { touchId, linkId } = click;
    return [
      { touchId, tokenHash: hashToken(click.token), objectId, subjectId: null, device: traceHash(ctx, 'device', click.device), linkId },
    ];
  });
  const expiresAt = new Date(touchEnds(await dialsInForce(ctx), ctx.now.getTime()));
  await insertTouchPage(ctx, page, (linkId) => owners.has(linkId), expiresAt);
  if (touches.length > 0) await insertTouches(ctx, touches, { expiresAt, consumedAt: null });
  const forgottenBefore = new Date(ctx.now.getTime() - KEPT_MS);
  await ctx.sql.exec`
    DELETE FROM relations.touch_page AS page WHERE page.tenant_id = ${ctx.tenantId} AND page.expires_at < ${forgottenBefore}`;
  await ctx.sql.exec`
    DELETE FROM relations.touch AS touch
     WHERE touch.tenant_id = ${ctx.tenantId} AND touch.touch_id IN (
           SELECT old.touch_id
             FROM relations.touch AS old
            WHERE old.tenant_id = ${ctx.tenantId} AND old.expires_at < ${forgottenBefore} AND old.consumed_at IS NULL
            ORDER BY old.expires_at
            LIMIT ${FORGOTTEN_AT_ONCE})`;
}
