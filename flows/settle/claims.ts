import { newId, parseId, type Uuid } from '../../kit/ids/index.ts';
import { claimNotFound, closeClaim as close, openClaim as open } from '../../rooms/orders/index.ts';
import type { CloseClaim, OpenClaim, Outcome } from './commands.ts';
import { confirmDue, startHold } from './confirm-receipt.ts';
import { draftOf } from './drafts.ts';
import type { World } from './world.ts';

/**
 * An after-sale claim: the hold of its lines stands still until it is closed (rules.md S2). What was due before it is confirmed first.
 * @throws `order.notFound`, `order.isRecord`, `order.unpaid`, `order.cancelled`, `line.unknown`, `claim.open`, `claim.nothing`
 */
export function openClaim(world: World, command: OpenClaim): Outcome {
  const draft = draftOf(world, command.order);
  const { orderId } = draft.order;
  const lines = open(draft.order, world.now, command.lines);
  confirmDue(world, world.commissions.get(orderId) ?? []);
  startHold(world, draft, lines);
  const claim = {
    claimId: newId(),
    orderId,
    lines: lines.map((line) => line.line),
    reason: command.reason,
    openedAt: world.now,
    closedAt: null,
    outcome: null,
  };
  world.newClaims.push(claim);
  world.claims.set(claim.claimId, claim);
  return { kind: 'claim', orderId, claimId: claim.claimId, isRepeat: false };
}

/** Closes a claim: the hold runs on, later by the time it stood still. Told again it changes nothing. @throws `claim.notFound` */
export function closeClaim(world: World, command: CloseClaim): Outcome {
  const claimId = parseId('claim', command.claim);
  const claim = claimId === null ? undefined : world.claims.get(claimId);
  const draft = claim && world.orders.get(claim.orderId);
  if (!claim || !draft) throw claimNotFound();
  const { orderId } = claim;
  if (claim.closedAt !== null) return { kind: 'claim', orderId, claimId: claim.claimId, isRepeat: true };
  startHold(world, draft, close(draft.order, world.now, claim.lines));
  claim.closedAt = world.now;
  claim.outcome = command.outcome;
  if (!isNew(world, claim.claimId)) world.closedClaims.push(claim);
  return { kind: 'claim', orderId, claimId: claim.claimId, isRepeat: false };
}

function isNew(world: World, claimId: Uuid): boolean {
  return world.newClaims.some((claim) => claim.claimId === claimId);
}
