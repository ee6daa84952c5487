import { createCanvas, loadImage, type Canvas, type Image } from '@napi-rs/canvas';
import { pictureSizes, shrunk, type PictureSize } from './sizes.ts';

/** A picture in every size it is shown in, as WebP; `width` and `height` are those of the largest. */
export interface Rendered {
  readonly width: number;
  readonly height: number;
  readonly files: Readonly<Record<PictureSize, Buffer<ArrayBuffer>>>;
}

const QUALITY = 80;
const PAPER = '#ffffff';

/** Draws a picture on white in every size: nothing of the file it came from is left but what is seen. */
export async function render(source: Image | Canvas): Promise<Rendered> {
  let from: { picture: Image | Canvas; width: number; height: number } = { picture: source, width: source.width, height: source.height };
  const files: Partial<Record<PictureSize, Promise<Buffer>>> = {};
  // From the largest down: each is drawn from the one before, which is finer than one great step.
  for (const size of pictureSizes.toReversed()) {
    const { width, height } = shrunk(from, size);
    const picture = createCanvas(width, height);
    const pen = picture.getContext('2d');
    pen.fillStyle = PAPER;
    pen.fillRect(0, 0, width, height);
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(from.picture, 0, 0, width, height);
    files[size] = picture.encode('webp', QUALITY);
    from = { picture, width, height };
  }
  const largest = shrunk(source, 960);
  const [small, medium, large] = await Promise.all(
    [files[240], files[480], files[960]].map(async (file) => Buffer.from((await file) ?? [])),
  );
  if (!small?.length || !medium?.length || !large?.length) throw new Error('the picture could not be drawn');
  return { ...largest, files: { 240: small, 480: medium, 960: large } };
}

/** One of our own pictures as a JPEG, for those who read nothing else. */
export async function asJpeg(webp: Uint8Array): Promise<Buffer<ArrayBuffer>> {
  const image = await loadImage(webp);
  const picture = createCanvas(image.width, image.height);
  picture.getContext('2d').drawImage(image, 0, 0);
  return Buffer.from(await picture.encode('jpeg', QUALITY));
}
