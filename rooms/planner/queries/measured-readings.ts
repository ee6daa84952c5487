import type { History, Observed } from '../model/calibrate.ts';
import type { WonCounted } from '../model/measured.ts';
import type { Lever, PlanParameters, SharingName } from '../model/parameters.ts';
import { PRIOR_PEOPLE } from '../model/ranges.ts';
import { isSilence, LEAST_WAITS, type NoSilence, type Silence } from '../model/silence.ts';
import type { Stocks } from '../model/simulate.ts';
import type { SaidFacts, SayCode } from '../model/say.ts';
import type { Reading } from './own-history.ts';
import type { Shares } from './shares.ts';
import type { Losses } from './waits.ts';

type Mean = NonNullable<NonNullable<History['means']>[Lever]>;

/** What was read so far, by lever. */
interface Read {
  readonly rates: Record<string, Observed>;
  readonly means: Record<string, Mean>;
  readonly readings: Record<string, Reading>;
}

const reading = (code: SayCode, facts: SaidFacts = {}, screen: string | null = null): Reading => ({ code, facts, screen });

/** The plan as its people leave by what was measured, weighed as any rate is against what is assumed. */
export function withLosses(plan: PlanParameters, losses: Losses | null): PlanParameters {
  const weighed = (lever: keyof Losses): number => {
    const read = losses?.[lever];
    if (!read || !isSilence(read)) return plan[lever];
    return Math.min(1, (plan[lever] * PRIOR_PEOPLE + read.events) / (PRIOR_PEOPLE + Math.max(read.months, read.events)));
  };
  return { ...plan, gF: weighed('gF'), g1: weighed('g1'), g2: weighed('g2') };
}

/** How a loss was read, or why it could not be. */
export function silenceSaid(read: Silence | NoSilence): Reading {
  if (isSilence(read)) {
    const { events, months, days, waits } = read;
    return reading('cal.lost', { events, months: Math.round(months), days, waits }, 'people/stages');
  }
  if (read.reason === 'few') return reading('cal.lostFew', { waits: read.waits, least: LEAST_WAITS });
  return read.reason === 'short' ? reading('cal.lostShort', { days: read.days }) : reading('cal.tooFew');
}

/** Who shared in the last whole month, of those who were there when it began; how many they asked, and how many came. */
export function takeShares(shares: Shares | null, inMonth: Stocks, { rates, means, readings }: Read): void {
  const names: readonly SharingName[] = ['C1', 'C2', 'M', 'P'];
  if (shares === null) {
    for (const lever of [...names.map((name) => `s.${name}`), 'n', 'a']) readings[lever] = reading('cal.sharedNone');
    return;
  }
  for (const name of names) {
    const { people: events } = shares.stages[name];
    const people = Math.max(events, Math.round(inMonth[name]));
    if (people > 0) rates[`s.${name}`] = { months: people, events };
    readings[`s.${name}`] = people > 0 ? reading('cal.shared', { events, people }, 'refer/chains') : reading('cal.tooFew');
  }
  const sum = (of: 'people' | 'asked' | 'squares'): number => names.reduce((all, name) => all + shares.stages[name][of], 0);
  const [sharers, asked] = [sum('people'), sum('asked')];
  if (sharers > 0) {
    const mean = asked / sharers;
    const deviation = sharers > 1 ? Math.sqrt(Math.max(0, sum('squares') - sharers * mean * mean) / (sharers - 1)) : mean;
    means['n'] = { count: sharers, mean, deviation };
    readings['n'] = reading('cal.asked', { asked, sharers }, 'refer/chains');
  } else readings['n'] = reading('cal.tooFew');
  if (shares.asked > 0) {
    rates['a'] = { months: shares.asked, events: Math.min(shares.asked, shares.brought) };
    readings['a'] = reading('cal.accepted', { asked: shares.asked, brought: shares.brought }, 'refer/chains');
  } else readings['a'] = reading('cal.tooFew');
}

/** What was spent to be found, what a fan cost, and who came without it. */
export function takeWon(won: WonCounted, means: Read['means'], readings: Read['readings']): NonNullable<History['known']> {
  const { byMonth, currency } = won;
  const months = byMonth.length;
  const sum = (of: 'spent' | 'fans' | 'organic'): number => byMonth.reduce((all, month) => all + month[of], 0);
  const [spent, fans, organic] = [sum('spent'), sum('fans'), sum('organic')];
  const screen = 'people/sources';
  if (fans > 0 && spent > 0) {
    const mean = spent / fans;
    const filled = byMonth.filter((month) => month.fans > 0);
    // Of one fan, from how far the months lie apart; a single month says nothing of it.
    const apart = filled.reduce((all, month) => all + month.fans * (month.spent / month.fans - mean) ** 2, 0);
    means['cpf'] = { count: fans, mean, deviation: filled.length > 1 ? Math.sqrt(apart / (filled.length - 1)) : mean };
    readings['cpf'] = reading('cal.perFan', { spent, currency, fans }, screen);
  }
  readings['ad'] = reading('cal.spent', { spent, currency, months }, screen);
  readings['organic'] = reading('cal.organic', { people: organic, months }, screen);
  return { ad: { months, value: spent / months }, organic: { months, value: organic / months } };
}
