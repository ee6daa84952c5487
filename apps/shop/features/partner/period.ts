import { addMonths } from '../../../../ui/format/time.ts';
import { say } from '../../../../ui/shop/words.tsx';

const DAY_MS = 86_400_000;

/** The last day of a period that is told by the day after it. */
function lastDay(to: string): string {
  return new Date(Date.parse(to) - DAY_MS).toISOString().slice(0, 10);
}

/** A period in words: a whole month by its name, any other from its first day to its last. */
export function periodText(
  { from, to }: { from: string; to: string },
  { words, format }: { words: string; format: { day: (day: string) => string; month: (day: string) => string } },
): string {
  const isMonth = from.endsWith('-01') && addMonths(from, 1) === to;
  return isMonth ? format.month(from) : say(words, { from: format.day(from), to: format.day(lastDay(to)) });
}
