import { seeded } from '../../kit/random/index.ts';
import type { Zone } from '../../kit/time/index.ts';
import type { Acts, Shopper } from './acts.ts';
import type { LiveDay, LiveOrder, Sample } from './generate.ts';
import living from './living.json' with { type: 'json' };
import { fen, setUp } from './set-up.ts';

const HOUR_MS = 3_600_000;
const MORNING = 9 * HOUR_MS;
const EVENING = 20 * HOUR_MS;

/** So many are asked at once; the money lane lets them share a commit. */
const AT_ONCE = 16;

/** How often a regular comes for the cup of the day. */
const COMES_FOR_CUP = 0.7;
const REVIEWS = 0.3;
/** Of the regulars, these take a second card when the first has ended. */
const RENEW = 7;

const monthCard = { product: living.month.id, quantity: 1, refunded: 0 };

interface Placed {
  readonly id: string;
  readonly total: { readonly amount: string; readonly currency: string };
}

interface Regular {
  readonly person: string;
  readonly phone: string;
}

/** What a brand's last weeks are lived with. */
export interface Life {
  readonly acts: Acts;
  readonly zone: Zone;
  readonly seed: number;
  readonly sample: Sample;
  /** the brand's present, epoch ms */
  now(): Promise<number>;
  moveTo(ms: number): Promise<void>;
  /** true once the process is to end: the day that runs is finished, the rest waits */
  isEnding(): boolean;
}

/**
 * Lives the last weeks of the sample brand through the API: people arrive and introduce each other, buy, join, drink their cups, are served and
 * paid. Days that are behind the brand's clock were lived before; what a day that broke off had done answers again as it did.
 * @returns whether the last day is over
 */
export async function liveThrough(life: Life): Promise<boolean> {
  const { acts, sample, zone } = life;
  const { outlets } = await setUp(acts, sample.partners);
  const regulars = sample.regulars.map((person, i): Regular => ({ person, phone: `199000000${String(10 + i)}` }));
  const signedIn = new Map<string, Shopper>();
  for (const [index, each] of sample.live.entries()) {
    if ((await life.now()) >= zone.startOf(each.day + 1)) continue;
    if (life.isEnding()) return false;
    await morning(life, each);
    await evening(life, each, index, regulars);
    await drinkCups(life, each, index, { regulars, signedIn, outlet: outlets[index % outlets.length] ?? '' });
  }
  return true;
}

async function morning({ acts, zone, moveTo }: Life, { day, met }: LiveDay): Promise<void> {
  await moveTo(zone.startOf(day) + MORNING);
  await together(met, async ({ id, name, source, consents }) => {
    const consent = consents ? { consent: { channel: 'sms' } } : {};
    await acts.post('/people', id, { externalId: id, name, ...(source === null ? {} : { source }), ...consent });
  });
  // One after another: whom somebody brings today may bring somebody today.
  for (const { id, referrer } of met) {
    if (referrer !== null) await acts.post('/referrals', `${id} by ${referrer}`, { person: `ext:${id}`, referrer: `ext:${referrer}` });
  }
}

async function evening({ acts, zone, moveTo }: Life, { day, orders }: LiveDay, index: number, regulars: readonly Regular[]): Promise<void> {
  await moveTo(zone.startOf(day) + EVENING);
  await together(orders, async (order) => await sell(acts, order));
  const joins = orders.filter((each) => each.joins);
  await together(joins, async ({ id, person }) => {
    await sell(acts, { id: `${id}-Y`, person, lines: [{ product: living.year.id, quantity: 1, refunded: 0 }] });
  });
  if (index > 1) return;
  // Half begin on the first day, half on the second.
  await together(
    regulars.filter((_, i) => i % 2 === index),
    async ({ person, phone }) => {
      await acts.patch(`/people/ext:${person}`, `${person} leaves a number`, { phone, consent: { channel: 'sms' } });
      await sell(acts, { id: `M-${person}`, person, lines: [monthCard] });
    },
  );
}

