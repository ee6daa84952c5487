import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { lockLane, type Lane } from '../../../kit/db/lane.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { hashToken, newToken } from '../../../kit/secrets/index.ts';
import { personErased, personNotFound } from '../errors.ts';
import { bindsOn, touchEnds, type Dials, type Trigger } from '../model/attribution.ts';
import { hasBonds } from '../queries/attributions.ts';
import { dialsInForce } from '../queries/dials.ts';
import { isErased, loadPeople, loadSurvivors } from '../queries/find-people.ts';
import { whoOrdered } from '../queries/who-ordered.ts';
import {
  bindAttributions,
  judgeAttributions,
  judgeRenewals,
  writeChanges,
  type AttributionChanges,
  type AttributionEntry,
  type BoundAttribution,
} from './bind-attributions.ts';
import { bindReferral } from './bind-referral.ts';
import { insertTouches } from './insert-touches.ts';
import { takeOffPages } from './touch-pages.ts';
import { keepTraces, traceHash } from './traces.ts';

export interface RecordedTouch {
  readonly touchId: Uuid;
  /** to be handed in when the person signs up; told once */
  readonly token: string;
  readonly expiresAt: Date;
  /** what it did at once, for somebody known under dials that bind on a click */
  readonly bound: BoundAttribution | null;
}

/**
 * Remembers that somebody opened a link of `object` (rules.md B1): a known person, or a device nobody has signed up on yet.
 * It waits for the trigger, at most as long as the dials say.
 * @throws DomainError `person.notFound`, `person.erased`
 */
export async function recordTouch(ctx: Ctx, touch: { object: Uuid; person: Uuid | null; device: string | null }): Promise<RecordedTouch> {
  const lane = await lockLane(ctx);
  const known = await loadSurvivors(ctx, touch.person === null ? [touch.object] : [touch.object, touch.person]);
  const object = known.get(touch.object);
  const person = touch.person === null ? null : known.get(touch.person);
  if (!object || person === undefined) throw personNotFound(object ? '/person' : '/object');
  if (await isErased(ctx, object.personId)) throw personErased(object.personId);
  const dials = await dialsInForce(ctx);
  const binds = person !== null && dials !== null && bindsOn(dials, 'click');
  const token = newToken();
  const expiresAt = new Date(touchEnds(dials, ctx.now.getTime()));
  const touchId = newId();
  const subjectId = person?.personId ?? null;
  const device = touch.device === null ? null : traceHash(ctx, 'device', touch.device);
  if (subjectId !== null && device !== null) await keepTraces(ctx, [{ kind: 'device', hash: device, personId: subjectId }]);
  const consumedAt = binds ? ctx.now : null;
  await insertTouches(ctx, [{ touchId, tokenHash: hashToken(token), objectId: object.personId, subjectId, device, linkId: null }], {
    expiresAt,
    consumedAt,
  });
  if (!binds) return { touchId, token, expiresAt, bound: null };
  const entry = {
    personId: person.personId,
    objectId: object.personId,
    trigger: 'click' as const,
    isNew: false,
    hasOrdered: null,
    touchId,
  };
  const [bound] = await bindAttributions(ctx, lane, [entry], dials);
  return { touchId, token, expiresAt, bound: bound ?? null };
}

/** What somebody who comes to the shop brings along: the token of a link, and the device they opened links on. */
export interface CameBy {
  readonly token: string | null;
  readonly device: string | null;
}

/** More than anybody opens in good faith before they sign up. */
const MOST_TOUCHES = 500;

/**
 * Somebody is known now who opened links before (rules.md B1). Whoever is new was introduced by the owner of the first link, unless
 * somebody introduced them before, and under dials that bind by then they are the customer of the owner of the last one. For whoever is
 * not new it is a click: it binds under dials that bind on clicks, else it waits for the order the dials ask for.
 * Links of their own, of people who are no more, used or out of date do nothing; a token nobody knows does nothing.
 */
