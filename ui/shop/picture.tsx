import { useState } from 'react';
import { pictureAddress, pictureSources, type ShownPicture } from '../../sdk/pictures.ts';
import { useShop } from './shop.tsx';

/** How wide each kind is shown, for whoever chooses the file. */
const WIDE = { tile: '96px', small: '64px', page: '(min-width: 440px) 440px, 100vw' } as const;

/**
 * The picture of a thing, in a place that never changes its shape; where there is none (or it does not come), a quiet one drawn from the
 * name.
 * @param alt what it shows; without it the name beside it says enough
 * @param isFirst on the screen from the beginning: it is fetched at once, others when they come near
 */
export function Picture({
  of,
  name,
  is,
  alt = '',
  isFirst = false,
  ratio,
}: {
  of: ShownPicture | null;
  name: string;
  is: keyof typeof WIDE;
  alt?: string;
  isFirst?: boolean;
  /** width to height of its place, where that is not square */
  ratio?: number;
}) {
  const { slug } = useShop();
  const [missing, setMissing] = useState<string | null>(null);
  return (
    <span className={`zs-picture zs-picture-${is}`} style={ratio === undefined ? undefined : { aspectRatio: ratio }}>
      {of === null || missing === of.hash ? (
        <Drawn name={name} />
      ) : (
        <img
          src={pictureAddress(slug, of, is === 'page' ? 960 : 240)}
          srcSet={pictureSources(slug, of)}
          sizes={WIDE[is]}
          width={of.width}
          height={of.height}
          alt={alt}
          loading={isFirst ? 'eager' : 'lazy'}
          decoding="async"
          draggable={false}
          onError={() => setMissing(of.hash)}
        />
      )}
    </span>
  );
}

const WAYS = 4;

/** The first sign of a name before the rings of the loop; where they stand is the name's own. */
function Drawn({ name }: { name: string }) {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(name.trim());
  const way = [...name].reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 9973, 7) % WAYS;
  return (
    <span aria-hidden="true" className={`zs-drawn zs-drawn-${way}`}>
      {first?.segment ?? ''}
    </span>
  );
}
