import type { Ctx } from '../../../kit/ctx.ts';
import type { MoneyJson } from '../../../kit/money/index.ts';
import { dayText, type EpochDay } from '../../../kit/time/index.ts';
import type { findPerson } from '../../relations/index.ts';
import type { PersonPrediction } from '../prediction-api.ts';
import { renewalRate } from '../model/prediction/card-survival.ts';
import { farthestHorizon, nextWithin, personOutlook, WEEK, type PersonOutlook } from '../model/prediction/outlook.ts';
import { heldCard } from './card-terms.ts';
import { outlookOf, type KeptOutlook } from './outlook.ts';
import { money, personValueReply, valuesOfPeople } from './people-values.ts';
import { purchasesOf, type PersonPurchases } from './purchase-events.ts';

type PersonRow = Awaited<ReturnType<typeof findPerson>>;

/** Three years are a lifetime here: beyond it nothing of a shop of today is known. */
const LIFETIME = 156;
const DAY_MS = 86_400_000;

/** What one person is expected to do in the weeks after the last day of data, by the model fitted on all of it (CONTRACT §7). */
export async function personPrediction(ctx: Ctx, person: PersonRow, horizon: number): Promise<PersonPrediction> {
  const kept = await outlookOf(ctx);
  const own = kept && person.erased_at === null ? await ownPurchases(ctx, kept, person) : null;
  const nothing = {
    horizon,
    dataTo: kept && dayText(kept.outlook.last),
    madeAt: kept && kept.madeAt,
    person: person.erased_at === null ? ('neverBought' as const) : ('erased' as const),
    history: null,
    expectedOrders: null,
    expectedValue: null,
    pAlive: null,
    interval: null,
    valueInterval: null,
    perPurchase: null,
    isBeyondHistory: false,
    next: null,
    lifetime: null,
    card: null,
    lifetimeValue: null,
  };
  if (!kept) return { ...nothing, status: 'tooLittleData', reason: 'nobody', method: 'none', spendReason: null };
  const { model, last } = kept.outlook;
  const said = { status: model.status, reason: model.reason, method: model.method, spendReason: model.spendReason };
  if (!own) return { ...nothing, ...said };
  const outlook = personOutlook(model, own, horizon);
  const lifetimeWeeks = farthestHorizon(model, LIFETIME);
  const lifetime = personOutlook(model, own, lifetimeWeeks);
  const card = await cardReply(ctx, kept, person, horizon);
  const value = (await valuesOfPeople(ctx, kept, [{ id: person.person_id, node: person.node, own }])).get(person.person_id);
  return {
    ...nothing,
    ...said,
    person: 'known',
    history: historyReply(ctx, own),
    expectedOrders: outlook && outlook.orders,
    expectedValue: outlook && money(ctx, outlook.orders * outlook.each),
    // Whoever holds a card that ends stays or goes at its end: that is known better than what purchases say.
    pAlive: card?.stays ?? outlook?.alive ?? null,
    interval: outlook && { low: outlook.ordersLow, high: outlook.ordersHigh },
    valueInterval: outlook && valueInterval(ctx, outlook),
    perPurchase: outlook && money(ctx, outlook.each),
    isBeyondHistory: farthestHorizon(model, horizon) < horizon,
    next: nextReply(kept, own, last),
    lifetime: lifetime && {
      weeks: lifetimeWeeks,
      expectedOrders: lifetime.orders,
      value: money(ctx, lifetime.orders * lifetime.each),
      ...valueInterval(ctx, lifetime),
    },
    card,
    lifetimeValue: value ? personValueReply(ctx, kept, own, value) : null,
  };
}

async function ownPurchases(ctx: Ctx, { outlook }: KeptOutlook, { person_id: personId }: PersonRow): Promise<PersonPurchases | null> {
  return (await purchasesOf(ctx, [personId], outlook.last)).get(personId) ?? null;
}

/** How often somebody comes is uncertain, and so is the interval; what a purchase is worth is taken as expected. */
function valueInterval(ctx: Ctx, { ordersLow, ordersHigh, each }: PersonOutlook): { low: MoneyJson; high: MoneyJson } {
  return { low: money(ctx, ordersLow * each), high: money(ctx, ordersHigh * each) };
}

function historyReply(ctx: Ctx, own: PersonPurchases): NonNullable<PersonPrediction['history']> {
  return {
    purchaseDays: own.purchaseDays,
    firstOn: dayText(own.first),
    lastOn: dayText(own.last),
    meanPauseDays: own.repeats > 0 ? own.recencyDays / own.repeats : null,
    perRepeat: own.repeats > 0 ? money(ctx, own.value) : null,
  };
}

/** The day by which half of the people like this one have come again, between those by which a quarter and three quarters have. */
function nextReply({ outlook: { model } }: KeptOutlook, own: PersonPurchases, last: EpochDay): PersonPrediction['next'] {
  const dayOf = (share: number): string | null => {
    const weeks = nextWithin(model, own, share);
    // Beyond what is called a lifetime it is never.
    return weeks === null || weeks > LIFETIME ? null : dayText(last + Math.max(1, Math.ceil(weeks * WEEK)));
  };
  const [early, middle, late] = [dayOf(0.25), dayOf(0.5), dayOf(0.75)];
  return early === null ? null : { early, middle, late };
}

async function cardReply(ctx: Ctx, { cards }: KeptOutlook, person: PersonRow, horizon: number): Promise<PersonPrediction['card']> {
  const card = await heldCard(ctx, person.person_id);
  if (!card) return null;
  const { survival, ends, renewed } = cards;
  const termDays = Math.max(1, (card.endsAt.getTime() - card.startsAt.getTime()) / DAY_MS);
  const leftDays = (card.endsAt.getTime() - ctx.now.getTime()) / DAY_MS;
  const beyond = horizon * WEEK - leftDays;
  // So many ends of terms fall into the weeks ahead, and each asks whether they stay.
  const endsAhead = beyond < 0 ? 0 : Math.min(600, 1 + Math.floor(beyond / termDays));
  let stays = 1;
  for (let i = 1; survival && i <= endsAhead; i++) stays *= renewalRate(survival, card.renewals + i);
  return {
    endsAt: card.endsAt.toISOString(),
    renewals: card.renewals,
    renewalChance: survival && renewalRate(survival, card.renewals + 1),
    stays: survival ? stays : null,
    seen: { ends, renewed },
  };
}
