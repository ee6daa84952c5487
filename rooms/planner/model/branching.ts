/** A spread from person to person: K is how many buyers one buyer brings (domain.md §2). */
export interface Spreading {
  readonly seeds: number;
  /** sharers × invites × accepted × converted */
  readonly k: number;
  /** days from one generation to the next */
  readonly cycleDays: number;
  readonly horizonDays: number;
  /** how many can be reached, seeds included; null = no end */
  readonly addressable: number | null;
}

export interface Generation {
  /** 0 are the seeds */
  readonly generation: number;
  readonly day: number;
  readonly fresh: number;
  readonly total: number;
}

export interface Spreadout {
  readonly generations: readonly Generation[];
  /** everybody at the horizon without a limit, part of a cycle counted in proportion: N·(K^(t/ct+1) − 1)/(K − 1) */
  readonly totalAtHorizon: number;
  /** everybody in the end; null when it grows without end */
  readonly ceiling: number | null;
  /** days in which the total doubles; null when it dies out */
  readonly doublingDays: number | null;
  readonly isExplosive: boolean;
}

/** so many are told one by one */
const MOST_GENERATIONS = 1000;
/** in a market of ten thousand million even K = 1 has ended by then */
const LONGEST = 2_000_000;

/** K = share who pass it on × invitations each × share who accept × share who buy. */
export function viralCoefficient(parts: { sharers: number; invites: number; accepted: number; converted: number }): number {
  return parts.sharers * parts.invites * parts.accepted * parts.converted;
}

/** Brought in the first `generations` per seed: K + K² + … */
export function broughtWithin(k: number, generations: number): number {
  return k === 1 ? generations : (k * (k ** generations - 1)) / (k - 1);
}

/** Generation after generation until the horizon; with a limit each brings K·(1 − total/addressable) of the one before. */
export function spread({ seeds, k, cycleDays, horizonDays, addressable }: Spreading): Spreadout {
  const generations: Generation[] = [{ generation: 0, day: 0, fresh: seeds, total: seeds }];
  for (let at = 1; at <= MOST_GENERATIONS && at * cycleDays <= horizonDays; at++) {
    generations.push(nextGeneration(generations[at - 1] as Generation, k, addressable, cycleDays));
  }
  return {
    generations,
    totalAtHorizon: finite(seeds * (1 + broughtWithin(k, horizonDays / cycleDays))),
    ceiling: addressable === null ? (k < 1 ? seeds / (1 - k) : null) : reachedWithin({ seeds, k }, addressable, LONGEST),
    doublingDays: k > 1 ? (cycleDays * Math.LN2) / Math.log(k) : null,
    isExplosive: k >= 1,
  };
}

function nextGeneration(last: Generation, k: number, addressable: number | null, cycleDays: number): Generation {
  const room = addressable === null ? 1 : Math.max(0, 1 - last.total / addressable);
  const left = addressable === null ? Number.MAX_VALUE : Math.max(0, addressable - last.total);
  const fresh = Math.min(left, last.fresh * k * room);
  return { generation: last.generation + 1, day: (last.generation + 1) * cycleDays, fresh, total: finite(last.total + fresh) };
}

/** Everybody in a limited spread after so many generations; it goes on until they bring hardly anybody. */
export function reachedWithin({ seeds, k }: Pick<Spreading, 'seeds' | 'k'>, addressable: number, generations: number): number {
  let [fresh, total] = [seeds, seeds];
  for (let at = 1; at <= Math.min(generations, LONGEST) && fresh > 1e-9 * total; at++) {
    fresh = Math.min(Math.max(0, addressable - total), fresh * k * Math.max(0, 1 - total / addressable));
    total += fresh;
  }
  return total;
}

/** Past the largest number there is nothing to say but that number. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : Number.MAX_VALUE;
}

export interface SeedGroup {
  /** share of people who bring nobody */
  readonly bringsNobody: number;
  /** the chance that everything that comes of one seed dies out */
  readonly diesOut: number;
  /** seeds needed for the spread to survive with the wanted chance; null when K ≤ 1: it always dies out */
  readonly seedsNeeded: number | null;
}

/**
 * The smallest group worth starting with. What one person brings is negative binomial with mean K and spread k (most bring nobody; the
 * smaller k the more uneven; null = Poisson). The chance of dying out is the smallest root of its generating function (Watson & Galton
 * 1875; for k in spreading: Lloyd-Smith et al. 2005).
 */
export function seedGroup(mean: number, k: number | null, survival = 0.95): SeedGroup {
  const generating = (s: number): number => (k === null ? Math.exp(mean * (s - 1)) : (1 + (mean / k) * (1 - s)) ** -k);
  const bringsNobody = generating(0);
  if (mean <= 1) return { bringsNobody, diesOut: 1, seedsNeeded: null };
  // From 0 the iteration climbs to the smallest root; where it is flat (mean near 1) halving finds it.
  let [low, high] = [0, 1 - 1e-12];
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (generating(middle) > middle) low = middle;
    else high = middle;
  }
  const diesOut = (low + high) / 2;
  return { bringsNobody, diesOut, seedsNeeded: Math.ceil(Math.log(1 - survival) / Math.log(diesOut)) };
}
