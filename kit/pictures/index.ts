export { LARGEST_PICTURE, redraw } from './redraw.ts';
export { asJpeg, render, type Rendered } from './render.ts';
export { pictureSizes, type PictureSize } from './sizes.ts';