export async function arriveByLinks(ctx: Ctx, personId: Uuid, came: CameBy, { isNew }: { isNew: boolean }): Promise<void> {
  const lane = await lockLane(ctx);
  const device = came.device === null ? null : traceHash(ctx, 'device', came.device);
  if (device !== null) await keepTraces(ctx, [{ kind: 'device', hash: device, personId }]);
  await takeOffPages(ctx, came);
  const touches = await waitingTouches(ctx, came.token === null ? null : hashToken(came.token), device);
  const theirs = touches.filter((touch) => touch.subject_id === null || touch.subject_id === personId);
  const others = theirs.filter((touch) => touch.object_id !== personId);
  const [first] = others;
  const last = others.at(-1);
  if (!first || !last) return;
  const left = [...new Set(others.flatMap((touch) => touch.device ?? []))].map((hash) => ({ kind: 'device' as const, hash, personId }));
  await keepTraces(ctx, left);
  if (isNew && (await introduce(ctx, personId, first, last))) return await consume(ctx, idsOf(theirs));
  const dials = await dialsInForce(ctx);
  if (dials === null || !bindsOn(dials, 'click')) return await claim(ctx, idsOf(others), personId);
  await consume(ctx, idsOf(theirs));
  const entry = { personId, objectId: last.object_id, trigger: 'click' as const, isNew: false, hasOrdered: null, touchId: last.touch_id };
  await bindAttributions(ctx, lane, [entry], dials);
}

/** Somebody signed up with the token of a link and nothing else is known of how they came. */
export async function signUpWithTouch(ctx: Ctx, personId: Uuid, token: string): Promise<void> {
  await arriveByLinks(ctx, personId, { token, device: null }, { isNew: true });
}

interface WaitingTouch {
  readonly touch_id: Uuid;
  readonly object_id: Uuid;
  readonly subject_id: Uuid | null;
  readonly device: string | null;
}

async function waitingTouches(ctx: Ctx, tokenHash: string | null, device: string | null): Promise<WaitingTouch[]> {
  const rows = await ctx.sql<WaitingTouch>`
    SELECT touch.touch_id, touch.object_id, touch.subject_id, touch.device
      FROM relations.touch AS touch
      JOIN relations.person AS sender ON sender.tenant_id = ${ctx.tenantId} AND sender.person_id = touch.object_id
     WHERE touch.tenant_id = ${ctx.tenantId} AND (touch.token_hash = ${tokenHash} OR touch.device = ${device})
       AND touch.consumed_at IS NULL AND touch.expires_at > ${ctx.now} AND sender.erased_at IS NULL
     ORDER BY touch.touched_at DESC, touch.touch_id DESC
     LIMIT ${MOST_TOUCHES}`;
  return rows.toReversed();
}

/** @returns false where somebody else introduced them before, or where they are above the one who would */
async function introduce(ctx: Ctx, personId: Uuid, first: WaitingTouch, last: WaitingTouch): Promise<boolean> {
  const known = (await loadPeople(ctx, [personId])).get(personId);
  if (!known || known.facts.referral !== null) return false;
  try {
    const by = { touchId: last.touch_id, isNew: true, earnerId: last.object_id };
    await bindReferral(ctx, { person: personId, referrer: first.object_id }, by);
    return true;
  } catch (error) {
    if (error instanceof DomainError && error.code.startsWith('referral.')) return false;
    throw error;
  }
}

const idsOf = (touches: readonly WaitingTouch[]): Uuid[] => touches.map((touch) => touch.touch_id);

/** Whose links these were that were opened: from now on they wait for what this person does. */
async function claim(ctx: Ctx, touchIds: readonly Uuid[], personId: Uuid): Promise<void> {
  await ctx.sql.exec`
    UPDATE relations.touch AS touch
       SET subject_id = ${personId}
     WHERE touch.tenant_id = ${ctx.tenantId} AND touch.touch_id = ANY(${plainArray(touchIds)}::uuid[])`;
}

/** What orders would do to attributions, before anybody knows which of them are taken. */
export interface OrderBinds {
  /** whom buyers would be bound to by their first order; the others stay whose they are */
  readonly objects: ReadonlyMap<Uuid, Uuid>;
  /** Writes it for those whose order was taken: whoever was refused is bound to nobody, and their link waits on. */
  write(buyerIds: ReadonlySet<Uuid>): Promise<void>;
}

