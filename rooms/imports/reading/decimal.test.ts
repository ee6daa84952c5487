import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { minorUnits, plainDecimal, productMinorUnits } from './decimal.ts';

const yuan = (text: string) => minorUnits(text, 2, 'CNY');

test('an amount is rounded half up on its magnitude', () => {
  assert.equal(yuan('1.005'), 101n);
  assert.equal(yuan('-1.005'), -101n);
  assert.equal(yuan('1.0049999999999999999999'), 100n);
  assert.equal(yuan('-0.004'), 0n);
  assert.equal(minorUnits('10.5', 0, 'JPY'), 11n);
  assert.equal(minorUnits('1.2345', 3, 'KWD'), 1235n);
});

test('thousands separators, currency signs and full-width digits are read', () => {
  const written = [
    '1,234.50',
    '¥1,234.50',
    '￥１，２３４．５０',
    '$1234.5',
    '1 234.50',
    "1'234.50",
    '1234.50元',
    'CNY 1,234.50',
    '1234.50 RMB',
    '+1234.5',
    'US$1,234.50',
    '001234.50',
  ];
  for (const text of written) assert.equal(yuan(text), 123450n, text);
  for (const text of ['-¥5', '¥-5', '－５', '\u22125', '-5.00']) assert.equal(yuan(text), -500n, text);
  assert.equal(yuan('.5'), 50n);
  assert.equal(yuan('5.'), 500n);
});

test('what is not a plain decimal is refused', () => {
  const wrong = [
    '1e3',
    '1E3',
    'NaN',
    'Infinity',
    '0x10',
    '12,50',
    '1,23',
    '1,2345',
    '1,234 567',
    '--5',
    '+-5',
    '-¥-5',
    '5-',
    '(5)',
    '.',
    '-',
    '¥',
    '1.2.3',
    '1_000',
    '五',
    '1/2',
    '5%',
    '9'.repeat(65),
    '٣',
  ];
  for (const text of wrong) assert.equal(yuan(text), 'notANumber', text);
  assert.equal(yuan('USD 5'), 'currency');
});

test('more than 10^13 minor units is refused, 10^13 is not', () => {
  assert.equal(yuan('100000000000.00'), 10_000_000_000_000n);
  assert.equal(yuan('-100000000000'), -10_000_000_000_000n);
  assert.equal(yuan('100000000000.01'), 'tooLarge');
  assert.equal(yuan('90071992547409.93'), 'tooLarge');
  assert.equal(yuan('9'.repeat(40)), 'tooLarge');
  assert.equal(productMinorUnits('100000000', '100000000', 2), 'tooLarge');
});

test('a product is exact before it is rounded once', () => {
  assert.equal(productMinorUnits('3', '0.335', 2), 101n);
  assert.equal(productMinorUnits('-3', '0.335', 2), -101n);
  assert.equal(productMinorUnits('-12', '0', 2), 0n);
  assert.equal(productMinorUnits('0.333333333333', '3.000000000003', 2), 100n);
});

test('a plain decimal comes back as it is', () => {
  assert.equal(plainDecimal('-12.50', 'CNY'), '-12.50');
  assert.equal(plainDecimal('１２', 'CNY'), '12');
});

/** Rounds by string and bigint alone, one digit at a time. */
function naive(sign: string, digits: string, fraction: string, minor: number): bigint {
  const kept = BigInt(digits + fraction.slice(0, minor).padEnd(minor, '0'));
  const up = (fraction[minor] ?? '0') >= '5' ? 1n : 0n;
  return sign === '-' ? -(kept + up) : kept + up;
}

const digitText = (most: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: most });

test('amounts of any length agree with rounding by hand', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('', '-'),
      digitText(18),
      digitText(14),
      fc.constantFrom(0, 2, 3),
      fc.boolean(),
      (sign, digits, fraction, minor, hasFraction) => {
        const text = sign + digits + (hasFraction ? `.${fraction}` : '');
        const expected = naive(sign, digits, hasFraction ? fraction : '', minor);
        const limited = expected > 10n ** 13n || expected < -(10n ** 13n) ? 'tooLarge' : expected;
        assert.equal(minorUnits(text, minor, 'CNY'), limited);
      },
    ),
    { numRuns: 3000 },
  );
});

test('products of any length agree with bigint arithmetic', () => {
  const decimal = fc
    .tuple(fc.constantFrom('', '-'), digitText(12), digitText(9))
    .map(([sign, digits, fraction]) => `${sign}${digits}.${fraction}`);
  fc.assert(
    fc.property(decimal, decimal, fc.constantFrom(0, 2, 3), (a, b, minor) => {
      const scale = a.length - a.indexOf('.') - 1 + (b.length - b.indexOf('.') - 1);
      const exact = BigInt(a.replace('.', '')) * BigInt(b.replace('.', ''));
      const magnitude = (exact < 0n ? -exact : exact).toString().padStart(scale + 1, '0');
      const expected = naive(exact < 0n ? '-' : '', magnitude.slice(0, -scale), magnitude.slice(-scale), minor);
      const limited = expected > 10n ** 13n || expected < -(10n ** 13n) ? 'tooLarge' : expected;
      assert.equal(productMinorUnits(a, b, minor), limited);
    }),
    { numRuns: 3000 },
  );
});

test('grouping by thousands changes nothing', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 99_999_999_999n }), fc.constantFrom(',', ' ', "'"), (value, mark) => {
      const grouped = value.toString().replaceAll(/\B(?=(\d{3})+$)/g, mark);
      assert.equal(yuan(grouped), value * 100n);
    }),
  );
});
