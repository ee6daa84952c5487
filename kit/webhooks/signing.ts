import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { assert } from '../errors/index.ts';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;

/** A fresh secret as Standard Webhooks writes it: `whsec_` and base64. */
export function newWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/** One message as it is signed: its id stays the same over all tries, the instant (Unix seconds) is that of this try. */
export interface Signed {
  readonly id: string;
  readonly timestamp: number;
  readonly body: string;
}

/** The value of `webhook-signature`: `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body` (Standard Webhooks, symmetric). */
export function signatureOf(secret: string, { id, timestamp, body }: Signed): string {
  assert(secret.startsWith(PREFIX), 'a webhook secret begins with whsec_');
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

/** The three headers of one try. */
export function signedHeaders(secret: string, message: Signed): Record<string, string> {
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.timestamp),
    'webhook-signature': signatureOf(secret, message),
  };
}

/** What a receiver checks: one of the signatures listed is right, in constant time. */
export function isSignedBy(secret: string, message: Signed, header: string): boolean {
  const expected = Buffer.from(signatureOf(secret, message));
  return header.split(' ').some((one) => {
    const given = Buffer.from(one);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
