import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { dayText } from '../../../kit/time/index.ts';
import { figuresLoop } from '../../analytics/index.ts';
import type { DiagnosisEvidence, evidenceList } from '../diagnosis-api.ts';
import {
  costFacts,
  coveredShare,
  isCostKnown,
  LEAST_MONTHS,
  LEAST_PAIRS,
  sharingOf,
  type SharingCounted,
  type WonCounted,
} from '../model/measured.ts';
import { say, type SaidFacts, type SayCode } from '../model/say.ts';
import { countSharing, firstTradeDay } from './counted.ts';
import { lastTradeDay, marginSince, monthNumber } from './lived-months.ts';
import { ladderStanding, standingFacts, type StandingFacts } from './standing-facts.ts';
import { countWon } from './won.ts';

/** An answer data gave, as it is kept: its sentence is made when it is read. */
export interface EvidenceKept {
  readonly question: string;
  readonly score: number;
  readonly figure: DiagnosisEvidence['figure'];
  readonly code: SayCode;
  readonly facts: SaidFacts;
  readonly screen: string;
}

export interface EvidenceRead {
  readonly data: readonly EvidenceKept[];
  readonly silent: readonly { readonly question: string; readonly code: SayCode; readonly facts: SaidFacts }[];
  readonly facts: { ordersPerYear?: number; marginRate?: number; contactsPerAccount?: number };
}

const YEAR = 365;
const LEAST_DAYS = 180;
const KNOWN = 0.5;

const ROLES = [
  ['D1', 'fan'],
  ['D2', 'entry'],
  ['D3', 'core'],
  ['D4', 'premium'],
  ['D5', 'membership'],
  ['D6', 'companion'],
] as const;

/** An answer with its sentence in the reader's language. */
export function told({ question, score, figure, code, facts, screen }: EvidenceKept, language: 'zh-CN' | 'en'): DiagnosisEvidence {
  return { question, score, figure, said: say(code, facts, language), screen };
}

/** Everything the brand's data can answer of the checklist, and why it cannot answer the rest it was asked for. */
export async function evidenceReply(ctx: Ctx, language: 'zh-CN' | 'en'): Promise<z.input<typeof evidenceList>> {
  const { data, silent, facts } = await readEvidence(ctx);
  return {
    asOf: ctx.now.toISOString(),
    data: data.map((one) => told(one, language)),
    silent: silent.map(({ question, code, facts: known }) => ({ question, said: say(code, known, language) })),
    facts,
  };
}

/** The same as it is kept. What nobody recorded is not guessed: the question stays with the owner. */
export async function readEvidence(ctx: Ctx): Promise<EvidenceRead> {
  const standing = await standingFacts(ctx);
  const trade = await tradeAnswers(ctx);
  const roles = await ladderStanding(ctx);
  const ladder = ROLES.map(([question, role]): EvidenceKept => {
    const { products, months } = roles.get(role) ?? { products: 0, months: 0 };
    const score = products === 0 ? 0 : months === 0 ? 2 : months < 3 ? 3 : 4;
    const code = products === 0 ? 'ladder.none' : months === 0 ? 'ladder.unsold' : 'ladder.sold';
    return { question, score, figure: count(products), code, facts: { products, months }, screen: 'ladder' };
  });
  const all = [...trade, ...ladder, ...standingAnswers(ctx, standing), sharingAnswer(standing, await countSharing(ctx))];
  const data = all.filter((one): one is EvidenceKept => 'score' in one);
  const contactsPerAccount = standing.staff > 0 && standing.consented > 0 ? standing.consented / standing.staff : undefined;
  return {
    data: data.toSorted((a, b) => (a.question < b.question ? -1 : 1)),
    silent: all.filter((one) => !('score' in one)).toSorted((a, b) => (a.question < b.question ? -1 : 1)),
    facts: {
      ...numberOf(data, 'B1', 'ordersPerYear'),
      ...numberOf(data, 'B2', 'marginRate'),
      ...(contactsPerAccount === undefined ? {} : { contactsPerAccount }),
    },
  };
}

type Answered = EvidenceKept | EvidenceRead['silent'][number];

function numberOf(data: readonly EvidenceKept[], question: string, name: 'ordersPerYear' | 'marginRate'): { [N in typeof name]?: number } {
  const value = data.find((one) => one.question === question)?.figure?.value;
  return value === undefined ? {} : { [name]: value };
}

const count = (value: number) => ({ kind: 'count' as const, value });
const share = (value: number) => ({ kind: 'share' as const, value });
const silent = (question: string, code: SayCode, facts: SaidFacts = {}): Answered => ({ question, code, facts });

/** How many of the edges a value has reached. */
const scoreOf = (value: number, edges: readonly number[]): number => edges.filter((edge) => value >= edge).length;

