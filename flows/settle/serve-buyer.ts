import { newId, publicId, type Uuid } from '../../kit/ids/index.ts';
import { move, netted } from '../../rooms/ledger/index.ts';
import { orderCancelled, remainingBase, unknownLine } from '../../rooms/orders/index.ts';
import { allocate, owed, serviceExists, serviceTooLate, type ServedLine, type ServiceAct } from '../../rooms/partners/index.ts';
import { personNotFound } from '../../rooms/relations/index.ts';
import type { LogService, Outcome } from './commands.ts';
import { startHold } from './confirm-receipt.ts';
import { draftOf } from './drafts.ts';
import { guardAccrual, ownerOf } from './holds.ts';
import { addCommissions, newCommission } from './record-payment.ts';
import type { OrderDraft, World } from './world.ts';

/**
 * Somebody served the buyer of a line (rules.md C4). The first act on a line is the one a plan with a service role pays: with the other
 * commissions when it was logged before the payment, else at once, on what is left of the line.
 * @throws `order.notFound`, `order.isRecord`, `order.cancelled`, `line.unknown`, `person.notFound`, `service.exists` (the external id with other
 * content), `service.tooLate` (the commissions of the line became somebody's already)
 */
export function logService(world: World, command: LogService): Outcome {
  const draft = draftOf(world, command.order);
  const { order } = draft;
  const person = world.people.get(command.person);
  if (!person) throw personNotFound('/person');
  const first = command.externalId === null ? undefined : world.acts.get(command.externalId);
  if (first) {
    const isSame =
      first.orderId === order.orderId &&
      first.line === command.line &&
      first.what === command.what &&
      ownerOf(world, first.person.personId) === person.personId;
    if (!isSame) throw serviceExists(command.externalId ?? '', publicId('serviceAct', first.actId));
    return { kind: 'service', orderId: order.orderId, actId: first.actId, isRepeat: true };
  }
  if (order.cancelledAt !== null) throw orderCancelled();
  if (!order.lines[command.line - 1]) throw unknownLine(command.line, '/line');
  const known = world.actsOf.get(order.orderId) ?? [];
  const act: ServiceAct = {
    actId: newId(),
    externalId: command.externalId,
    orderId: order.orderId,
    nth: known.length + 1,
    line: command.line,
    person: {
      personId: person.personId,
      depth: 0,
      stage: person.stage,
      level: world.standings.get(person.personId)?.level ?? null,
      isFrozen: world.standings.get(person.personId)?.isFrozen ?? false,
    },
    what: command.what,
    at: Math.min(command.at ?? world.now, world.now),
    isLate: order.paidAt !== null,
  };
  const isPaidFor =
    draft.snapshot?.plan.roles.some((role) => role.role === 'service') === true && !known.some((one) => one.line === act.line);
  if (isPaidFor && act.isLate && isReleased(world, order.orderId, act.line)) throw serviceTooLate();
  world.actsOf.set(order.orderId, [...known, act]);
  if (act.externalId !== null) world.acts.set(act.externalId, act);
  world.newActs.push(act);
  serve(world, draft, act, act.nth);
  return { kind: 'service', orderId: order.orderId, actId: act.actId, isRepeat: false };
}

function isReleased(world: World, orderId: Uuid, line: number): boolean {
  return (world.commissions.get(orderId) ?? []).some((row) => row.line === line && row.confirmedAt !== null);
}

/** An act becomes part of what the order fixed; one that was logged after the payment is paid now. @param nth numbers it within the order */
export function serve(world: World, draft: OrderDraft, { line: number, person, isLate }: ServedLine, nth: number): void {
  const { order, snapshot } = draft;
  if (!snapshot) return;
  draft.snapshot = { ...snapshot, served: [...(snapshot.served ?? []), { line: number, person, isLate }] };
  const line = order.lines[number - 1];
  if (!isLate || !line || snapshot.served?.some((act) => act.line === number) === true) return;
  const earned = allocate(draft.snapshot).allocations.find((each) => each.role === 'service' && each.line === number);
  const left = earned ? owed(earned, remainingBase(line)) : 0n;
  if (!earned || left === 0n) return;
  const row = { ...newCommission(order.orderId, earned), reversed: earned.amount - left };
  guardAccrual(world, draft, [row]);
  addCommissions(world, order.orderId, [row]);
  world.postings.push({
    source: 'commission',
    sourceId: order.orderId,
    kind: 'accrual',
    // The accrual of the payment is number 0.
    seq: nth,
    at: world.ctx.now,
    entries: netted(move(left, { account: 'commission:expense' }, { account: 'pending', personId: ownerOf(world, row.payeeId) })),
  });
  if (line.receivedAt !== null) startHold(world, draft, [line]);
}
