import { hash, randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto';

export { idBehind, tokensOf } from './id-tokens.ts';
export { keepSecretsIn, keyedHash, openBytes, openSecret, sealBytes, sealSecret } from './sealing.ts';
export { isSignedHere, signBytes, verifyingKey } from './signing.ts';

// OWASP's second choice for scrypt (N = 2^15, r = 8, p = 3): 32 MiB, about a tenth of a second.
const COST = { log2N: 15, r: 8, p: 3 };
const KEY_BYTES = 32;

/** A token nobody guesses: 256 random bits in 43 letters that need no escaping anywhere. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token: tokens are random, so one round of SHA-256 is enough. */
export function hashToken(token: string): string {
  return hash('sha256', token, 'hex');
}

/** The stored form of a password: `scrypt$15$8$3$<salt>$<hash>`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST);
  return ['scrypt', COST.log2N, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/**
 * Whether a password is the one behind a stored form.
 * Without a stored form (no such account) it takes as long and says no, so the time tells nothing.
 */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [, log2N, r, p, salt, hash] = (stored ?? '').split('$');
  if (!salt || !hash) {
    await derive(password, Buffer.alloc(16), COST);
    return false;
  }
  const expected = Buffer.from(hash, 'base64url');
  const actual = await derive(password, Buffer.from(salt, 'base64url'), {
    log2N: Number(log2N),
    r: Number(r),
    p: Number(p),
  });
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** cost.log2N, r: cost.r, p: cost.p, maxmem: 128 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    // The same letters typed on two keyboards may be composed differently.
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
