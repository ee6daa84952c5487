import { assertNever, DomainError } from '../../../kit/errors/index.ts';
import { minorDigits } from '../../../kit/money/index.ts';
import { dayText, parseDay, type EpochDay } from '../../../kit/time/index.ts';

export type WithdrawalState = 'requested' | 'approved' | 'settled' | 'failed' | 'rejected';
export type WithdrawalVerb = 'approve' | 'send' | 'settle' | 'fail' | 'reject';

const FROM: Readonly<Record<WithdrawalVerb, readonly WithdrawalState[]>> = {
  approve: ['requested'],
  send: ['approved'],
  settle: ['approved'],
  fail: ['requested', 'approved'],
  reject: ['requested', 'approved'],
};

/** @throws `withdrawal.wrongState` when the verb does not follow the state, `withdrawal.sending` when the provider has the last word */
export function assertMay(verb: WithdrawalVerb, withdrawal: { state: WithdrawalState; isSent: boolean; isWithProvider: boolean }): void {
  if (!FROM[verb].includes(withdrawal.state)) throw new DomainError('withdrawal.wrongState', { state: withdrawal.state, verb });
  if (withdrawal.isWithProvider) throw new DomainError('withdrawal.sending', { state: withdrawal.state, verb });
  if (withdrawal.isSent && (verb === 'send' || verb === 'reject'))
    throw new DomainError('withdrawal.sending', { state: withdrawal.state, verb });
}

/** Who asked for something or agreed to it; `madeBy` is who made the key, where that is known. */
export interface Principal {
  readonly kind: string;
  readonly id: string;
  readonly madeBy: { readonly kind: string; readonly id: string } | null;
}

/** Whether two acts came from one principal: the same one, or a person and a key that person made. Two keys of one person are two. */
export function isSamePrincipal(one: Principal, other: Principal): boolean {
  const same = (a: { kind: string; id: string } | null, b: { kind: string; id: string }): boolean => a?.kind === b.kind && a.id === b.id;
  return same(one, other) || same(one.madeBy, other) || same(other.madeBy, one);
}

/** What a person asked for in the shop needs one approver; all else, and what is above `fourEyesAbove`, a second principal. */
export function needsAnother(withdrawal: { askedIn: 'shop' | 'console'; amount: bigint }, fourEyesAbove: bigint): boolean {
  return withdrawal.askedIn === 'console' || withdrawal.amount > fourEyesAbove;
}

/** 1,000.00 in minor units of a currency. */
export function defaultFourEyes(currency: string): bigint {
  return 1_000n * 10n ** BigInt(minorDigits(currency));
}

/** What customers bought in a year, above which nobody gives them away alone: a tenth of it is what somebody would earn. */
export function defaultReassign(currency: string): bigint {
  return 10n * defaultFourEyes(currency);
}

/** 1.00 where the law of the pack holds; trials may pay out a fen. */
export function defaultMinimum(currency: string, isLab: boolean): bigint {
  return isLab ? 1n : 10n ** BigInt(minorDigits(currency));
}

export interface PayeeFacts {
  readonly legalName: string | null;
  readonly hasIdNumber: boolean;
  readonly bornOn: string | null;
  readonly hasAccount: boolean;
}

/**
 * Before the first payout the payee says who they are (compliance P4).
 * @throws `payee.incomplete` with what is missing, `payee.underage`
 */
export function assertPayable(payee: PayeeFacts, today: EpochDay, minimumAge: number): void {
  const missing = missingOf(payee);
  if (missing.length > 0 || payee.bornOn === null) throw new DomainError('payee.incomplete', { missing });
  if (ageOn(payee.bornOn, today) < minimumAge) throw new DomainError('payee.underage', { minimumAge });
}

/** What a payee has not said of themselves yet. */
export function missingOf(payee: PayeeFacts): ('legalName' | 'idNumber' | 'bornOn' | 'account')[] {
  return [
    payee.legalName === null ? ('legalName' as const) : null,
    payee.hasIdNumber ? null : ('idNumber' as const),
    payee.bornOn === null ? ('bornOn' as const) : null,
    payee.hasAccount ? null : ('account' as const),
  ].filter((field) => field !== null);
}

/** Whole years between a birthday and a day; someone born on 29 February has their birthday on 1 March in other years. */
export function ageOn(bornOn: string, today: EpochDay): number {
  const [born, now] = [bornOn, dayText(today)];
  parseDay(born);
  return Number(now.slice(0, 4)) - Number(born.slice(0, 4)) - (now.slice(5) < born.slice(5) ? 1 : 0);
}

/**
 * Money that becomes a person's: first a debt is paid, the rest is available (rules.md S4).
 * @param netPct how much of it may pay a debt, per cent, rounded down: so that of all a statement holds no more is netted either
 */
export function intoPurse(amount: bigint, receivable: bigint, netPct: number): { repaid: bigint; available: bigint } {
  const most = (amount * BigInt(netPct)) / 100n;
  const repaid = most < receivable ? most : receivable;
  return { repaid, available: amount - repaid };
}

/** The word for an end in events and journals. */
export function endOf(verb: 'settle' | 'fail' | 'reject'): 'settled' | 'failed' | 'rejected' {
  switch (verb) {
    case 'settle':
      return 'settled';
    case 'fail':
      return 'failed';
    case 'reject':
      return 'rejected';
    default:
      return assertNever(verb);
  }
}
