import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { DomainError } from '../errors/index.ts';
import { pictureHeader } from './header.ts';
import type { Rendered } from './render.ts';
import { pictureSizes, type PictureSize } from './sizes.ts';

/** Bytes of the largest file that is taken. */
export const LARGEST_PICTURE = 10 * 1024 * 1024;
/** Pixels of the largest picture that is drawn: four bytes each. */
const MOST_PIXELS = 50_000_000;
const MOST_AT_ONCE = 2;
const MOST_WAITING = 16;
const PATIENCE_MS = 30_000;

const line = { atWork: 0, waiting: [] as (() => void)[] };

/**
 * Takes a picture somebody sent and draws it anew, upright, in every size; what else was in the file (where it was taken, a program, a
 * second file) does not come along. Decoding is done by a process of its own.
 * @throws DomainError `picture.invalid` (no JPEG, PNG or WebP that stands still), `picture.tooLarge` (more pixels than are drawn),
 * `picture.broken`, `picture.busy`
 */
export async function redraw(bytes: Uint8Array): Promise<Rendered> {
  const header = pictureHeader(bytes);
  if (header === null) throw new DomainError('picture.invalid');
  const { width, height, isWhole } = header;
  if (width * height > MOST_PIXELS) throw new DomainError('picture.tooLarge', { width, height, mostPixels: MOST_PIXELS });
  if (!isWhole || width === 0 || height === 0) throw new DomainError('picture.broken');
  await takePlace();
  try {
    return await drawnAside(bytes);
  } finally {
    const next = line.waiting.shift();
    if (next) next();
    else line.atWork -= 1;
  }
}

async function takePlace(): Promise<void> {
  if (line.atWork < MOST_AT_ONCE) {
    line.atWork += 1;
    return;
  }
  if (line.waiting.length >= MOST_WAITING) throw new DomainError('picture.busy', { retryAfterSeconds: 2 });
  await new Promise<void>((resolve) => line.waiting.push(resolve));
}

async function drawnAside(bytes: Uint8Array): Promise<Rendered> {
  // Packed for release the child stands beside this as JavaScript.
  const file = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './redraw-child.ts' : './redraw-child.js', import.meta.url));
  // It is told nothing but the picture: no address of the database, no key.
  const env: NodeJS.ProcessEnv = process.platform === 'win32' ? { SystemRoot: process.env.SystemRoot } : {};
  const child = spawn(process.execPath, [file], { env, stdio: ['pipe', 'pipe', 'ignore'], timeout: PATIENCE_MS, killSignal: 'SIGKILL' });
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  // A child that ends before it has read everything closes the pipe: how it ended says what there is to say.
  child.stdin.on('error', () => undefined).end(bytes);
  const [answer, code] = await Promise.all([buffer(child.stdout), ended]);
  if (code !== 0) throw new DomainError('picture.broken');
  return rendered(answer);
}

function rendered(answer: Buffer): Rendered {
  const [width = 0, height = 0, ...lengths] = Array.from({ length: 2 + pictureSizes.length }, (_, i) => answer.readUInt32BE(4 * i));
  let at = 4 * (2 + pictureSizes.length);
  const files = {} as Record<PictureSize, Buffer<ArrayBuffer>>;
  for (const [i, size] of pictureSizes.entries()) files[size] = Buffer.from(answer.subarray(at, (at += lengths[i] ?? 0)));
  return { width, height, files };
}
