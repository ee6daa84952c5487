import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomOf, type Random } from './index.ts';

test('a seed gives the same numbers again, another seed or stream gives others', () => {
  const draw = (seed: number, stream: number): number[] => {
    const random = randomOf(seed, stream);
    return Array.from({ length: 20 }, () => random.uniform());
  };
  assert.deepEqual(draw(7, 3), draw(7, 3));
  assert.notDeepEqual(draw(7, 3), draw(8, 3));
  assert.notDeepEqual(draw(7, 3), draw(7, 4));
  assert.equal(new Set([...draw(7, 3), ...draw(8, 3), ...draw(7, 4)]).size, 60);
});

// Mean and variance of every kind of draw, small and large: both ways of drawing are on both sides of the mean of ten.
const kinds: { name: string; draw: (random: Random) => number; mean: number; variance: number; low: number; high: number }[] = [
  { name: 'uniform', draw: (r) => r.uniform(), mean: 0.5, variance: 1 / 12, low: 0, high: 1 },
  { name: 'normal', draw: (r) => r.normal(), mean: 0, variance: 1, low: -Infinity, high: Infinity },
  ...[0.2, 1, 30].map((shape) => ({
    name: `gamma ${shape}`,
    draw: (r: Random) => r.gamma(shape),
    mean: shape,
    variance: shape,
    low: 0,
    high: Infinity,
  })),
  ...[
    [4, 46],
    [0.2, 49.8],
  ].map(([a = 0, b = 0]) => ({
    name: `beta ${a} ${b}`,
    draw: (r: Random) => r.beta(a, b),
    mean: a / (a + b),
    variance: (a * b) / ((a + b) ** 2 * (a + b + 1)),
    low: 0,
    high: 1,
  })),
  ...[
    [5, 0.3],
    [40, 0.2],
    [1000, 0.004],
    [60, 0.4],
    [1000, 0.9],
    [1e6, 0.03],
  ].map(([n = 0, p = 0]) => ({
    name: `binomial ${n} ${p}`,
    draw: (r: Random) => r.binomial(n, p),
    mean: n * p,
    variance: n * p * (1 - p),
    low: 0,
    high: n,
  })),
  ...[0.05, 3, 9.9, 10.1, 250, 1e7].map((mean) => ({
    name: `poisson ${mean}`,
    draw: (r: Random) => r.poisson(mean),
    mean,
    variance: mean,
    low: 0,
    high: Infinity,
  })),
];

for (const { name, draw, mean, variance, low, high } of kinds) {
  test(`${name} has the mean and the variance it should have, and stays inside`, () => {
    const random = randomOf(20_261_123);
    const count = 40_000;
    let sum = 0;
    let squares = 0;
    let fourths = 0;
    for (let i = 0; i < count; i++) {
      const value = draw(random);
      assert.ok(value >= low && value <= high, `${value}`);
      const away = (value - mean) ** 2;
      sum += value;
      squares += away;
      fourths += away * away;
    }
    assert.ok(Math.abs(sum / count - mean) < 4.5 * Math.sqrt(variance / count), `mean ${sum / count}, should be ${mean}`);
    const error = Math.sqrt((fourths / count - variance ** 2) / count);
    assert.ok(Math.abs(squares / count - variance) < 4.5 * error, `variance ${squares / count}, should be ${variance}`);
  });
}

test('what cannot happen does not, and what must happen does', () => {
  const random = randomOf(1);
  assert.deepEqual(
    [
      random.binomial(10, 0),
      random.binomial(10, 1),
      random.binomial(0, 0.5),
      random.poisson(0),
      random.beta(0, 5),
      random.beta(5, 0),
      random.gamma(0),
    ],
    [0, 10, 0, 0, 0, 1, 0],
  );
});

test('small counts fall as often as their probabilities say', () => {
  const random = randomOf(5);
  const count = 60_000;
  const seen = [0, 0, 0, 0];
  for (let i = 0; i < count; i++) seen[random.binomial(3, 0.4)]! += 1;
  [0.216, 0.432, 0.288, 0.064].forEach((p, k) => {
    const error = Math.sqrt((p * (1 - p)) / count);
    assert.ok(Math.abs((seen[k] as number) / count - p) < 4.5 * error, `${k}: ${seen[k]}`);
  });
});
