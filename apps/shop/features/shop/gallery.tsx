import { useRef, useState } from 'react';
import { Picture } from '../../../../ui/shop/picture.tsx';
import { say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import type { GoodDetail } from './types.ts';

/** A place as high as the first picture wants, within what leaves room for the price. */
function ratioOf(pictures: GoodDetail['pictures']): number {
  const [first] = pictures;
  return first ? Math.min(4 / 3, Math.max(4 / 5, first.width / first.height)) : 1;
}

/** The pictures of a product, side by side under the thumb; the small ones lead to theirs. */
export function Gallery({ pictures, name }: { pictures: GoodDetail['pictures']; name: string }) {
  const words = useWords('shop').gallery;
  const [at, setAt] = useState(0);
  const strip = useRef<HTMLUListElement>(null);
  const told = (i: number) => pictures[i]?.alt || say(words.one, { name, number: i + 1, count: pictures.length });
  if (pictures.length === 0) return null;
  return (
    <div className="zs-gallery">
      <ul
        ref={strip}
        className="zs-gallery-strip"
        tabIndex={pictures.length > 1 ? 0 : undefined}
        aria-label={say(words.all, { name })}
        onScroll={({ currentTarget: { scrollLeft, clientWidth } }) => setAt(Math.round(Math.abs(scrollLeft) / clientWidth))}
      >
        {pictures.map((picture, i) => (
          <li key={picture.hash}>
            <Picture of={picture} name={name} is="page" alt={told(i)} isFirst={i === 0} ratio={ratioOf(pictures)} />
          </li>
        ))}
      </ul>
      {pictures.length > 1 ? (
        <ul className="zs-gallery-small">
          {pictures.map((picture, i) => (
            <li key={picture.hash}>
              <button
                type="button"
                className="zs-gallery-go"
                aria-label={say(words.go, { number: i + 1, count: pictures.length })}
                aria-current={i === at}
                onClick={() => strip.current?.children[i]?.scrollIntoView({ block: 'nearest', inline: 'start' })}
              >
                <Picture of={picture} name={name} is="small" />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
