import { DomainError } from '../../../kit/errors/index.ts';

/** Why a text is no instant; the reject's reason is `date.` and this. */
export type DateFault = 'unreadable' | 'notExisting' | 'outOfRange' | 'ambiguous';

const DAY_MS = 86_400_000;
const FIRST_YEAR = 1970;
const LAST_YEAR = 2099;
const END_MS = Date.UTC(2100, 0, 1);
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MAX_CHARS = 48;

/**
 * Reads instants as files write them: YYYY-MM-DD, YYYY/M/D, YYYY.M.D, YYYY年M月D日, YYYYMMDD, each with or without a time; RFC 3339;
 * YYYYMMDDHHMMSS; 10 or 13 digits of Unix time; and day/month/year in the order settled beforehand. A time without an offset
 * is wall-clock time of the zone (in a gap the clock's next time, in a fold its first: Temporal's `compatible`), a day alone its midnight.
 */
export class WhenReader {
  readonly #zone: WallClock;
  readonly #order: 'mdy' | 'dmy' | null;
  #text = '';
  #pos = 0;
  #year = 0;
  #month = 0;
  #day = 0;

  /** @throws DomainError `timeZone.unknown` */
  constructor(timeZone: string, dateOrder: 'mdy' | 'dmy' | null) {
    this.#zone = new WallClock(timeZone);
    this.#order = dateOrder;
  }

  /** Epoch ms of a trimmed, non-empty text. */
  read(text: string): number | DateFault {
    if (text.length > MAX_CHARS) return 'unreadable';
    const plain = this.#readPlain(text);
    if (plain !== 'unreadable') return plain;
    const folded = text.normalize('NFKC').trim();
    return folded === text ? plain : this.#readPlain(folded);
  }

