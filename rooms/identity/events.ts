/** `brand.timeZoneChanged`, version 1: told inside the transaction that changes it. */
export const TIME_ZONE_CHANGED = 'brand.timeZoneChanged';

export interface TimeZoneChanged {
  /** IANA names. */
  readonly from: string;
  readonly to: string;
}

/** `sandbox.clockMoved`, version 1: told inside the transaction that moves it. */
export const CLOCK_MOVED = 'sandbox.clockMoved';

export interface ClockMoved {
  /** The brand's time from here on, RFC 3339. */
  readonly now: string;
}
