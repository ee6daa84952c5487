import { identityError } from './errors.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Sessions end 24 hours after their last use and 14 days after signing in; links are good for a while, once. */
export const SESSION_IDLE_MS = DAY_MS;
export const SESSION_MS = 14 * DAY_MS;
export const SESSION_TOUCH_MS = 5 * MINUTE_MS;
export const FIRST_LINK_MS = 60 * MINUTE_MS;
export const INVITE_LINK_MS = 7 * DAY_MS;

/** A person stays signed in in the shop for as long as somebody who comes back every season needs. */
export const PERSON_SESSION_MS = 90 * DAY_MS;
/** A code is good for five minutes and five tries; the next may be asked for after a minute, five an hour, ten a day. */
export const CODE_MS = 5 * MINUTE_MS;
export const CODE_PAUSE_MS = MINUTE_MS;
export const MOST_CODES_AN_HOUR = 5;
export const MOST_CODES_A_DAY = 10;
export const MOST_CODE_TRIES = 5;

/** A sandbox clock may run ahead of the machine by at most a century. */
const FURTHEST_MS = 100 * 365 * DAY_MS;

/**
 * How far a sandbox clock stands from the machine's after it was set.
 * @throws `clock.onlySandbox`, `clock.backwards`, `clock.tooFar`
 */
export function movedClock(clock: {
  isSandbox: boolean;
  /** the brand's present and the machine's, epoch ms */
  presentMs: number;
  machineMs: number;
  wantedMs: number;
}): number {
  if (!clock.isSandbox) throw identityError('clock.onlySandbox');
  if (clock.wantedMs < clock.presentMs) {
    throw identityError('clock.backwards', { now: new Date(clock.presentMs).toISOString() });
  }
  const offset = clock.wantedMs - clock.machineMs;
  if (offset > FURTHEST_MS) throw identityError('clock.tooFar', { years: 100 });
  return offset;
}

/** ISO 4217 as the runtime knows it. @throws `currency.unknown` */
export function assertCurrency(currency: string): void {
  if (!Intl.supportedValuesOf('currency').includes(currency)) {
    throw identityError('currency.unknown', { currency, pointer: '/currency' });
  }
}

/**
 * A brand is never left without an owner who can sign in.
 * @param owners active owners, with whether they have a password
 * @throws `staff.lastOwner` when `leaving` is the last of them
 */
export function assertOwnerRemains(owners: readonly { staffId: string; canSignIn: boolean }[], leaving: string): void {
  const others = owners.filter((owner) => owner.staffId !== leaving);
  const isOwner = others.length < owners.length;
  if (isOwner && !others.some((owner) => owner.canSignIn)) throw identityError('staff.lastOwner');
}

/** Addresses are compared without regard to case and outer space. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}
