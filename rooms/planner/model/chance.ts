/**
 * What happens to a number of people in a month. The same month runs on expected values (`certainty`) and on luck (`luckOf` in
 * luck.ts): a plan is written once.
 */
export interface Chance {
  /** how many of `people` do what each does with probability `rate` */
  some(people: number, rate: number): number;
  /** how many of something that comes `mean` times on average */
  arrivals(mean: number): number;
  /** how many are brought by `people`, each bringing `mean` on average, unevenly: see `k` of the plan */
  brought(people: number, mean: number, k: number): number;
}

/** Everything happens as often as on average. */
export const certainty: Chance = {
  some: (people, rate) => people * rate,
  arrivals: (mean) => mean,
  brought: (people, mean) => people * mean,
};
