import type { Ctx } from '../../kit/ctx.ts';
import { assert, DomainError } from '../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { moneyJson } from '../../kit/money/index.ts';
import { audit } from '../../rooms/identity/index.ts';
import { balancesOf } from '../../rooms/ledger/index.ts';
import { tellPerson } from '../../rooms/membership/index.ts';
import { openBusinessOf } from '../../rooms/orders/index.ts';
import { openWithdrawalOf } from '../../rooms/partners/index.ts';
import { pointsOf } from '../../rooms/points/index.ts';
import type { ErasureLoss, ErasureRequest, ErasureWait, MyData } from '../../rooms/relations/api.ts';
import {
  COOLING_DAYS,
  dueErasures,
  endErasure,
  erasuresPage,
  openErasure,
  openErasureOf,
  peopleRefs,
} from '../../rooms/relations/index.ts';
import { eraseRecords } from '../erase-person.ts';

interface Standing {
  readonly waits: ErasureWait[];
  readonly losses: ErasureLoss[];
}

/** What has to be settled before somebody can be forgotten, and what is worth something to them and goes with the account. */
async function standingOf(ctx: Ctx, personId: Uuid): Promise<Standing> {
  const money = (amount: bigint) => moneyJson(amount, ctx.tenant.currency);
  const { orders, claims } = await openBusinessOf(ctx, personId);
  const withdrawals = (await openWithdrawalOf(ctx, personId)) === null ? 0 : 1;
  const balances = (await balancesOf(ctx, [personId])).get(personId);
  assert(balances, 'everybody has balances');
  const points = await pointsOf(ctx, personId);
  const counts = { orders, claims, withdrawals };
  const owed = { debt: balances.receivable, held: balances.held };
  const worth = { earnings: balances.pending + balances.available, cards: balances.prepaid };
  const count = BigInt(points.balance) + BigInt(points.coming);
  return {
    waits: [
      ...(['orders', 'claims', 'withdrawals'] as const).flatMap((kind) => (counts[kind] > 0 ? [{ kind, count: counts[kind] }] : [])),
      ...(['debt', 'held'] as const).flatMap((kind) => (owed[kind] > 0n ? [{ kind, amount: money(owed[kind]) }] : [])),
    ],
    losses: [
      ...(['earnings', 'cards'] as const).flatMap((kind) => (worth[kind] > 0n ? [{ kind, amount: money(worth[kind]) }] : [])),
      ...(count > 0n ? [{ kind: 'points' as const, count: `${count}` }] : []),
    ],
  };
}

/** How it stands with being forgotten, as the person themselves sees it. */
export async function erasureReply(ctx: Ctx, personId: Uuid): Promise<MyData['erasure']> {
  const open = await openErasureOf(ctx, personId);
  return { request: open ? timesOf(open) : null, ...(await standingOf(ctx, personId)), days: COOLING_DAYS };
}

/**
 * A person wants to be forgotten (P18). Nothing happens for a week; then it is done as soon as nothing is left to settle. On the record.
 * @throws DomainError `erasure.losses` unless they leave what is worth something to them here
 */
export async function askToBeErased(ctx: Ctx, personId: Uuid, { givesUp }: { givesUp: boolean }): Promise<void> {
  const { losses } = await standingOf(ctx, personId);
  if (losses.length > 0 && !givesUp) throw new DomainError('erasure.losses', { losses, pointer: '/givesUp' });
  await openErasure(ctx, personId, { givesUp });
  await note(ctx, 'asked', personId);
}

/** They stay. On the record. */
export async function keepAccount(ctx: Ctx, personId: Uuid): Promise<void> {
  if (!(await openErasureOf(ctx, personId))) return;
  await endErasure(ctx, personId, 'withdrawn');
  await note(ctx, 'withdrawn', personId);
}

/**
 * Looks at the next person whose time to think is over, and forgets them when nothing is left to settle; otherwise they wait, and are told
 * once when something came up that they have not said they leave. One transaction per person: killed in between, it is done or it is not.
 * @param after whom was looked at before
 * @returns whom it looked at; null = nobody is left
 */
export async function eraseNextDue(ctx: Ctx, after: Uuid | null): Promise<Uuid | null> {
  const [wish] = await dueErasures(ctx, { after: after ?? undefined, limit: 1 });
  if (!wish) return null;
  const { waits, losses } = await standingOf(ctx, wish.personId);
  if (losses.length > 0 && !wish.givesUp) {
    await tellPerson(ctx, wish.personId, { kind: 'erasure.losses', facts: {}, once: wish.requestId });
  } else if (waits.length === 0) {
    await eraseRecords(ctx, wish.personId, { isTrial: false });
  }
  return wish.requestId;
}

/** Who asked to be forgotten, those who asked first; the open ones with what they wait for. */
export async function listErasures(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined; state?: ErasureRequest['state'] | undefined },
): Promise<{ data: ErasureRequest[]; next: string | null }> {
  const { shown, next } = await erasuresPage(ctx, page);
  const people = await peopleRefs(
    ctx,
    shown.map((wish) => wish.personId),
  );
  const data: ErasureRequest[] = [];
  for (const wish of shown) {
    const person = people.get(wish.personId);
    assert(person, 'requests are somebody’s');
    const isOpen = wish.state === 'open';
    data.push({
      id: publicId('erasureRequest', wish.requestId),
      externalId: null,
      person,
      state: wish.state,
      ...timesOf(wish),
      endedAt: wish.endedAt?.toISOString() ?? null,
      waits: isOpen ? (await standingOf(ctx, wish.personId)).waits : [],
      isLate: (wish.endedAt ?? ctx.now) > wish.dueAt,
    });
  }
  return { data, next };
}

function timesOf(wish: { askedAt: Date; eraseAt: Date; dueAt: Date }): { askedAt: string; eraseAt: string; dueAt: string } {
  return { askedAt: wish.askedAt.toISOString(), eraseAt: wish.eraseAt.toISOString(), dueAt: wish.dueAt.toISOString() };
}

async function note(ctx: Ctx, what: 'asked' | 'withdrawn', personId: Uuid): Promise<void> {
  await audit(ctx, {
    action: `person.erasure${what === 'asked' ? 'Asked' : 'Withdrawn'}`,
    subjectKind: 'person',
    subjectId: publicId('person', personId),
  });
}
