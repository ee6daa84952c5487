import { useEffect, useRef, type ReactNode } from 'react';
import { Go } from './go.tsx';
import { useShop } from './shop.tsx';

/**
 * A page of the shop: its title, the way back, what it shows, and what can be done at the thumb's end.
 * `bar` stands at the bottom in place of the tabs; `back` is the page above this one.
 */
export function ShopPage({
  title,
  isTitleHidden = false,
  back,
  aside,
  bar,
  children,
}: {
  title: string;
  /** said to those who listen, and shown nowhere: the page's own picture of it says it already */
  isTitleHidden?: boolean;
  back?: string;
  /** beside the title */
  aside?: ReactNode;
  bar?: ReactNode;
  children: ReactNode;
}) {
  const { words, brand } = useShop();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = brand && brand.name !== title ? `${title} · ${brand.name}` : title;
  }, [title, brand]);
  return (
    <>
      <main className={`zs-page ${bar ? 'zs-page-bar' : ''}`}>
        <header className={isTitleHidden && !back && !aside ? 'zh-hidden' : 'zs-head'}>
          {back === undefined ? null : (
            <Go to={back} className="zs-back" aria-label={words.back}>
              <span aria-hidden="true" className="zs-chevron" />
            </Go>
          )}
          <h1 ref={heading} tabIndex={-1} className={isTitleHidden ? 'zh-hidden' : 'zs-title'}>
            <bdi>{title}</bdi>
          </h1>
          {aside}
        </header>
        {children}
      </main>
      {bar ? <div className="zs-bar">{bar}</div> : null}
    </>
  );
}

/** A part of a page with a heading of its own. */
export function Part({ title, aside, children }: { title?: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="zs-part">
      {title === undefined ? null : (
        <div className="zs-part-head">
          <h2>{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}
