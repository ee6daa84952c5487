/**
 * Places of labels that would lie on each other, moved apart to a smallest gap, in the order they had and inside
 * `[0, height]` as long as there is room.
 */
export function apart(places: readonly number[], gap: number, height: number): number[] {
  const order = places.map((place, at) => ({ place, at })).sort((a, b) => a.place - b.place);
  let least = 0;
  for (const one of order) {
    one.place = Math.max(one.place, least);
    least = one.place + gap;
  }
  let most = height;
  for (const one of order.toReversed()) {
    one.place = Math.min(one.place, most);
    most = one.place - gap;
  }
  const found = [...places];
  for (const one of order) found[one.at] = one.place;
  return found;
}
