/**
 * The code a member shows to redeem: a word for its form, then in base64url the card, the second it ends and eight random bytes, then 64
 * bytes of signature. Whoever has the brand's key checks it without asking anybody. Browser-safe.
 */
export interface RedemptionCode {
  readonly cardId: string;
  /** epoch seconds of the machine's clock */
  readonly endsAt: number;
  /** 16 hex digits; two codes never share it */
  readonly codeId: string;
}

/** How long a code shown on a phone is good for. */
export const CODE_SECONDS = 60;
const FORM = 'z1.';
const SIGNATURE_BYTES = 64;
const CODE_BYTES = 28;
const LONGEST = 200;

/** The bytes that are signed. */
export function codeBytes(code: RedemptionCode): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(CODE_BYTES);
  bytes.set(bytesOfHex(code.cardId.replaceAll('-', '')), 0);
  new DataView(bytes.buffer).setUint32(16, code.endsAt);
  bytes.set(bytesOfHex(code.codeId), 20);
  return bytes;
}

/** The text in the QR code. */
export function codeText(bytes: Uint8Array, signature: Uint8Array): string {
  return `${FORM}${textOfBytes(bytes)}.${textOfBytes(signature)}`;
}

/** What a text says that looks like a code; whether it was signed is another question. Null for any other text. */
export function readCode(
  text: string,
): { code: RedemptionCode; bytes: Uint8Array<ArrayBuffer>; signature: Uint8Array<ArrayBuffer> } | null {
  const match = text.length > LONGEST ? null : /^z1\.([\w-]+)\.([\w-]+)$/.exec(text.trim());
  const bytes = bytesOfText(match?.[1] ?? '');
  const signature = bytesOfText(match?.[2] ?? '');
  if (!bytes || !signature || bytes.length !== CODE_BYTES || signature.length !== SIGNATURE_BYTES) return null;
  const hex = hexOfBytes(bytes.subarray(0, 16));
  const code = {
    cardId: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`,
    endsAt: new DataView(bytes.buffer).getUint32(16),
    codeId: hexOfBytes(bytes.subarray(20)),
  };
  return { code, bytes, signature };
}

function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function hexOfBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function textOfBytes(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

function bytesOfText(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}