async function sell(acts: Acts, { id, person, lines }: Omit<LiveOrder, 'joins'>): Promise<void> {
  const order = await acts.post<Placed>('/orders', id, {
    externalId: id,
    person: `ext:${person}`,
    lines: lines.map(({ product, quantity }) => ({ product: `ext:${product}`, quantity })),
    scene: 'silent',
  });
  if (order.total.amount !== '0')
    await acts.post(`/orders/${order.id}/payments`, `${id} paid`, { amount: order.total, provider: 'manual' });
  await acts.post(`/orders/${order.id}/receipt`, `${id} received`, {});
  const back = lines.flatMap(({ refunded }, i) => (refunded > 0 ? [{ line: i + 1, amount: fen(refunded) }] : []));
  if (back.length > 0) await giveBack(acts, order, id, back);
}

/** A price that was lower than the list's leaves less to give back. */
async function giveBack(
  acts: Acts,
  { id }: Placed,
  name: string,
  wanted: readonly { line: number; amount: ReturnType<typeof fen> }[],
): Promise<void> {
  const { lines } = await acts.get<{ lines: { base: { amount: string } }[] }>(`/orders/${id}`);
  const given = wanted.map(({ line, amount }) => ({
    line,
    amount: fen(Math.min(Number(amount.amount), Number(lines[line - 1]?.base.amount))),
  }));
  await acts.post(`/orders/${id}/refunds`, `${name} back`, { lines: given.filter(({ amount }) => amount.amount !== '0') });
}

/** Regulars show their code at the counter, pass the steps of the ceremony, and now and then say how it was. Most take another card when theirs ends. */
async function drinkCups(
  { acts, seed }: Life,
  { orders }: LiveDay,
  index: number,
  at: { regulars: readonly Regular[]; signedIn: Map<string, Shopper>; outlet: string },
): Promise<void> {
  const random = seeded(seed - index - 1);
  for (const [i, { person, phone }] of at.regulars.entries()) {
    const [comes, says, of] = [random(), random(), Math.floor(random() * living.reviews.length)];
    // The second half holds a card from the second day on.
    if (i % 2 > index || comes > COMES_FOR_CUP) continue;
    const known = at.signedIn.get(person);
    const shopper = known ?? (await acts.shopper(phone));
    at.signedIn.set(person, shopper);
    if (!known) await passCeremony(shopper, person);
    const card = await cupCard(shopper);
    if (!card && i < RENEW) await sell(acts, { id: `M-${person}-2`, person, lines: [monthCard] });
    if (card && card.now?.left !== '0') {
      // A code is good for a minute and once: it is not asked for by name.
      const { code } = await shopper.post<{ code: string }>('/me/redemptions/code', null, { card: card.id });
      await acts.post('/redemptions', null, { code, outlet: at.outlet });
    }
    const bought = orders.find((each) => each.person === person);
    if (!bought || says > REVIEWS) continue;
    // The shop knows orders by its own names alone.
    const { id } = await acts.get<Placed>(`/orders/ext:${bought.id}`);
    await shopper.post(`/orders/${id}/reviews`, `${bought.id} said`, { line: 1, stars: living.stars[of], text: living.reviews[of] });
  }
}

async function passCeremony(shopper: Shopper, person: string): Promise<void> {
  const { steps } = await shopper.get<{ steps: { step: string; doneAt: string | null }[] }>('/me/ceremony');
  for (const { step, doneAt } of steps) if (doneAt === null) await shopper.post('/me/ceremony/steps', `${person} ${step}`, { step });
}

interface HeldCard {
  readonly id: string;
  readonly state: string;
  readonly grant: { readonly item: object | null } | null;
  readonly now: { readonly left: string } | null;
}

/** Their card of a cup a day; undefined without one in force. */
async function cupCard(shopper: Shopper): Promise<HeldCard | undefined> {
  const { data } = await shopper.get<{ data: HeldCard[] }>('/me/cards');
  return data.find(({ state, grant }) => state === 'active' && grant?.item != null);
}

/** Asks so many at once; all are through when it resolves. @throws the first refusal, after those under way */
async function together<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  for (let i = 0; i < items.length; i += AT_ONCE) {
    const told = await Promise.allSettled(items.slice(i, i + AT_ONCE).map(act));
    const refused = told.find((each) => each.status === 'rejected');
    if (refused) throw refused.reason;
  }
}
