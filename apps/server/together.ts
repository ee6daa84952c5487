import { Batcher } from '../../kit/batch/index.ts';
import type { Actor, Ctx } from '../../kit/ctx.ts';
import { assert, DomainError } from '../../kit/errors/index.ts';
import { firstAnswers, rememberAnswers, type Answer, type Answered, type KeyUse, type Route, type Served } from '../../kit/http/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { GUEST, openTenantCtx, peopleSignedIn } from '../../rooms/identity/index.ts';
import { callerName, again } from './repeats.ts';
import { answerOf, refusedWith, responseOf } from './replies.ts';
import { admit, assertMay, isKept, refuse, type Visit } from './visit.ts';

/** A request of a route with `tx: 'batch'`, read and waiting for its turn. */
interface Seat {
  readonly visit: Visit;
  readonly together: AnyTogether;
  readonly input: AskedOf<AnyTogether>;
  /** A transaction may be run again; the request still is one. */
  isCounted: boolean;
}

type AnyTogether = NonNullable<Route['together']>;
type AskedOf<T extends AnyTogether> = Parameters<T['ask']>[1];

/** Serves requests many at a time: brand by brand, counter by counter, and caller by caller but for the people in a shop, who come together. */
export type Counters = Batcher<Seat, Response>;

const MOST_AT_ONCE = 500;
// More would wait longer than whoever asked.
const MOST_WAITING = 2_000;

export function openCounters(): Counters {
  return new Batcher({
    work: serveTogether,
    // Who acts is written beside what was done, so one transaction has one actor. What somebody does in a shop is their own by what they
    // ask for, which names them.
    companyOf: ({ visit, together }) => `${together.counter.name} ${isPerson(visit) ? 'people' : callerName(visit.arrival.caller)}`,
    mostAtOnce: MOST_AT_ONCE,
    mostWaiting: MOST_WAITING,
  });
}

/**
 * Answers a request from the batch that takes it.
 * @param input its query and body, in the shapes of its route
 */
export async function serveAtCounter(visit: Visit, together: AnyTogether, input: AskedOf<AnyTogether>): Promise<Response> {
  try {
    return await visit.house.counters.submit(visit.tenantId, { visit, together, input, isCounted: false });
  } catch (error) {
    // What fails a request that stands alone fails it for good: its transaction is rolled back by now.
    return await refuse(visit, error, true);
  }
}

/** One transaction: the effects of all, the answer of each under its key; all of it or nothing. */
async function serveTogether(tenantId: Uuid, seats: readonly Seat[]): Promise<Response[]> {
  const [first] = seats;
  assert(first, 'a batch is of somebody');
  const { house, arrival } = first.visit;
  const options = { how: 'write', recordedAt: house.now(), requestId: arrival.requestId, log: house.log } as const;
  let isIn = false;
  try {
    return await openTenantCtx(house.db, tenantId, isPerson(first.visit) ? SHOP : arrival.caller, options, async (ctx) => {
      isIn = true;
      return await serveAll(ctx, seats, await actorsOf(ctx, seats));
    });
  } catch (error) {
    // Whoever has no part in the brand (any more) is told so once and for all requests.
    if (isIn || !(error instanceof DomainError)) throw error;
    return seats.map(({ visit }) => responseTo(visit, { kind: 'refused', error }).response);
  }
}

/** In whose name people's requests are written down together. */
const SHOP: Actor = { kind: 'system', id: 'shop', name: 'shop', role: 'person' };

function isPerson({ arrival }: Visit): boolean {
  return arrival.caller.kind === 'person';
}

/** Who each request is of: people by their sessions as they stand now, all others as whom the transaction was opened. */
async function actorsOf(ctx: Ctx, seats: readonly Seat[]): Promise<(seat: Seat) => Actor> {
  const sessionOf = ({ visit }: Seat): Uuid | null => (visit.arrival.caller.kind === 'person' ? visit.arrival.caller.sessionId : null);
  const sessions = seats.flatMap((seat) => sessionOf(seat) ?? []);
  const people = sessions.length > 0 ? await peopleSignedIn(ctx, sessions) : new Map<Uuid, Actor>();
  return (seat) => {
    const session = sessionOf(seat);
    return session === null ? ctx.actor : (people.get(session) ?? GUEST);
  };
}

async function serveAll(ctx: Ctx, seats: readonly Seat[], actorOf: (seat: Seat) => Actor): Promise<Response[]> {
  const known = await firstAnswers(
    ctx.sql,
    seats.flatMap(({ visit }) => visit.keyUse ?? []),
  );
  const turns = seats.map((seat) => turnOf({ ...ctx, actor: actorOf(seat) }, seat, known));
  const asking = turns.flatMap((turn) => (turn.kind === 'asks' ? [turn] : []));
  const counter = seats[0]?.together.counter;
  const served =
    counter && asking.length > 0
      ? await counter.serve(
          ctx,
          asking.map((turn) => turn.ask),
        )
      : [];
  assert(served.length === asking.length, 'every ask is answered');
  const answers = new Map(asking.map((turn, i) => [turn.seat, served[i] as Served]));
  const kept: Answered[] = [];
  const responses = turns.map((turn) => {
    if (turn.kind === 'again') return again(turn.first);
    const { visit } = turn.seat;
    const what = turn.kind === 'refused' ? turn : (answers.get(turn.seat) as Served);
    const { answer, response } = responseTo(visit, what);
    const isOurs = turn.kind === 'asks' || turn.isAsked;
    if (visit.keyUse && isOurs && (what.kind === 'done' || isKept(what.error))) kept.push({ use: visit.keyUse, answer });
    return response;
  });
  await rememberAnswers(ctx.sql, kept);
  return responses;
}

type Turn =
  | { readonly kind: 'asks'; readonly seat: Seat; readonly ask: unknown }
  | { readonly kind: 'again'; readonly seat: Seat; readonly first: Answer }
  /** `isAsked`: its key was free, so the refusal is its answer */
  | { readonly kind: 'refused'; readonly seat: Seat; readonly error: DomainError; readonly isAsked: boolean };

/** Whether they may, whether it was answered before, and what is asked, in this order. */
function turnOf(ctx: Ctx, seat: Seat, known: ReadonlyMap<KeyUse, Answer | DomainError>): Turn {
  const { visit, together, input } = seat;
  let isAsked = false;
  try {
    if (seat.isCounted) assertMay(visit.route, ctx);
    else {
      seat.isCounted = true;
      admit(visit, ctx);
    }
    const first = visit.keyUse && known.get(visit.keyUse);
    if (first instanceof DomainError) throw first;
    if (first) return { kind: 'again', seat, first };
    isAsked = true;
    return { kind: 'asks', seat, ask: together.ask({ ...ctx, requestId: visit.arrival.requestId }, input) };
  } catch (error) {
    if (error instanceof DomainError) return { kind: 'refused', seat, error, isAsked };
    throw error;
  }
}

function responseTo({ house, route, arrival }: Visit, what: Served): { answer: Answer; response: Response } {
  if (what.kind === 'refused') return refusedWith(house, what.error, { ...arrival, route: route.id });
  const answer = answerOf(house, route, what.reply);
  return { answer, response: responseOf(answer) };
}
