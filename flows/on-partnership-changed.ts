import type { Ctx } from '../kit/ctx.ts';
import { assert } from '../kit/errors/index.ts';
import type { DomainEvent } from '../kit/events/index.ts';
import { prepareHistory } from '../rooms/analytics/index.ts';
import type { PartnershipChanged, PartnershipSpan } from '../rooms/partners/index.ts';
import { loadPeople } from '../rooms/relations/index.ts';

/** When somebody becomes a partner or is one no more, their stage and its history are derived anew in the same transaction. */
export async function onPartnershipChanged(ctx: Ctx, { payload }: DomainEvent<PartnershipChanged>): Promise<void> {
  const { personId } = payload;
  const person = (await loadPeople(ctx, [personId])).get(personId);
  assert(person, 'a partner is a person');
  const change = {
    personId,
    node: person.node,
    before: person.facts,
    after: person.facts,
    orders: [],
    returns: [],
    standings: { only: 'partner' as const, before: standings(payload.before), after: standings(payload.after) },
  };
  const history = await prepareHistory(ctx, payload.lane, { people: [change] });
  await history.write();
}

/** Partnerships as history reads them. */
export function standings(spans: readonly PartnershipSpan[]): { kind: 'partner'; from: number; to: number | null }[] {
  return spans.map(({ from, to }) => ({ kind: 'partner', from, to }));
}
