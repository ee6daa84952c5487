import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { hashToken } from '../../../kit/secrets/index.ts';
import { NOBODYS, pageIdOf, placeOf, PLACES, touchIdOn } from '../model/touch-page.ts';
import { touchesOnPages } from '../queries/touch-pages.ts';
import { insertTouches } from './insert-touches.ts';
import { bytesOf, givenFor, touchesBehind, type Given } from './touch-tokens.ts';
import { traceHash } from './traces.ts';

/** Touches of one batch, in the order in which links were opened; nothing is kept until the page is. */
export interface TouchPage {
  readonly pageId: Uuid;
  /** whether there are places left */
  hasRoom(): boolean;
  /** A link was opened by somebody nobody has seen before. */
  add(linkId: Uuid): Given;
  /** A link was opened on a device that is known: its touch is a row of its own, and has here but its place in the order. */
  skip(): { touchId: Uuid; token: string };
  readonly linkIds: readonly Uuid[];
  /** of each touch, which link it was */
  readonly places: readonly number[];
}

/** Tokens are made so many at a time: one alone would cost as much. */
const AHEAD = 128;
const ID_BYTES = 16;
const PLACE_BYTES = 2;

export function openTouchPage(): TouchPage {
  const pageId = pageIdOf(newId());
  const ids = Buffer.alloc(ID_BYTES * AHEAD, bytesOf(pageId));
  const numbers = new Map<Uuid, number>();
  const linkIds: Uuid[] = [];
  const places: number[] = [];
  let given: Given[] = [];

  function next(place: number): Given {
    const at = places.length % AHEAD;
    if (at === 0) {
      for (let i = 0; i < AHEAD; i++) ids.writeUInt16BE(places.length + i, (i + 1) * ID_BYTES - PLACE_BYTES);
      given = givenFor(ids);
    }
    places.push(place);
    return given[at] as Given;
  }

  function numberOf(linkId: Uuid): number {
    const known = numbers.get(linkId);
    if (known !== undefined) return known;
    numbers.set(linkId, linkIds.length);
    return linkIds.push(linkId) - 1;
  }

  return {
    pageId,
    linkIds,
    places,
    hasRoom: () => places.length < PLACES,
    add: (linkId) => next(numberOf(linkId)),
    skip() {
      const touchId = touchIdOn(pageId, places.length);
      return { touchId, token: next(NOBODYS).token };
    },
  };
}

/** Keeps a page. @param isOpen whether a link still brings its owner anybody */
export async function insertTouchPage(ctx: Ctx, page: TouchPage, isOpen: (linkId: Uuid) => boolean, expiresAt: Date): Promise<void> {
  const isKept = page.linkIds.map(isOpen);
  if (!isKept.includes(true)) return;
  const places = Buffer.alloc(page.places.length * PLACE_BYTES);
  for (const [i, place] of page.places.entries()) places.writeUInt16BE(isKept[place] === true ? place : NOBODYS, i * PLACE_BYTES);
  await ctx.sql.exec`
    INSERT INTO relations.touch_page (tenant_id, page_id, link_ids, places, touched_at, expires_at)
    VALUES (${ctx.tenantId}, ${page.pageId}, ${plainArray(page.linkIds)}::uuid[], ${places}::bytea, ${ctx.now}, ${expiresAt})
        ON CONFLICT (tenant_id, page_id) DO NOTHING`;
}

const TAKEN = Buffer.alloc(PLACE_BYTES, 0xff);

/**
 * Whoever brings this token or comes on this device is somebody now: what they opened is taken off its page and is a touch like any other.
 * The caller holds the lane.
 */
export async function takeOffPages(ctx: Ctx, came: { token: string | null; device: string | null }): Promise<void> {
  for (const { touchId, objectId, linkId, touchedAt, expiresAt } of await touchesOnPages(ctx, touchesBehind(came))) {
    const [given] = givenFor(bytesOf(touchId));
    if (!given) continue;
    const device = traceHash(ctx, 'device', given.device);
    const touch = { touchId, tokenHash: hashToken(given.token), objectId, subjectId: null, device, linkId };
    await insertTouches(ctx, [touch], { touchedAt, expiresAt, consumedAt: null });
    const { pageId, place } = placeOf(touchId);
    await ctx.sql.exec`
      UPDATE relations.touch_page AS page
         SET places = overlay(page.places PLACING ${TAKEN}::bytea FROM ${place * PLACE_BYTES + 1}::int FOR 2)
       WHERE page.tenant_id = ${ctx.tenantId} AND page.page_id = ${pageId}`;
  }
}