async function tradeAnswers(ctx: Ctx): Promise<Answered[]> {
  const last = await lastTradeDay(ctx);
  const whole = await figuresLoop(ctx, { from: null, to: null });
  if (last === null || whole.buyers === 0) {
    return [silent('B1', 'trade.none'), silent('B2', 'trade.none'), silent('C2', 'trade.none'), silent('C5', 'self.ask')];
  }
  const year = await figuresLoop(ctx, { from: last - YEAR + 1, to: last + 1 });
  const first = await firstTradeDay(ctx);
  const days = first === null ? 0 : Math.min(YEAR, last - first + 1);
  // A year that is not over counts in proportion; under half of one it says nothing about a year.
  const perYear = year.buyers === 0 ? 0 : ((year.orders - year.byOrigin.anonymous.orders) / year.buyers) * (YEAR / Math.max(1, days));
  const margin = await marginSince(ctx, monthNumber(dayText(last)) - 11, monthNumber(dayText(last)) + 1);
  return [
    days < LEAST_DAYS
      ? silent('B1', 'trade.short', { days, least: LEAST_DAYS })
      : {
          question: 'B1',
          score: scoreOf(perYear, [1, 2, 4, 12]),
          figure: { kind: 'number', value: perYear },
          code: 'trade.frequency',
          facts: { orders: year.orders, buyers: year.buyers, days, perYear: Math.round(perYear * 10) / 10 },
          screen: '',
        },
    margin === null || margin.knownShare < KNOWN
      ? silent('B2', 'margin.unknown', { knownShare: margin?.knownShare ?? 0 })
      : {
          question: 'B2',
          score: scoreOf(margin.rate, [0.15, 0.3, 0.45, 0.6]),
          figure: share(margin.rate),
          code: 'margin.known',
          facts: { rateShare: margin.rate, knownShare: margin.knownShare },
          screen: 'ladder',
        },
    ...costAnswers(await countWon(ctx)),
    silent('C5', 'self.ask'),
  ];
}

/** What it costs to win somebody, what they bring, and when that covers it: as far as it was entered. */
function costAnswers(won: WonCounted | null): Answered[] {
  if (won === null) return ['C1', 'C3', 'C4'].map((question) => silent(question, 'cost.unknown'));
  const { cost, currency, margin, payback } = won;
  const screen = 'people/sources';
  if (cost === null) return ['C1', 'C3', 'C4'].map((question) => silent(question, 'cost.nobody', costFacts(won)));
  const covered = coveredShare(won);
  const known: Answered = {
    question: 'C1',
    score: isCostKnown(won) ? 4 : covered >= KNOWN ? 3 : 2,
    figure: { kind: 'number', value: cost },
    code: 'cost.known',
    facts: costFacts(won),
    screen,
  };
  if (margin === null) {
    const why = payback.state === 'marginUnknown' ? 'cost.marginUnknown' : 'cost.early';
    return [known, silent('C3', why), silent('C4', why)];
  }
  const times = margin.perBuyer / cost;
  const ages = payback.months ?? margin.months;
  const facts = { currency, cost, margin: margin.perBuyer, times, ages: margin.months };
  return [
    known,
    { question: 'C3', score: scoreOf(times, [1, 2, 3, 4]), figure: { kind: 'number', value: times }, code: 'cost.margin', facts, screen },
    payback.state === 'paidBack'
      ? {
          question: 'C4',
          score: [12, 6, 4, 2].filter((most) => ages <= most).length,
          figure: { kind: 'number', value: ages },
          code: 'cost.payback',
          facts: { currency, cost, ages },
          screen,
        }
      : ages >= 12
        ? { question: 'C4', score: 0, figure: null, code: 'cost.notBack', facts: { currency, cost, ages }, screen }
        : silent('C4', 'cost.notBack', { currency, cost, ages }),
  ];
}

