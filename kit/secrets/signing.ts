import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { keyedHash } from './sealing.ts';

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const RAW_BYTES = 32;
const MOST_REMEMBERED = 1000;

const pairs = new Map<string, { secret: KeyObject; shown: KeyObject }>();

/** 64 bytes that only this installation can make for these bytes at this place (Ed25519); whoever has the key of the place can check them. */
export function signBytes(bytes: Uint8Array, place: string): Buffer {
  return sign(null, bytes, pairOf(place).secret);
}

/** Whether the signature was made here, for these bytes at this place. */
export function isSignedHere(bytes: Uint8Array, signature: Uint8Array, place: string): boolean {
  return signature.length === 64 && verify(null, bytes, pairOf(place).shown, signature);
}

/** The 32 bytes anybody may have to check signatures of this place; nothing can be signed with them. */
export function verifyingKey(place: string): Buffer {
  return pairOf(place).shown.export({ type: 'spki', format: 'der' }).subarray(-RAW_BYTES);
}

/** Made anew from the installation's key whenever it is asked for: there is nothing to keep. */
function pairOf(place: string): { secret: KeyObject; shown: KeyObject } {
  const seed = keyedHash('signing key', place);
  let pair = pairs.get(seed);
  if (!pair) {
    const secret = createPrivateKey({ key: Buffer.concat([HEAD, Buffer.from(seed, 'hex')]), format: 'der', type: 'pkcs8' });
    pair = { secret, shown: createPublicKey(secret) };
    if (pairs.size >= MOST_REMEMBERED) pairs.clear();
    pairs.set(seed, pair);
  }
  return pair;
}
