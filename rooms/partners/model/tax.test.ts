import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { policyPackOf } from '../../policy/index.ts';
import { isReportable, labourTax, methodFor, withholdingOf, type TaxMonth } from './tax.ts';

const JANUARY = 2026 * 12;

/** Twelve months of one payout each. */
function year(method: 'CN_LABOUR_PER_PAYMENT' | 'CN_PLATFORM_CUMULATIVE', gross: bigint, skipped: readonly number[] = []): bigint[] {
  const before: TaxMonth[] = [];
  for (let i = 0; i < 12; i++) {
    if (skipped.includes(i)) continue;
    const { tax } = withholdingOf(method, { gross, month: JANUARY + i, before });
    before.push({ month: JANUARY + i, gross, tax });
  }
  return before.map((each) => each.tax);
}

test('labour remuneration is taxed as the golden table says', () => {
  const golden: [bigint, bigint, bigint][] = [
    [80_000n, 0n, 80_000n],
    [80_100n, 20n, 80_080n],
    [100_000n, 4_000n, 96_000n],
    [400_000n, 64_000n, 336_000n],
    [400_100n, 64_016n, 336_084n],
    [500_000n, 80_000n, 420_000n],
    [2_500_000n, 400_000n, 2_100_000n],
    [2_500_100n, 400_024n, 2_100_076n],
    [6_250_000n, 1_300_000n, 4_950_000n],
    [6_250_100n, 1_300_032n, 4_950_068n],
    [10_000_000n, 2_500_000n, 7_500_000n],
  ];
  for (const [gross, tax, net] of golden) {
    assert.equal(labourTax(gross).tax, tax, `${gross}`);
    assert.equal(gross - tax, net);
  }
});

test('cumulative withholding of a year is as the golden values say', () => {
  const sum = (taxes: bigint[]): bigint => taxes.reduce((total, tax) => total + tax, 0n);
  assert.deepEqual(year('CN_PLATFORM_CUMULATIVE', 1_000_000n), Array<bigint>(12).fill(9_000n));
  assert.deepEqual(year('CN_PLATFORM_CUMULATIVE', 2_000_000n), [
    ...Array<bigint>(3).fill(33_000n),
    89_000n,
    ...Array<bigint>(8).fill(110_000n),
  ]);
  assert.equal(sum(year('CN_PLATFORM_CUMULATIVE', 2_000_000n)), 1_068_000n);
  assert.equal(sum(year('CN_PLATFORM_CUMULATIVE', 625_000n)), 0n);
  assert.equal(sum(year('CN_LABOUR_PER_PAYMENT', 1_000_000n)), 1_920_000n);
  assert.equal(sum(year('CN_PLATFORM_CUMULATIVE', 1_000_000n)), 108_000n);
});

test('a month without income begins the count of consecutive months anew', () => {
  assert.deepEqual(year('CN_PLATFORM_CUMULATIVE', 2_000_000n, [3]), [
    ...Array<bigint>(3).fill(33_000n),
    ...Array<bigint>(3).fill(33_000n),
    89_000n,
    ...Array<bigint>(4).fill(110_000n),
  ]);
});

test('a new year begins the cumulation anew', () => {
  const before = Array.from({ length: 12 }, (_, i) => ({ month: JANUARY + i, gross: 2_000_000n, tax: 0n }));
  assert.equal(withholdingOf('CN_PLATFORM_CUMULATIVE', { gross: 2_000_000n, month: JANUARY + 12, before }).tax, 33_000n);
});

const fen = fc.bigInt({ min: 0n, max: 20_000_000n });

test('tax never falls as pay rises, what is left always rises, and no yuan is taxed by more than 0.32 once the thousands begin', () => {
  fc.assert(
    fc.property(fen, fc.bigInt({ min: 1n, max: 100_000n }), (gross, more) => {
      const [low, high] = [labourTax(gross).tax, labourTax(gross + more).tax];
      assert.ok(high >= low);
      assert.ok(gross + more - high >= gross - low);
      const yuan = labourTax(gross + 100n).tax - low;
      assert.ok(yuan <= (gross + 100n <= 6_250_000n ? 25n : 33n));
      assert.ok(gross + 100n - labourTax(gross + 100n).tax > gross - low);
    }),
    { numRuns: 3_000 },
  );
});

test('however a month is split into payouts, they are taxed together as one', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: 1n, max: 3_000_000n }), { minLength: 1, maxLength: 8 }), (parts) => {
      const before: TaxMonth[] = [];
      for (const gross of parts) {
        before.push({ month: JANUARY, gross, tax: withholdingOf('CN_LABOUR_PER_PAYMENT', { gross, month: JANUARY, before }).tax });
      }
      const total = parts.reduce((sum, part) => sum + part, 0n);
      assert.equal(
        before.reduce((sum, each) => sum + each.tax, 0n),
        labourTax(total).tax,
      );
    }),
    { numRuns: 1_000 },
  );
});

test('where no tax is withheld, none is', () => {
  for (const method of ['none', 'invoice', 'US_1099', 'EU_SELF_BILLING'] as const) {
    assert.deepEqual(withholdingOf(method, { gross: 10_000_000n, month: JANUARY, before: [] }), { taxable: 0n, tax: 0n });
  }
});

const reports = (id: string) => policyPackOf(id)?.tax.reports ?? [];

test('a form is due in the United States from the threshold of its year on', () => {
  const isDue = (year: number, paid: bigint, currency = 'USD') => isReportable(reports('US'), { year, paid, currency });
  assert.deepEqual([isDue(2026, 199_999n), isDue(2026, 200_000n)], [false, true]);
  assert.deepEqual([isDue(2025, 59_999n), isDue(2025, 60_000n), isDue(2028, 199_999n)], [false, true, false]);
  // Rules of a country are told in its money.
  assert.equal(isDue(2026, 900_000n, 'CNY'), false);
});

test('elsewhere what is paid is flagged from the threshold of the pack on, and in an unknown country from the first cent', () => {
  const isDue = (id: string, paid: bigint, currency: string) => isReportable(reports(id), { year: 2026, paid, currency });
  assert.deepEqual([isDue('EU', 199_999n, 'EUR'), isDue('EU', 200_000n, 'EUR')], [false, true]);
  assert.deepEqual([isDue('STRICT', 0n, 'BRL'), isDue('STRICT', 1n, 'BRL')], [false, true]);
  assert.deepEqual([isDue('CN', 10n ** 12n, 'CNY'), isDue('LAB', 10n ** 12n, 'CNY')], [false, false]);
});

test('who gives no tax number in the United States is paid less 24 %, to the cent; a business sends its invoice', () => {
  const pack = policyPackOf('US');
  const brand = { method: 'US_1099', withoutNumberPpm: pack?.tax.withoutNumberPpm ?? null } as const;
  const method = methodFor({ isBusiness: false, hasNumber: false }, brand);
  assert.equal(method, 'US_BACKUP');
  const of = (gross: bigint) => withholdingOf(method, { gross, month: JANUARY, before: [], withoutNumberPpm: brand.withoutNumberPpm }).tax;
  assert.deepEqual([of(100_000n), of(1n), of(2n), of(3n), of(199_999n)], [24_000n, 0n, 0n, 1n, 48_000n]);
  assert.equal(methodFor({ isBusiness: false, hasNumber: true }, brand), 'US_1099');
  assert.equal(methodFor({ isBusiness: true, hasNumber: false }, brand), 'invoice');
  assert.equal(
    methodFor({ isBusiness: false, hasNumber: false }, { method: 'EU_SELF_BILLING', withoutNumberPpm: null }),
    'EU_SELF_BILLING',
  );
});
