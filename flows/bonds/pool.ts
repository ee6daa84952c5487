import { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { decodeCursor, pageOf } from '../../kit/http/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { moneyJson } from '../../kit/money/index.ts';
import { boughtLately } from '../../rooms/orders/index.ts';
import { recordsOf } from '../../rooms/partners/index.ts';
import type { HandedOver, Orphan, PersonRef } from '../../rooms/relations/api.ts';
import { attributionChangeReply, findPerson, peopleRefs, reassignPool, waitingChanges } from '../../rooms/relations/index.ts';
import { changeHands } from './change-hands.ts';

const place = z.tuple([z.guid()]);

/** Customers without an earner whom the plan puts up for others (rules.md B9), last orphaned first. */
export async function listPool(
  ctx: Ctx,
  { limit, cursor, from }: { limit: number; cursor?: string | undefined; from?: string | undefined },
): Promise<{ data: Orphan[]; next: string | null }> {
  const before = decodeCursor(cursor, place)?.[0];
  const held = from === undefined ? {} : { heldBy: await recordsOf(ctx, (await findPerson(ctx, from, '/from')).person_id) };
  const rows = await reassignPool(ctx, { before, ...held, limit: limit + 1 });
  const { shown: page, next } = pageOf(rows, limit, (row) => [row.attribution_id]);
  const personIds = page.map((row) => row.person_id);
  const refs = await peopleRefs(ctx, [...personIds, ...page.map((row) => row.object_id)]);
  const [sales, waiting] = await Promise.all([boughtLately(ctx, personIds), waitingChanges(ctx, personIds)]);
  return {
    data: page.flatMap((row): Orphan[] => {
      const person = refs.get(row.person_id);
      const change = waiting.get(row.person_id);
      if (!person) return [];
      return [
        {
          person,
          stage: row.stage,
          from: refs.get(row.object_id) ?? null,
          since: row.to_at.toISOString(),
          cause: row.ended,
          sales: moneyJson(sales.get(row.person_id) ?? 0n, ctx.tenant.currency),
          waiting: change === undefined ? null : publicId('attributionChange', change),
        },
      ];
    }),
    next,
  };
}

/**
 * Hands customers of the pool over to somebody, or to the house: together, by one decision. Those who are in it no more, or cannot go
 * there, stay as they are and are named.
 * @throws `person.notFound`, `attribution.backdated`, `attributionChange.waiting`
 */
export async function handOverPool(
  ctx: Ctx,
  { people, to, reason, effectiveAt }: { people: readonly string[]; to: string | null; reason: string; effectiveAt: Date | undefined },
): Promise<HandedOver> {
  const asked: Uuid[] = [];
  for (const [i, ref] of people.entries()) asked.push((await findPerson(ctx, ref, `/people/${i}`)).person_id);
  const object = to === null ? null : (await findPerson(ctx, to, '/to')).person_id;
  const personIds = [...new Set(asked)];
  const there = new Set((await reassignPool(ctx, { personIds, limit: personIds.length })).map((row) => row.person_id));
  const gone = personIds.filter((personId) => !there.has(personId));
  const refs = await peopleRefs(ctx, personIds);
  const refOf = (personId: Uuid): PersonRef => refs.get(personId) ?? { id: publicId('person', personId), externalId: null, name: null };
  const done = there.size === 0 ? null : await changeHands(ctx, { people: [...there], object, reason, effectiveAt, isForGood: true });
  return {
    state: done?.state ?? 'done',
    change: done?.state === 'waiting' ? await attributionChangeReply(ctx, done.changeId) : null,
    handedOver: done?.state === 'done' ? done.moved.map(refOf) : [],
    refused: [
      ...gone.map((personId) => ({ person: refOf(personId), code: 'pool.gone' })),
      ...(done?.refused ?? []).map((one) => ({ person: refOf(one.personId), code: `attribution.${one.reason}` })),
    ],
  };
}
