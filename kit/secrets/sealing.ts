import { createCipheriv, createDecipheriv, createHash, createHmac, hash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, DomainError } from '../errors/index.ts';

const FILE = 'secrets.key';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORM = 'v1:';

let folder: string | null = null;
let key: Buffer | null = null;

/**
 * Says where the key lies that opens stored secrets: `secrets.key` in the data folder, made at first use and readable by
 * nobody else. Several servers on one database share it as 64 hex digits in `ZIHUAN_SECRETS_KEY`, which goes before the file.
 * A backup of the database does not hold it.
 */
export function keepSecretsIn(dataDir: string): void {
  if (dataDir === folder) return;
  folder = dataDir;
  key = null;
}

/**
 * A secret as it may be stored: AES-256-GCM under the installation's key.
 * @param place what it belongs to (tenant, row): moved to another place it does not open
 */
export function sealSecret(plain: string, place: string): string {
  return FORM + sealBytes(Buffer.from(plain, 'utf8'), place).toString('base64');
}

/** @throws `secrets.otherKey` when it was sealed under another key or for another place */
export function openSecret(sealed: string, place: string): string {
  assert(sealed.startsWith(FORM), 'a sealed secret says its form');
  return openBytes(Buffer.from(sealed.slice(FORM.length), 'base64'), place).toString('utf8');
}

/** A file as it may be stored, sealed as secrets are. */
export function sealBytes(plain: Uint8Array, place: string): Buffer<ArrayBuffer> {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', secretsKey(), nonce).setAAD(Buffer.from(place));
  const cipherText = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), cipherText]);
}

/** @throws `secrets.otherKey` when it was sealed under another key or for another place */
export function openBytes(bytes: Uint8Array, place: string): Buffer<ArrayBuffer> {
  try {
    const decipher = createDecipheriv('aes-256-gcm', secretsKey(), bytes.subarray(0, NONCE_BYTES)).setAAD(Buffer.from(place));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
  } catch (error) {
    throw error instanceof DomainError ? error : new DomainError('secrets.otherKey');
  }
}

/**
 * What may be stored of a value that is only ever compared: HMAC-SHA-256 under a key of this place, made from the installation's.
 * Without that key nobody can find out what it was by trying; in another place the same value is another hash.
 */
export function keyedHash(value: string, place: string): string {
  const pads = padsOf(place);
  const inner = hash('sha256', Buffer.concat([pads.inner, Buffer.from(value)]), 'buffer');
  return hash('sha256', Buffer.concat([pads.outer, inner]), 'hex');
}

const BLOCK = 64;
const MOST_PLACES = 1_000;
const places = new Map<string, { readonly key: Buffer; readonly inner: Buffer; readonly outer: Buffer }>();

/** The two paddings of HMAC (RFC 2104) with the key of a place: made once, since thousands are hashed a second where links are opened. */
function padsOf(place: string): { readonly inner: Buffer; readonly outer: Buffer } {
  const key = secretsKey();
  const known = places.get(place);
  if (known?.key === key) return known;
  const ofPlace = createHmac('sha256', key).update(`hash of ${place}`).digest();
  const pad = (byte: number): Buffer => Buffer.from(Array.from({ length: BLOCK }, (_, i) => byte ^ (ofPlace[i] ?? 0)));
  const pads = { key, inner: pad(0x36), outer: pad(0x5c) };
  if (places.size >= MOST_PLACES) places.clear();
  places.set(place, pads);
  return pads;
}

function secretsKey(): Buffer {
  key ??= readKey();
  return key;
}

function readKey(): Buffer {
  const given = process.env['ZIHUAN_SECRETS_KEY'];
  if (given) {
    // Anything long is good enough to make a key of; what is short would be guessed.
    assert(given.length >= 32, 'ZIHUAN_SECRETS_KEY holds at least 32 characters');
    return /^[0-9a-f]{64}$/i.test(given) ? Buffer.from(given, 'hex') : createHash('sha256').update(given).digest();
  }
  assert(folder !== null && folder !== '', 'secrets are kept below the data folder');
  const path = join(folder, FILE);
  try {
    mkdirSync(folder, { recursive: true });
    // Whoever makes the file first decides; the other reads it.
    writeFileSync(path, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { flag: 'wx', mode: 0o600, flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const read = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex');
  assert(read.length === KEY_BYTES, `${FILE} holds 64 hex digits`);
  return read;
}
