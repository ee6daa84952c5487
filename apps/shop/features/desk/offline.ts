/** What a device may take codes with while it has no network. */
export interface HeldLease {
  readonly id: string;
  readonly outlet: string;
  readonly expiresAt: string;
  /** base64url of an Ed25519 key: it checks codes and makes none */
  readonly verifyingKey: string;
  readonly codeSeconds: number;
}

/** A code that was taken and waits to be handed in. */
export interface Taken {
  readonly code: string;
  /** under which lease: of which outlet it was */
  readonly lease: string;
  readonly card: string;
  readonly day: string;
  readonly acceptedAt: string;
}

export type Judgement = 'good' | 'over' | 'used' | 'unknown' | 'leaseOver';

/** A phone and a counter that do not ask anybody the time may differ by as much. */
const DRIFT_MS = 60_000;
const CODE_BYTES = 28;

/**
 * What a device says of a code by itself: that the brand signed it, that its minute runs, and that it took nothing on this card today. Whether
 * the card was used elsewhere it cannot know: the outlet bears that.
 * @param day today on the brand's calendar
 */
export async function judge(
  text: string,
  { lease, taken, now, day }: { lease: HeldLease; taken: readonly Taken[]; now: number; day: string },
): Promise<{ verdict: Judgement; card: string }> {
  const [, body = '', signature = ''] = /^z1\.([\w-]+)\.([\w-]+)$/.exec(text.trim()) ?? [];
  const bytes = bytesOf(body);
  const isOurs =
    bytes.length === CODE_BYTES && (await crypto.subtle.verify('Ed25519', await keyOf(lease.verifyingKey), bytesOf(signature), bytes));
  if (!isOurs) return { verdict: 'unknown', card: '' };
  const card = Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const verdict = (): Judgement => {
    if (Date.parse(lease.expiresAt) <= now) return 'leaseOver';
    if (new DataView(bytes.buffer).getUint32(16) * 1000 + DRIFT_MS <= now) return 'over';
    return taken.some((each) => each.code === text.trim() || (each.card === card && each.day === day)) ? 'used' : 'good';
  };
  return { verdict: verdict(), card };
}

async function keyOf(text: string): Promise<CryptoKey> {
  return await crypto.subtle.importKey('raw', bytesOf(text), 'Ed25519', false, ['verify']);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  } catch {
    return new Uint8Array(0);
  }
}