/**
 * What orders do to attributions: a first order (or payment) binds the buyer to whom they touched last, under dials that ask
 * for it, and an order renews attributions that say so. Set-wise; the caller holds the lane, fixes the chains by `objects` and writes
 * afterwards. One statement where nothing but referrals says who earns.
 */
export async function bindsByOrders(
  ctx: Ctx,
  lane: Lane,
  buyerIds: readonly Uuid[],
  trigger: Extract<Trigger, 'firstOrder' | 'firstPayment'>,
): Promise<OrderBinds> {
  const buyers = [...new Set(buyerIds)];
  const nothing = { touches: new Map<Uuid, Uuid[]>(), changes: [] };
  if (buyers.length === 0 || !(await hasBonds(ctx))) return { objects: new Map(), write: async () => {} };
  const dials = await dialsInForce(ctx);
  const { touches, changes } = dials?.bindOn === trigger ? await firstBinds(ctx, lane, buyers, trigger, dials) : nothing;
  const fresh = new Set(changes.map((one) => one.personId));
  const others = buyers.filter((personId) => !fresh.has(personId));
  const renewals = trigger === 'firstOrder' ? await judgeRenewals(ctx, lane, others) : [];
  return {
    objects: new Map(changes.flatMap(({ personId, begin }) => (begin.objectId === null ? [] : [[personId, begin.objectId]]))),
    async write(taken) {
      await consume(
        ctx,
        [...touches].flatMap(([personId, all]) => (taken.has(personId) ? all : [])),
      );
      await writeChanges(
        ctx,
        [...changes, ...renewals].filter(({ personId }) => taken.has(personId)),
      );
    },
  };
}

/** The same, written at once: for orders and payments that are taken already. */
export async function bindByOrders(...args: Parameters<typeof bindsByOrders>): Promise<void> {
  await (await bindsByOrders(...args)).write(new Set(args[2]));
}

async function firstBinds(
  ctx: Ctx,
  lane: Lane,
  buyers: readonly Uuid[],
  trigger: Trigger,
  dials: Dials,
): Promise<{ touches: Map<Uuid, Uuid[]>; changes: AttributionChanges[] }> {
  const touches = await lastTouches(ctx, buyers);
  const ordered = await whoOrdered(ctx, await loadPeople(ctx, [...touches.keys()]));
  const first = [...touches].filter(([personId]) => !ordered.has(personId));
  const entries = first.map(([personId, { objectId, touchId }]): AttributionEntry => ({
    personId,
    objectId,
    trigger,
    isNew: true,
    hasOrdered: false,
    touchId,
  }));
  const { changes } = await judgeAttributions(ctx, lane, entries, dials);
  return { touches: new Map(first.map(([personId, touch]) => [personId, touch.all])), changes };
}

async function lastTouches(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, { objectId: Uuid; touchId: Uuid; all: Uuid[] }>> {
  const last = new Map<Uuid, { objectId: Uuid; touchId: Uuid; all: Uuid[] }>();
  if (personIds.length === 0) return last;
  const rows = await ctx.sql.anew<{ touch_id: Uuid; object_id: Uuid; subject_id: Uuid }>`
    SELECT touch.touch_id, touch.object_id, touch.subject_id
      FROM relations.touch AS touch
     WHERE touch.tenant_id = ${ctx.tenantId} AND touch.subject_id = ANY(${plainArray(personIds)}::uuid[])
       AND touch.consumed_at IS NULL AND touch.expires_at > ${ctx.now}
     ORDER BY touch.touched_at, touch.touch_id`;
  for (const row of rows) {
    const all = last.get(row.subject_id)?.all ?? [];
    last.set(row.subject_id, { objectId: row.object_id, touchId: row.touch_id, all: [...all, row.touch_id] });
  }
  return last;
}

async function consume(ctx: Ctx, touchIds: readonly Uuid[]): Promise<void> {
  if (touchIds.length === 0) return;
  await ctx.sql.exec`
    UPDATE relations.touch AS touch
       SET consumed_at = ${ctx.now}
     WHERE touch.tenant_id = ${ctx.tenantId} AND touch.touch_id = ANY(${plainArray(touchIds)}::uuid[])`;
}