function standingAnswers(ctx: Ctx, now: StandingFacts): Answered[] {
  const { policy } = ctx.tenant;
  const isBound = policy !== 'LAB';
  const answers: Answered[] = [];
  const add = (question: string, score: number, figure: EvidenceKept['figure'], code: SayCode, facts: SaidFacts, screen: string): void => {
    answers.push({ question, score, figure, code, facts, screen });
  };
  if (now.cohorts > 0)
    add('C2', scoreOf(now.cohorts, [1, 2, 3, 6]), count(now.cohorts), 'cohorts', { months: now.cohorts }, 'people/cohorts');
  if (now.people > 0) {
    const reached = now.consented / now.people;
    add(
      'E1',
      now.consented === 0 ? 0 : 1 + scoreOf(reached, [0.25, 0.5, 0.75]),
      count(now.consented),
      'reach',
      { consented: now.consented, share: reached },
      'people',
    );
    add(
      'E5',
      now.segments === 0 ? 0 : now.segments < 3 ? 2 : 3,
      count(now.segments),
      now.segments === 0 ? 'segments.none' : 'segments',
      { segments: now.segments },
      'people',
    );
  }
  const { ceremonies, welcomesBegun: begun, welcomesDone: done } = now;
  if (ceremonies === 0) add('F1', 0, count(0), 'ceremony.none', {}, 'ceremony');
  else add('F1', begun === 0 ? 2 : done * 2 >= begun && begun >= 10 ? 4 : 3, count(done), 'ceremony', { begun, done }, 'ceremony');
  const used = now.privilegesUsedByHalf;
  const privileges = now.privileges < 3 ? (now.privileges > 0 ? 1 : 0) : used >= 3 ? 4 : used > 0 ? 3 : 2;
  add(
    'F2',
    privileges,
    count(used),
    now.privileges === 0 ? 'privileges.none' : 'privileges',
    { privileges: now.privileges, used },
    'tiers',
  );
  answers.push(loyaltyAnswer(now));
  if (now.cardsEnded === 0) answers.push(silent('F4', 'renewal.none'));
  else {
    const renewed = now.cardsRenewed / now.cardsEnded;
    add('F4', now.cardsEnded >= 20 ? 4 : 3, share(renewed), 'renewal', { ended: now.cardsEnded, share: renewed }, 'cards');
  }
  const deal = now.friendPrices > 0 || now.isDealOn;
  add(
    'G1',
    deal ? (now.referralsAfter > 0 ? 4 : 3) : 0,
    null,
    deal ? 'deal' : 'deal.none',
    { referrals: now.referralsAfter },
    'refer/deal',
  );
  if (now.activePlans > 0) {
    add('G2', 4, null, 'plan.bonds', {}, 'refer');
    if (isBound) add('G5', 4, null, 'plan.linted', { pack: policy }, 'refer');
    if (isBound) add('I2', 4, count(now.planDepth), 'plan.depth', { depth: now.planDepth, pack: policy }, 'refer');
  } else answers.push(silent('G2', 'plan.none'), silent('G5', 'plan.none'), silent('I2', 'plan.none'));
  const teaching = now.lessons > 0 && now.materials > 0;
  const training = teaching ? (now.lessonsPassed > 0 ? 4 : 3) : now.lessons + now.materials > 0 ? 2 : 0;
  add(
    'G4',
    training,
    count(now.lessons + now.materials),
    'training',
    { lessons: now.lessons, materials: now.materials, passed: now.lessonsPassed },
    'refer/training',
  );
  if (now.staff > 0 && now.consented > 0) {
    const load = now.consented / now.staff;
    const score = [12_000, 6000, 4000, 3000].filter((most) => load <= most).length;
    add('H2', score, count(load), 'load', { contacts: now.consented, staff: now.staff, load }, 'settings/staff');
  } else answers.push(silent('H2', 'load.unknown'));
  if (now.buyers > 0) {
    const traced = now.buyersWithSource / now.buyers;
    add('H3', scoreOf(traced, [0.05, 0.25, 0.6, 0.9]), share(traced), 'traced', { share: traced, buyers: now.buyers }, 'people');
  }
  add(
    'H4',
    now.rightsUsed > 0 ? 4 : 3,
    count(now.rightsUsed),
    now.rightsUsed > 0 ? 'rights.used' : 'rights',
    { times: now.rightsUsed },
    'settings/audit',
  );
  if (isBound) add('I1', 4, null, 'pack.forbids', { pack: policy }, 'refer');
  else answers.push(silent('I1', 'pack.lab'));
  if (now.reachable > 0) {
    const logged = Math.min(1, now.consented / now.reachable);
    add('I3', scoreOf(logged, [0.05, 0.4, 0.75, 0.98]), share(logged), 'consent', { share: logged, reachable: now.reachable }, 'people');
  } else answers.push(silent('I3', 'consent.nobody'));
  if (now.cardDesigns > 0) add('I4', 4, count(now.cardDesigns), 'refundable', { cards: now.cardDesigns }, 'cards');
  else answers.push(silent('I4', 'refundable.none'));
  return answers;
}

/** Drafts owe nobody anything; what nobody stands in or holds is there and not measured. */
function loyaltyAnswer({ tiers, tierDrafts, inTiers, isPointsOn, pointHolders }: StandingFacts): Answered {
  const isUsed = inTiers > 0 || pointHolders > 0;
  const score = isPointsOn && pointHolders > 0 ? 4 : isUsed ? 3 : tiers > 0 || isPointsOn ? 2 : tierDrafts > 0 ? 1 : 0;
  const code = score > 2 ? 'loyalty' : score === 2 ? 'loyalty.unused' : score === 1 ? 'loyalty.drafts' : 'loyalty.none';
  return {
    question: 'F3',
    score,
    figure: count(tiers),
    code,
    facts: { tiers, inTiers, pointHolders, drafts: tierDrafts },
    screen: 'points',
  };
}

/** Introductions on record are the half of it: measured is only what enough friends have bought for. */
function sharingAnswer({ referrals }: StandingFacts, counted: SharingCounted): Answered {
  const { months, pairs } = counted;
  const measured = sharingOf(counted);
  if (measured !== null) {
    const facts = { k: measured.k, days: measured.days, pairs, months };
    return { question: 'G3', score: 4, figure: { kind: 'number', value: measured.k }, code: 'sharing', facts, screen: 'refer/chains' };
  }
  if (referrals === 0) return silent('G3', 'referrals.none');
  const facts = { referrals, pairs, months, least: LEAST_PAIRS, leastMonths: LEAST_MONTHS };
  return { question: 'G3', score: 2, figure: count(referrals), code: 'sharing.few', facts, screen: 'refer/chains' };
}
