import type { Ctx } from '../../kit/ctx.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { keepTraces, traceHash, whoLeft, type LeftTrace, type TraceKind } from '../../rooms/relations/index.ts';
import type { MoneyCommand } from './commands.ts';
import type { World } from './world.ts';

/** Payers, devices and addresses that a batch comes with, as hashes: who left them before, and who leaves them now. */
export interface Traces {
  /** `kind value` as told → hash */
  readonly hashes: ReadonlyMap<string, string>;
  /** person → `kind hash` of those of this batch that they left, now or before */
  readonly of: Map<Uuid, Set<string>>;
  readonly fresh: LeftTrace[];
}

export function noTraces(): Traces {
  return { hashes: new Map(), of: new Map(), fresh: [] };
}

/** Reads who left the traces that these commands come with; nothing is read where none comes with any. */
export async function loadTraces(ctx: Ctx, commands: readonly MoneyCommand[]): Promise<Traces> {
  const traces = noTraces();
  const hashes = new Map<string, string>();
  const told: { kind: TraceKind; hash: string }[] = [];
  for (const [kind, value] of commands.flatMap(tracesIn)) {
    const hash = hashes.has(`${kind} ${value}`) ? null : traceHash(ctx, kind, value);
    if (hash === null) continue;
    hashes.set(`${kind} ${value}`, hash);
    told.push({ kind, hash });
  }
  for (const [key, people] of await whoLeft(ctx, told)) for (const personId of people) know(traces, personId, key);
  return { ...traces, hashes };
}

type TracesOf = Pick<Extract<MoneyCommand, { kind: 'placeOrder' }>, 'device' | 'address'> &
  Pick<Extract<MoneyCommand, { kind: 'recordPayment' }>, 'payer'>;

function tracesIn(command: MoneyCommand | TracesOf): [kind: TraceKind, value: string][] {
  const { payer, device, address } = command as TracesOf;
  return [
    ...(payer ? [['payer', payer] as [TraceKind, string]] : []),
    ...(device ? [['device', device] as [TraceKind, string]] : []),
    ...(address ? [['address', address] as [TraceKind, string]] : []),
  ];
}

/** Somebody's order or payment came with these. */
export function leaveTraces({ traces }: World, personId: Uuid, command: TracesOf): void {
  for (const [kind, value] of tracesIn(command)) {
    const hash = traces.hashes.get(`${kind} ${value}`);
    if (hash === undefined) continue;
    know(traces, personId, `${kind} ${hash}`);
    traces.fresh.push({ kind, hash, personId });
  }
}

/** What a buyer and somebody who earns from them have in common, as the batch knows it; nothing in trials without limits. */
export function sharedBy({ traces, holds }: World, buyerId: Uuid, payeeId: Uuid): readonly TraceKind[] {
  if (holds.guards === null || holds.guards.isTrial || buyerId === payeeId) return [];
  const before = holds.guards.shared.get(`${buyerId} ${payeeId}`) ?? [];
  const own = traces.of.get(buyerId);
  if (own === undefined) return before;
  const kinds = new Set(before);
  const theirs = traces.of.get(payeeId);
  for (const key of own) if (theirs?.has(key) === true) kinds.add(key.slice(0, key.indexOf(' ')) as TraceKind);
  return [...kinds];
}

function know({ of }: Traces, personId: Uuid, key: string): void {
  const known = of.get(personId);
  if (known) known.add(key);
  else of.set(personId, new Set([key]));
}

/** Keeps what the batch left. */
export async function writeTraces(ctx: Ctx, { traces }: World): Promise<void> {
  await keepTraces(ctx, traces.fresh);
}
