import { randomBytes } from 'node:crypto';

/** A UUIDv7 in lower-case hex with dashes: what tables hold and rooms pass around. */
export type Uuid = string;

/** The one table of public prefixes: `per_01j9…` outside, a plain uuid inside. */
export const prefixes = {
  tenant: 'ten',
  account: 'acc',
  staff: 'stf',
  apiKey: 'key',
  audit: 'aud',
  person: 'per',
  source: 'src',
  spend: 'spd',
  erasureRequest: 'ers',
  referral: 'ref',
  product: 'prd',
  sku: 'sku',
  picture: 'pic',
  order: 'ord',
  salesReturn: 'ret',
  upload: 'upl',
  run: 'run',
  segment: 'seg',
  payment: 'pay',
  refund: 'rfd',
  shipment: 'shp',
  claim: 'clm',
  plan: 'pln',
  partner: 'ptn',
  partnerLevel: 'lvl',
  partnerApplication: 'pap',
  lesson: 'les',
  material: 'mat',
  lead: 'lea',
  teamNotice: 'tno',
  teamTask: 'tta',
  commission: 'com',
  withdrawal: 'wdr',
  moneyCase: 'cas',
  serviceAct: 'srv',
  posting: 'pst',
  attribution: 'att',
  attributionChange: 'ach',
  sponsorship: 'spo',
  touch: 'tch',
  shareLink: 'lnk',
  cardDesign: 'cds',
  memberCard: 'crd',
  outlet: 'out',
  lease: 'lse',
  redemption: 'rdm',
  redemptionException: 'rex',
  inboxNotice: 'ibx',
  invitationRound: 'ivr',
  tier: 'tie',
  privilege: 'pvl',
  privilegeUse: 'pvu',
  priceRule: 'prc',
  offerTrial: 'oft',
  coupon: 'cpn',
  pointsLot: 'pts',
  endpoint: 'whk',
  delivery: 'dlv',
  giving: 'giv',
  giftPromise: 'gft',
  address: 'adr',
  review: 'rev',
  refundRequest: 'rrq',
  paymentAccount: 'pac',
  channelAccount: 'chn',
  paymentIntent: 'pin',
  providerEvent: 'pev',
  providerRefund: 'prf',
  design: 'dsn',
  scenario: 'scn',
  diagnosis: 'dgn',
  task: 'tsk',
  script: 'scr',
  scriptUse: 'scu',
  adoption: 'adp',
  event: 'evt',
  request: 'req',
} as const;

export type IdKind = keyof typeof prefixes;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LETTERS = Buffer.from(ALPHABET);
const VALUE = new Map([...ALPHABET].map((letter, value) => [letter, BigInt(value)]));
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

let lastMs = 0;
let counter = 0;
const letters = Buffer.from('00000000-0000-7000-8000-000000000000');
const HEX = Buffer.from('0123456789abcdef');

// One system call buys randomness for many ids: imports make millions.
let pool = Buffer.alloc(0);
let used = 0;

function setHex(at: number, length: number, value: number): void {
  let rest = value;
  for (let i = at + length - 1; i >= at; i--) {
    letters[i] = HEX[rest & 15] as number;
    rest >>>= 4;
  }
}

/**
 * A fresh UUIDv7 (RFC 9562), strictly increasing within the process: 48 bits of Unix milliseconds,
 * a 12-bit counter that borrows from the next millisecond, 62 random bits.
 * @param floorMs never give an id older than this instant (ids of one import follow the rows of its file)
 */
export function newId(floorMs = 0): Uuid {
  tick(floorMs);
  setHex(0, 8, Math.floor(lastMs / 65_536));
  setHex(9, 4, lastMs % 65_536);
  setHex(15, 3, counter);
  draw(8);
  setHex(19, 4, (pool.readUInt16BE(used) & 0x3fff) | 0x8000);
  setHex(24, 6, pool.readUIntBE(used + 2, 3));
  setHex(30, 6, pool.readUIntBE(used + 5, 3));
  used += 8;
  // One flat text: joined parts would be put together later, at every first look-up.
  return letters.toString('latin1');
}

function tick(floorMs: number): void {
  const now = Math.max(Date.now(), floorMs);
  if (now > lastMs) {
    lastMs = now;
    counter = 0;
  } else if (++counter > 0xfff) {
    lastMs += 1;
    counter = 0;
  }
}

/** Sees that so many random bytes are at hand. */
function draw(bytes: number): void {
  if (used + bytes <= pool.length) return;
  pool = randomBytes(4096);
  used = 0;
}

/** The millisecond an id was made in. */
export function idMs(id: Uuid): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/** The public form of an id: prefix and 26 letters of Crockford's base 32, in the order of time. */
export function publicId(kind: IdKind, id: Uuid): string {
  let text = `${prefixes[kind]}_`;
  // 26 letters hold 130 bits: two zero bits in front of the 128.
  let bits = 0;
  let count = 2;
  for (let i = 0; i < id.length; i++) {
    const code = id.charCodeAt(i);
    if (code === 45) continue;
    bits = ((bits << 4) | (code < 58 ? code - 48 : code - 87)) & 0xff;
    count += 4;
    if (count < 5) continue;
    count -= 5;
    text += ALPHABET[(bits >> count) & 31];
  }
  return text;
}

const RANDOM_LETTERS = 12;
const fresh = Buffer.alloc(40);
let freshKind = '';
let freshMs = 0;

/** The public form of a fresh id that is kept nowhere: one for every answer, made without its uuid. */
export function newPublicId(kind: IdKind): string {
  tick(0);
  const start = prefixes[kind].length + 1;
  if (kind !== freshKind) fresh.write(`${prefixes[kind]}_`, 'latin1');
  if (kind !== freshKind || lastMs !== freshMs) {
    for (let i = start + 9, rest = lastMs; i >= start; i--, rest = Math.floor(rest / 32)) fresh[i] = LETTERS[rest % 32] as number;
    [freshKind, freshMs] = [kind, lastMs];
  }
  draw(RANDOM_LETTERS + 1);
  // After the time: version 7, the counter, the two bits of the variant, and what is random.
  fresh[start + 10] = LETTERS[0b01110 | (counter >> 11)] as number;
  fresh[start + 11] = LETTERS[(counter >> 6) & 31] as number;
  fresh[start + 12] = LETTERS[(counter >> 1) & 31] as number;
  fresh[start + 13] = LETTERS[((counter & 1) << 4) | 0b01000 | ((pool[used++] as number) & 3)] as number;
  for (let i = 0; i < RANDOM_LETTERS; i++) fresh[start + 14 + i] = LETTERS[(pool[used++] as number) & 31] as number;
  return fresh.toString('latin1', 0, start + 26);
}

/** The uuid behind a public id, or null when the text is not an id of this kind. */
export function parseId(kind: IdKind, text: string): Uuid | null {
  const prefix = `${prefixes[kind]}_`;
  if (!text.startsWith(prefix) || text.length !== prefix.length + 26) return null;
  let value = 0n;
  for (const letter of text.slice(prefix.length)) {
    const digit = VALUE.get(letter);
    if (digit === undefined) return null;
    value = (value << 5n) | digit;
  }
  if (value >= 1n << 128n) return null;
  const hex = value.toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function isUuid(text: string): boolean {
  return UUID.test(text);
}
