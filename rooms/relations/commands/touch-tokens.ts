import type { Uuid } from '../../../kit/ids/index.ts';
import { idBehind, tokensOf } from '../../../kit/secrets/index.ts';

/** What a visitor is given to be known by when they come back. */
export interface Given {
  /** stands in the address they are led to */
  readonly token: string;
  /** stands in a cookie */
  readonly device: string;
}

const TOKEN = 'relations.touch token';
const DEVICE = 'relations.touch device';

/** @param ids of touches, 16 bytes each */
export function givenFor(ids: Uint8Array): Given[] {
  const devices = tokensOf(ids, DEVICE);
  return tokensOf(ids, TOKEN).map((token, i) => ({ token, device: devices[i] as string }));
}

export function bytesOf(id: Uuid): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

/** The touches somebody may have left by opening the link whose token they bring, or the first link on their device. */
export function touchesBehind(came: { token: string | null; device: string | null }): Uuid[] {
  const ids = [came.token === null ? null : idBehind(came.token, TOKEN), came.device === null ? null : idBehind(came.device, DEVICE)];
  return [...new Set(ids.flatMap((bytes) => (bytes === null ? [] : [uuidOf(bytes)])))];
}

function uuidOf(bytes: Buffer): Uuid {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
