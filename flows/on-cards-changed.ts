import type { Ctx } from '../kit/ctx.ts';
import { assert } from '../kit/errors/index.ts';
import type { DomainEvent } from '../kit/events/index.ts';
import { prepareHistory } from '../rooms/analytics/index.ts';
import type { CardsChanged, MemberSpan } from '../rooms/membership/index.ts';
import { loadPeople } from '../rooms/relations/index.ts';

/** When somebody's card lies still or runs again, their stage and its history are derived anew in the same transaction. */
export async function onCardsChanged(ctx: Ctx, { payload }: DomainEvent<CardsChanged>): Promise<void> {
  const { lane, personId, before, after } = payload;
  const person = (await loadPeople(ctx, [personId])).get(personId);
  assert(person, 'whoever has a card is a person');
  const standings = { only: 'member' as const, before: asMember(before), after: asMember(after) };
  const change = { personId, node: person.node, before: person.facts, after: person.facts, orders: [], returns: [], standings };
  const history = await prepareHistory(ctx, lane, { people: [change] });
  await history.write();
}

/** Memberships as history reads them. */
export function asMember(spans: readonly MemberSpan[]): { kind: 'member'; from: number; to: number | null }[] {
  return spans.map((span) => ({ kind: 'member', ...span }));
}
