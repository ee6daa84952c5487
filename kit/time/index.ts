import { DomainError } from '../errors/index.ts';

/** Days since 1970-01-01 on a tenant's calendar: cheap to compare, add and key by. */
export type EpochDay = number;

const DAY_MS = 86_400_000;
const SLOT_MS = 900_000;

/** A time zone with its offsets remembered: turns instants into calendar days at the speed of a map look-up. */
export interface Zone {
  readonly id: string;
  /** The calendar day an instant (epoch ms) falls on. */
  dayOf(ms: number): EpochDay;
  /** The first instant (epoch ms) of a calendar day; the day after a gap begins where the clock goes on. */
  startOf(day: EpochDay): number;
}

const zones = new Map<string, Zone>();

/**
 * The zone of an IANA name.
 * @throws DomainError `timeZone.unknown`
 */
export function zoneOf(id: string): Zone {
  const known = zones.get(id);
  if (known) return known;
  try {
    Temporal.Now.instant().toZonedDateTimeISO(id);
  } catch {
    throw new DomainError('timeZone.unknown', { timeZone: id });
  }
  const offsets = new Map<number, number>();
  // Offsets change on quarter hours everywhere since 1970, so one look-up serves a slot.
  function offsetAt(ms: number): number {
    const slot = Math.floor(ms / SLOT_MS);
    let offset = offsets.get(slot);
    if (offset === undefined) {
      const instant = Temporal.Instant.fromEpochMilliseconds(slot * SLOT_MS);
      offset = instant.toZonedDateTimeISO(id).offsetNanoseconds / 1e6;
      if (offsets.size > 200_000) offsets.clear();
      offsets.set(slot, offset);
    }
    return offset;
  }
  const zone: Zone = {
    id,
    dayOf: (ms) => Math.floor((ms + offsetAt(ms)) / DAY_MS),
    startOf: (day) => plainDate(day).toZonedDateTime(id).epochMilliseconds,
  };
  zones.set(id, zone);
  return zone;
}

// By its fields, not its text: the day after 9999-12-31 ends a period too, and has no four-digit year.
function plainDate(day: EpochDay): Temporal.PlainDate {
  const date = new Date(day * DAY_MS);
  return new Temporal.PlainDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

/** `YYYY-MM-DD` of an epoch day. */
export function dayText(day: EpochDay): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/**
 * The epoch day of `YYYY-MM-DD`.
 * @throws DomainError `date.invalid` when the text is not an existing day
 */
export function parseDay(text: string): EpochDay {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const month = Number(text.slice(5, 7)) - 1;
    const date = new Date(0);
    const ms = date.setUTCFullYear(Number(text.slice(0, 4)), month, Number(text.slice(8)));
    // A day past the end of its month would be one of the next.
    if (date.getUTCMonth() === month && date.getUTCDate() === Number(text.slice(8))) return ms / DAY_MS;
  }
  throw new DomainError('date.invalid', { value: text });
}

/** The first day of the month of a day. */
export function monthOf(day: EpochDay): EpochDay {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / DAY_MS;
}

/** The first day of the month `count` months after (or before) the month of a day. */
export function addMonths(day: EpochDay, count: number): EpochDay {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + count, 1) / DAY_MS;
}

/** The month of a day, numbered from year 0: the next one is one more. */
export function monthNumber(day: EpochDay): number {
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** Whole days (24 h each) between two instants in epoch ms, rounded down; never negative. */
export function wholeDays(fromMs: number, toMs: number): number {
  return Math.max(0, Math.floor((toMs - fromMs) / DAY_MS));
}
