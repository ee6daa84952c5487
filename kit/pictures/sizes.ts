/** How large pictures are kept: so many pixels along their shorter side. */
export const pictureSizes = [240, 480, 960] as const;
export type PictureSize = (typeof pictureSizes)[number];

/** No side is longer than so many times the size: a panorama stays a picture and not a wall. */
const LONGEST = 2;

interface Extent {
  readonly width: number;
  readonly height: number;
}

/** What a picture of this extent measures in a size: as it is where it is smaller. */
export function shrunk({ width, height }: Extent, size: PictureSize): Extent {
  const scale = Math.min(1, size / Math.min(width, height), (LONGEST * size) / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
