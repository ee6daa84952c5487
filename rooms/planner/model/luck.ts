import type { Random } from '../../../kit/random/index.ts';
import type { Chance } from './chance.ts';

/**
 * The same month with luck: each person decides for themselves (binomial), what arrives is Poisson, and sharing is over-dispersed:
 * what one person brings is negative binomial with the plan's `k`, so what many bring is Poisson with a gamma-distributed mean. The
 * mean of every draw is what `certainty` answers.
 */
export function luckOf(random: Random): Chance {
  return {
    some: (people, rate) => random.binomial(people, rate),
    arrivals: (mean) => random.poisson(mean),
    brought: (people, mean, k) => (people > 0 && mean > 0 ? random.poisson((random.gamma(people * k) * mean) / k) : 0),
  };
}
