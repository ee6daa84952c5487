import type { Ctx } from '../kit/ctx.ts';
import type { DomainEvent } from '../kit/events/index.ts';
import { prepareHistory } from '../rooms/analytics/index.ts';
import type { PersonFactsChanged } from '../rooms/relations/index.ts';

/** When what a stage or an origin depends on changes, the histories it touches are derived anew in the same transaction. */
export async function onPersonFactsChanged(ctx: Ctx, { payload }: DomainEvent<PersonFactsChanged>): Promise<void> {
  const people = payload.people.map((change) => ({ ...change, orders: [], returns: [] }));
  const history = await prepareHistory(ctx, payload.lane, { people, movedNodes: payload.movedNodes });
  await history.write();
}
