/** `brand.timeZoneChanged`, version 1: told inside the transaction that changes it. */
export const TIME_ZONE_CHANGED = 'brand.timeZoneChanged';

export interface TimeZoneChanged {
  /** IANA names. */
  readonly from: string;
  readonly to: string;
}
