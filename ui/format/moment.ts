import { addDays } from './time.ts';

/** The first moment of a day of the brand's zone, as the API takes it; null for an empty field. `isLast`: the moment after the day. */
export function momentOf(day: string, timeZone: string, isLast = false): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const wanted = isLast ? addDays(day, 1) : day;
  const guess = Date.parse(`${wanted}T00:00:00Z`);
  // The offset is that of the moment looked for: two steps are enough, zones move by less than a day.
  let at = guess - offsetMs(guess, timeZone);
  at = guess - offsetMs(at, timeZone);
  return new Date(at).toISOString();
}

function offsetMs(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(new Date(at));
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - Math.floor(at / 1000) * 1000;
}
