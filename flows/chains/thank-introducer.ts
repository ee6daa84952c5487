import type { Ctx } from '../../kit/ctx.ts';
import { DomainError } from '../../kit/errors/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { nameOf, tellPerson, THANKS_RECEIVED } from '../../rooms/membership/index.ts';
import { introducerOf, maskedName } from '../../rooms/relations/index.ts';

/**
 * A friend's one tap: whoever introduced them reads their thanks, the friend's name masked as everywhere (B12), once.
 * @throws DomainError `introducer.none` for whoever nobody introduced
 */
export async function thankIntroducer(ctx: Ctx, personId: Uuid): Promise<void> {
  const by = await introducerOf(ctx, personId);
  if (by === null) throw new DomainError('introducer.none');
  await tellPerson(ctx, by.personId, {
    kind: THANKS_RECEIVED,
    facts: { from: maskedName(await nameOf(ctx, personId)) },
    about: personId,
    once: personId,
  });
}
