import { pictureAddress, type ShownPicture } from '../../sdk/pictures.ts';
import { useBrand } from '../app/context.tsx';

/** The picture of a thing at the head of its row; an empty place where it has none, so that names stand under each other. */
export function Thumb({ of }: { of: ShownPicture | null }) {
  const { slug } = useBrand();
  if (of === null) return <span aria-hidden="true" className="zh-thumb" />;
  return <img className="zh-thumb" src={pictureAddress(slug, of, 240)} width={of.width} height={of.height} alt="" loading="lazy" />;
}