  #readPlain(text: string): number | DateFault {
    this.#text = text;
    this.#pos = 0;
    const first = this.#digits(14);
    const length = this.#pos;
    if (length === 10 || length === 13) return length === text.length ? unixTime(first, length) : 'unreadable';
    if (length === 14) return this.#compact(first);
    const dayFault = this.#readDay(first, length);
    if (dayFault !== null) return dayFault;
    return this.#readTime();
  }

  /** YYYYMMDDHHMMSS without anything between. */
  #compact(all: number): number | DateFault {
    if (this.#text.length !== 14) return 'unreadable';
    const time = all % 1_000_000;
    const date = (all - time) / 1_000_000;
    const fault = this.#setDay(Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100);
    if (fault !== null) return fault;
    return this.#instant(Math.floor(time / 10_000), Math.floor(time / 100) % 100, time % 100, 0, null);
  }

  #readDay(first: number, length: number): DateFault | null {
    if (length === 8) return this.#setDay(Math.floor(first / 10_000), Math.floor(first / 100) % 100, first % 100);
    const mark = this.#next();
    if (length === 4) {
      if (mark !== '-' && mark !== '/' && mark !== '.' && mark !== '年') return 'unreadable';
      const month = this.#digits(2);
      if (month < 0 || this.#next() !== (mark === '年' ? '月' : mark)) return 'unreadable';
      const day = this.#digits(2);
      if (day < 0 || (mark === '年' && this.#next() !== '日')) return 'unreadable';
      return this.#setDay(first, month, day);
    }
    if ((length !== 1 && length !== 2) || (mark !== '/' && mark !== '-' && mark !== '.')) return 'unreadable';
    const second = this.#digits(2);
    if (second < 0 || this.#next() !== mark) return 'unreadable';
    const from = this.#pos;
    const year = this.#digits(4);
    if (this.#pos - from !== 4) return 'unreadable';
    return this.#setTurned(first, second, year);
  }

  #setTurned(first: number, second: number, year: number): DateFault | null {
    if (this.#order === 'mdy') return this.#setDay(year, first, second);
    if (this.#order === 'dmy') return this.#setDay(year, second, first);
    if (first === second || second > 12) return this.#setDay(year, first, second);
    return first > 12 ? this.#setDay(year, second, first) : 'ambiguous';
  }

  #setDay(year: number, month: number, day: number): DateFault | null {
    if (month < 1 || month > 12 || day < 1) return 'notExisting';
    const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    if (day > (MONTH_DAYS[month - 1] ?? 0) + (month === 2 && isLeap ? 1 : 0)) return 'notExisting';
    if (year < FIRST_YEAR || year > LAST_YEAR) return 'outOfRange';
    this.#year = year;
    this.#month = month;
    this.#day = day;
    return null;
  }

  #readTime(): number | DateFault {
    const text = this.#text;
    if (this.#pos === text.length) return this.#instant(0, 0, 0, 0, null);
    const mark = this.#next();
    if (mark !== ' ' && mark !== 'T' && mark !== 't') return 'unreadable';
    while (text[this.#pos] === ' ') this.#pos++;
    let hour = this.#digits(2);
    const isChinese = text[this.#pos] === '时';
    if (hour < 0 || (text[this.#pos] !== ':' && !isChinese)) return 'unreadable';
    this.#pos++;
    const minute = this.#digits(2);
    if (minute < 0) return 'unreadable';
    let second = 0;
    let ms = 0;
    if (text[this.#pos] === (isChinese ? '分' : ':')) {
      this.#pos++;
      second = isChinese && this.#pos === text.length ? 0 : this.#digits(2);
      if (second < 0) return 'unreadable';
      if (isChinese && text[this.#pos] === '秒') this.#pos++;
      if (text[this.#pos] === '.' || text[this.#pos] === ',') {
        this.#pos++;
        ms = this.#fraction();
        if (ms < 0) return 'unreadable';
      }
    }
    const rest = text.slice(this.#pos).trim();
    if (rest === '') return this.#instant(hour, minute, second, ms, null);
    const half = /^([AaPp])\.?[Mm]\.?$/.exec(rest);
    if (half !== null) {
      if (hour < 1 || hour > 12) return 'notExisting';
      hour = (hour % 12) + (half[1]?.toLowerCase() === 'p' ? 12 : 0);
      return this.#instant(hour, minute, second, ms, null);
    }
    const offset = offsetMinutes(rest);
    return offset === null ? 'unreadable' : this.#instant(hour, minute, second, ms, offset);
  }

  #instant(hour: number, minute: number, second: number, ms: number, offset: number | null): number | DateFault {
    // A leap second is read as the second before it, as Temporal does.
    const seconds = second === 60 ? 59 : second;
    if (hour > 23 || minute > 59 || seconds > 59) return 'notExisting';
    const day = epochDay(this.#year, this.#month, this.#day);
    const wall = day * DAY_MS + ((hour * 60 + minute) * 60 + seconds) * 1000 + ms;
    return offset === null ? this.#zone.instantOf(day, wall) : wall - offset * 60_000;
  }

  #next(): string {
    return this.#text[this.#pos++] ?? '';
  }

  /** Up to `most` digits as a number; -1 when there is none. */
  #digits(most: number): number {
    const from = this.#pos;
    let value = 0;
    while (this.#pos - from < most) {
      const code = this.#text.charCodeAt(this.#pos);
      if (!(code >= 0x30 && code <= 0x39)) break;
      value = value * 10 + code - 0x30;
      this.#pos++;
    }
    return this.#pos === from ? -1 : value;
  }

  /** A fraction of a second, cut to ms; -1 when there is none. */
  #fraction(): number {
    const from = this.#pos;
    let ms = 0;
    for (;;) {
      const code = this.#text.charCodeAt(this.#pos);
      if (!(code >= 0x30 && code <= 0x39)) break;
      if (this.#pos - from < 3) ms += (code - 0x30) * 10 ** (2 - (this.#pos - from));
      this.#pos++;
    }
    return this.#pos === from ? -1 : ms;
  }
}

function unixTime(value: number, length: number): number | DateFault {
  const ms = length === 10 ? value * 1000 : value;
  return ms < END_MS ? ms : 'outOfRange';
}

/** `Z`, `UTC`, `+08:00`, `-0400`, `+8`; null for anything else. */
function offsetMinutes(text: string): number | null {
  if (/^(z|utc|gmt)$/i.test(text)) return 0;
  const match = /^([+-])(\d{1,2})(?::?(\d{2}))?$/.exec(text);
  if (match === null) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  if (Number(match[2]) > 23 || Number(match[3] ?? 0) > 59) return null;
  return match[1] === '-' ? -minutes : minutes;
}

/** Days since 1970-01-01 of a Gregorian date (Hinnant, `days_from_civil`). */
function epochDay(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

/** Wall-clock time of a zone to instants; days on which no clock is moved within a day either way need one subtraction. */
class WallClock {
  readonly #id: string;
  /** Offset in ms per epoch day; NaN for a day near a transition. */
  readonly #offsets = new Map<number, number>();
  #lastDay = Number.NaN;
  #lastOffset = Number.NaN;

  constructor(id: string) {
    try {
      Temporal.Now.instant().toZonedDateTimeISO(id);
    } catch {
      throw new DomainError('timeZone.unknown', { timeZone: id });
    }
    this.#id = id;
  }

  instantOf(day: number, wall: number): number {
    if (day !== this.#lastDay) {
      this.#lastDay = day;
      this.#lastOffset = this.#offsetOf(day);
    }
    if (!Number.isNaN(this.#lastOffset)) return wall - this.#lastOffset;
    const plain = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime();
    return plain.toZonedDateTime(this.#id, { disambiguation: 'compatible' }).epochMilliseconds;
  }

  #offsetOf(day: number): number {
    let offset = this.#offsets.get(day);
    if (offset === undefined) {
      const before = Temporal.Instant.fromEpochMilliseconds((day - 1) * DAY_MS).toZonedDateTimeISO(this.#id);
      const moved = before.getTimeZoneTransition('next');
      const isMoved = moved !== null && moved.epochMilliseconds <= (day + 2) * DAY_MS;
      offset = isMoved ? Number.NaN : before.offsetNanoseconds / 1e6;
      this.#offsets.set(day, offset);
    }
    return offset;
  }
}
