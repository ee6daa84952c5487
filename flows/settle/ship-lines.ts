import { newId } from '../../kit/ids/index.ts';
import { nothingToShip, ship, type LiveLine } from '../../rooms/orders/index.ts';
import type { Outcome, ShipLines } from './commands.ts';
import { draftOf } from './drafts.ts';
import { refuseDefault } from './instalments.ts';
import type { World } from './world.ts';

const DAY_MS = 86_400_000;

/**
 * Lines leave for the customer; they count as received some days later, as the brand says now, unless somebody says so before. Told again it answers with the
 * shipment that is there.
 * @throws `order.notFound`, `order.isRecord`, `order.unpaid`, `order.cancelled`, `line.unknown`, `shipment.nothing`,
 * `instalment.overdue`
 */
export function shipLines(world: World, command: ShipLines): Outcome {
  const draft = draftOf(world, command.order);
  const { order } = draft;
  const known = world.shipments.get(order.orderId) ?? [];
  if (isNews(order.lines, command.lines)) refuseDefault(world, draft);
  const fresh = ship(order, world.now, command.lines, world.receivedAfterDays * DAY_MS);
  if (fresh.length === 0) {
    const first = known.at(-1);
    if (!first) throw nothingToShip();
    return { kind: 'shipment', orderId: order.orderId, shipmentId: first.shipmentId, isRepeat: true };
  }
  draft.isChanged = true;
  for (const line of fresh) draft.changedLines.add(line);
  const { carrier, number } = command;
  const shipment = { shipmentId: newId(), orderId: order.orderId, lines: fresh.map((line) => line.line), carrier, number, at: world.now };
  world.newShipments.push(shipment);
  world.shipments.set(order.orderId, [...known, shipment]);
  return { kind: 'shipment', orderId: order.orderId, shipmentId: shipment.shipmentId, isRepeat: false };
}

function isNews(lines: readonly LiveLine[], wanted: readonly number[] | null): boolean {
  return lines.some((line) => line.shippedAt === null && (wanted === null ? !line.isInstant : wanted.includes(line.line)));
}
