import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DomainError } from '../../kit/errors/index.ts';
import { assertCurrency, assertOwnerRemains, movedClock, normalEmail } from './model.ts';

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof DomainError);
    return error.code;
  }
  return 'none';
}

test('a brand keeps an owner who can sign in, whoever leaves', () => {
  const owner = fc.record({ staffId: fc.uuid(), canSignIn: fc.boolean() });
  fc.assert(
    fc.property(fc.uniqueArray(owner, { selector: (one) => one.staffId, maxLength: 6 }), fc.nat(), (owners, pick) => {
      const leaving = owners[pick % Math.max(owners.length, 1)]?.staffId ?? 'nobody';
      const remain = owners.filter((one) => one.staffId !== leaving);
      const mayLeave = codeOf(() => assertOwnerRemains(owners, leaving)) === 'none';
      assert.equal(mayLeave, leaving === 'nobody' || remain.some((one) => one.canSignIn));
    }),
  );
});

test('somebody who is no owner may always leave', () => {
  assert.equal(
    codeOf(() => assertOwnerRemains([{ staffId: 'a', canSignIn: false }], 'b')),
    'none',
  );
});

test('a clock that was moved shows the time it was set to, and never an earlier one', () => {
  fc.assert(
    fc.property(fc.nat(1e12), fc.nat(1e9), fc.integer({ min: -1e9, max: 1e9 }), (machineMs, ahead, step) => {
      const presentMs = machineMs + ahead;
      const wantedMs = presentMs + step;
      const clock = { isSandbox: true, presentMs, machineMs, wantedMs };
      if (step < 0)
        assert.equal(
          codeOf(() => movedClock(clock)),
          'clock.backwards',
        );
      else assert.equal(machineMs + movedClock(clock), wantedMs);
    }),
  );
});

test('currencies are those of ISO 4217', () => {
  for (const currency of ['CNY', 'USD', 'JPY', 'KWD'])
    assert.equal(
      codeOf(() => assertCurrency(currency)),
      'none',
    );
  for (const currency of ['XQZ', 'cny', '', 'EURO'])
    assert.equal(
      codeOf(() => assertCurrency(currency)),
      'currency.unknown',
    );
});

test('an address is the same whatever its case and the space around it', () => {
  assert.equal(normalEmail(' Lin@Example.COM '), 'lin@example.com');
});
