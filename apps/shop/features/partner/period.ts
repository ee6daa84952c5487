const DAY_MS = 86_400_000;

/** The last day of a period that is told by the day after it. */
export function lastDay(to: string): string {
  return new Date(Date.parse(to) - DAY_MS).toISOString().slice(0, 10);
}
