import type { Ctx } from '../ctx.ts';
import { DomainError } from '../errors/index.ts';
import type { Uuid } from '../ids/index.ts';

/** Who asks in the shop: the id of the person who signed in, null for a guest. */
export function visitorOf(ctx: Ctx): Uuid | null {
  return ctx.actor.kind === 'person' ? ctx.actor.id : null;
}

/**
 * The person whose own things are asked for.
 * @throws DomainError `auth.required` for anybody who is no signed-in person of this brand
 */
export function buyerOf(ctx: Ctx): Uuid {
  const personId = visitorOf(ctx);
  if (personId === null) throw new DomainError('auth.required');
  return personId;
}
