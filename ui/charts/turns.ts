/** Pictures that wait to be drawn, the newest of each alone. */
const waiting = new Map<object, () => void>();
let asked = 0;

/**
 * Draws a picture in a frame of its own: of several that change at once one is drawn in each frame, so that a hand on a slider never waits for
 * all of them, and of one that changed again before its turn only the last is drawn.
 * @returns takes it back where it was not drawn yet
 */
export function drawInTurn(picture: object, draw: () => void): () => void {
  waiting.set(picture, draw);
  if (asked === 0) asked = requestAnimationFrame(next);
  return () => {
    if (waiting.get(picture) === draw) waiting.delete(picture);
  };
}

function next(): void {
  const [first] = waiting;
  if (first) {
    waiting.delete(first[0]);
    first[1]();
  }
  asked = waiting.size > 0 ? requestAnimationFrame(next) : 0;
}
