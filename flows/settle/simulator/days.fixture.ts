/** The days of the simulated brand: Shanghai never changes its clocks, so they are simple arithmetic. */
export const DAY = 86_400_000;
const EAST = 8 * 3_600_000;

export function dayOf(at: number): number {
  return Math.floor((at + EAST) / DAY);
}

export function startOf(day: number): number {
  return day * DAY - EAST;
}
