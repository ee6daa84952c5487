// Array parameters in PostgreSQL's own binary form: neither side writes or reads digits. Each names its element type, so the
// statement's cast must be the same one (`::int[]` for int4s …).

const TYPE = { bool: 16, int8: 20, int4: 23, text: 25, timestamptz: 1184, uuid: 2950 } as const;
const HEAD = 20;
/** 2000-01-01 in epoch ms: where PostgreSQL counts from. */
const PG_EPOCH_MS = 946_684_800_000;
const TWO_32 = 4_294_967_296;

/** `int[]` of one value per item; null allowed. */
export function int4s<Item>(items: readonly Item[], valueOf: (item: Item) => number | null): Buffer {
  return fixed(items, valueOf, TYPE.int4, 4, setInt4);
}

/** `bigint[]` of one value per item: bigints or whole numbers up to 2^53; null allowed. */
export function int8s<Item>(items: readonly Item[], valueOf: (item: Item) => number | bigint | null): Buffer {
  return fixed(items, valueOf, TYPE.int8, 8, setInt8);
}

/** `timestamptz[]` of epoch milliseconds; null allowed. */
export function instants<Item>(items: readonly Item[], valueOf: (item: Item) => number | null): Buffer {
  return fixed(items, valueOf, TYPE.timestamptz, 8, setInstant);
}

/** `boolean[]` of one value per item. */
export function booleans<Item>(items: readonly Item[], valueOf: (item: Item) => boolean | null): Buffer {
  return fixed(items, valueOf, TYPE.bool, 1, (view, at, value) => view.setUint8(at, value ? 1 : 0));
}

/** `uuid[]` of hex texts, with dashes or without; null allowed. */
export function uuids<Item>(items: readonly Item[], valueOf: (item: Item) => string | null): Buffer {
  return fixed(items, valueOf, TYPE.uuid, 16, setUuid);
}

/** `text[]` of one value per item; null allowed. */
export function texts<Item>(items: readonly Item[], valueOf: (item: Item) => string | null): Buffer {
  let bytes = Buffer.allocUnsafe(HEAD + items.length * 20);
  let end = HEAD;
  let hasNull = false;
  for (let i = 0; i < items.length; i++) {
    const value = valueOf(items[i] as Item);
    // No letter takes more than three bytes a unit.
    const most = 4 + (value?.length ?? 0) * 3;
    if (end + most > bytes.length) bytes = Buffer.concat([bytes.subarray(0, end)], Math.max(bytes.length * 2, end + most));
    if (value === null) {
      hasNull = true;
      end = bytes.writeInt32BE(-1, end);
    } else {
      const size = writeText(bytes, value, end + 4);
      bytes.writeInt32BE(size, end);
      end += 4 + size;
    }
  }
  return headed(bytes, { type: TYPE.text, count: items.length, hasNull }, end);
}

function fixed<Item, Value>(
  items: readonly Item[],
  valueOf: (item: Item) => Value | null,
  type: number,
  size: number,
  set: (view: DataView, at: number, value: Value) => void,
): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD + items.length * (4 + size));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let end = HEAD;
  let hasNull = false;
  for (let i = 0; i < items.length; i++) {
    const value = valueOf(items[i] as Item);
    if (value === null) {
      hasNull = true;
      view.setInt32(end, -1);
      end += 4;
    } else {
      view.setInt32(end, size);
      set(view, end + 4, value);
      end += 4 + size;
    }
  }
  return headed(bytes, { type, count: items.length, hasNull }, end);
}

function headed(bytes: Buffer, about: { type: number; count: number; hasNull: boolean }, end: number): Buffer {
  // An empty array has no dimension.
  bytes.writeInt32BE(about.count > 0 ? 1 : 0, 0);
  bytes.writeInt32BE(about.hasNull ? 1 : 0, 4);
  bytes.writeInt32BE(about.type, 8);
  if (about.count === 0) return bytes.subarray(0, 12);
  bytes.writeInt32BE(about.count, 12);
  bytes.writeInt32BE(1, 16);
  return bytes.subarray(0, end);
}

function setInt4(view: DataView, at: number, value: number): void {
  if ((value | 0) !== value) throw new RangeError(`${value} is not a whole number of 32 bits`);
  view.setInt32(at, value);
}

function setInt8(view: DataView, at: number, value: number | bigint): void {
  if (typeof value === 'bigint') {
    view.setBigInt64(at, value);
    if (view.getBigInt64(at) !== value) throw new RangeError(`${value} is not a whole number of 64 bits`);
    return;
  }
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number`);
  const high = Math.floor(value / TWO_32);
  view.setInt32(at, high);
  view.setUint32(at + 4, value - high * TWO_32);
}

function setInstant(view: DataView, at: number, ms: number): void {
  const micros = (ms - PG_EPOCH_MS) * 1000;
  // Past the year 2255 a float no longer tells microseconds apart.
  setInt8(view, at, Number.isSafeInteger(micros) ? micros : BigInt(ms - PG_EPOCH_MS) * 1000n);
}

// The value of a hex digit by its character code, −1 for everything else.
const DIGIT = Int8Array.from({ length: 128 }, (_, code) => '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase()));

function setUuid(view: DataView, at: number, uuid: string): void {
  const step = uuid.length === 36 ? 1 : 0;
  let seen = uuid.length === 32 || step === 1 ? 0 : -1;
  let from = 0;
  for (let i = 0; i < 16; i++) {
    // A dash stands before the bytes 4, 6, 8 and 10.
    if (i === 4 || i === 6 || i === 8 || i === 10) from += step;
    const byte = ((DIGIT[uuid.charCodeAt(from)] ?? -1) << 4) | (DIGIT[uuid.charCodeAt(from + 1)] ?? -1);
    seen |= byte;
    view.setUint8(at + i, byte);
    from += 2;
  }
  if (seen < 0) throw new RangeError('not a uuid');
}

/** Writes UTF-8; short plain texts are quicker letter by letter. @returns how many bytes */
function writeText(bytes: Buffer, text: string, at: number): number {
  if (text.length <= 32) {
    let i = 0;
    for (; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) break;
      bytes[at + i] = code;
    }
    if (i === text.length) return i;
  }
  return bytes.write(text, at, 'utf8');
}
