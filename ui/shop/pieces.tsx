import { say } from './words.tsx';

/** How many pieces, one more or one fewer at a tap. */
export function Pieces({
  of,
  name,
  least = 0,
  most,
  words,
  onChange,
}: {
  of: number;
  name: string;
  /** none means that one fewer than one takes it out */
  least?: number;
  most: number | null;
  words: { readonly takeOut: string; readonly fewer: string; readonly another: string };
  onChange: (next: number) => void;
}) {
  return (
    <span className="zs-pieces">
      <button
        type="button"
        className="zs-icon-button"
        aria-label={say(of === 1 && least === 0 ? words.takeOut : words.fewer, { name })}
        disabled={of <= least}
        onClick={() => onChange(of - 1)}
      >
        <span aria-hidden="true">−</span>
      </button>
      <output className="zh-number">{of}</output>
      <button
        type="button"
        className="zs-icon-button"
        aria-label={say(words.another, { name })}
        disabled={most !== null && of >= most}
        onClick={() => onChange(of + 1)}
      >
        <span aria-hidden="true">+</span>
      </button>
    </span>
  );
}
