import { readKept, type Shelf } from './kept.ts';

/** Something the visitor meant to do once, and has had no answer to so far. */
export interface Intent<Body> {
  readonly key: string;
  readonly body: Body;
  /** when it was first meant, by the phone's clock */
  readonly at: number;
}

// The server remembers its answers a day; what is older than an hour is looked up among the orders rather than sent again.
const STANDS_MS = 60 * 60_000;

/**
 * The intent of an act of this name: the one that waits for its answer when it asks for the same, else a new one. Sent again it carries
 * the same key, so the server does it once however often the network lost the answer.
 */
export function intentFor<Body>(shelf: Shelf, name: string, body: Body, now: number, newKey: () => string): Intent<Body> {
  const waiting = waitingIntent<Body>(shelf, name, now);
  if (waiting && JSON.stringify(waiting.body) === JSON.stringify(body)) return waiting;
  const intent = { key: newKey(), body, at: now };
  shelf.write(placeOf(name), JSON.stringify(intent));
  return intent;
}

/** What was meant and never answered; null when everything was, or it is too long ago to send again. */
export function waitingIntent<Body>(shelf: Shelf, name: string, now: number): Intent<Body> | null {
  const intent = readKept<Intent<Body>>(shelf, placeOf(name));
  if (intent && now - intent.at >= 0 && now - intent.at < STANDS_MS) return intent;
  if (intent) shelf.write(placeOf(name), null);
  return null;
}

/** The answer is here: what is meant next is another intent. */
export function answered(shelf: Shelf, name: string): void {
  shelf.write(placeOf(name), null);
}

function placeOf(name: string): string {
  return `intent.${name}`;
}

/** Made up per intent. */
export function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
