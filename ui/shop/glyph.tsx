/** The first sign of a name on a tile of its own: what a person is known by where there is no picture. */
export function Glyph({ of }: { of: string }) {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(of.trim());
  return (
    <span aria-hidden="true" className="zs-glyph">
      {first?.segment ?? ''}
    </span>
  );
}
