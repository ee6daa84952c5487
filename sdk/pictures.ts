import { pictureSizes, shrunk, type PictureSize } from '../kit/pictures/sizes.ts';
import type { ShownPicture } from '../rooms/catalog/api.ts';

export type { ShownPicture };

/** Where a picture of a brand's shop is found, in a size: on the server the page came from. */
export function pictureAddress(brand: string, { hash }: Pick<ShownPicture, 'hash'>, size: PictureSize): string {
  return `/api/v1/shop/${encodeURIComponent(brand)}/pictures/${hash}-${size}`;
}

/** Every size of a picture with its width, as `srcset` names them. */
export function pictureSources(brand: string, picture: ShownPicture): string {
  return pictureSizes.map((size) => `${pictureAddress(brand, picture, size)} ${shrunk(picture, size).width}w`).join(', ');
}
