import { maximise } from './maximise.ts';

/**
 * Shifted beta-geometric (Fader & Hardie, "How to project customer retention", Journal of Interactive Marketing 21(1), 2007): at each end
 * of a term a card is given up with a chance that differs between people (beta: a, b). Those who stay longest are those who stay.
 */
export interface CardSurvival {
  readonly a: number;
  readonly b: number;
}

/** Of cards begun together: how many were given up at the first, second … end of a term, and how many still run. */
export interface CardCohort {
  readonly lost: readonly number[];
  readonly running: number;
}

/** The share still running after so many terms. */
export function survival({ a, b }: CardSurvival, terms: number): number {
  let stays = 1;
  for (let t = 0; t < terms; t++) stays *= (b + t) / (a + b + t);
  return stays;
}

/** The share who renew at the end of term `term`, of those who are there; rises with time. */
export function renewalRate({ a, b }: CardSurvival, term: number): number {
  return (b + term - 1) / (a + b + term - 1);
}

/** Terms still to come, discounted by `discount` a term, for a card that has been renewed `renewed` times; the one that runs left out. */
export function termsToCome({ a, b }: CardSurvival, renewed: number, discount: number, most = 600): number {
  let stays = 1;
  let sum = 0;
  for (let t = 1; t <= most && stays > 1e-12; t++) {
    stays *= (b + renewed + t - 1) / (a + b + renewed + t - 1);
    sum += stays / (1 + discount) ** t;
  }
  return sum;
}

const FENCE = 12;

/** The likeliest a and b over all cohorts; null when nobody has left, everybody left at once, or nothing was watched: then there is no shape. */
export function fitCardSurvival(cohorts: readonly CardCohort[]): CardSurvival | null {
  const given = cohorts.reduce((sum, { lost }) => sum + lost.reduce((n, each) => n + each, 0), 0);
  const all = given + cohorts.reduce((sum, { running }) => sum + running, 0);
  if (given === 0) return null;
  const { at, isConverged } = maximise(
    (theta, slope) => {
      const [a = 1, b = 1] = theta.map(Math.exp);
      let [total, da, db] = [0, 0, 0];
      for (const { lost, running } of cohorts) {
        let [log, byA, byB] = [0, 0, 0];
        lost.forEach((gone, t) => {
          const whole = 1 / (a + b + t);
          total += gone * (log + Math.log(a * whole));
          da += gone * (byA + 1 / a - whole);
          db += gone * (byB - whole);
          log += Math.log((b + t) * whole);
          byA -= whole;
          byB += 1 / (b + t) - whole;
        });
        total += running * log;
        da += running * byA;
        db += running * byB;
      }
      slope.set([(da * a) / all, (db * b) / all]);
      return total / all;
    },
    [0, 0],
    { farthest: FENCE },
  );
  const [a = 0, b = 0] = at.map(Math.exp);
  return isConverged && a + b < 1e4 ? { a, b } : null;
}
