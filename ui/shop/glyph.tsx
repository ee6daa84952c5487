/** The first sign of a name on a tile of its own: what a thing or a person is known by where there is no picture. */
export function Glyph({ of, isLarge = false }: { of: string; isLarge?: boolean }) {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(of.trim());
  return (
    <span aria-hidden="true" className={isLarge ? 'zs-glyph zs-glyph-large' : 'zs-glyph'}>
      {first?.segment ?? ''}
    </span>
  );
}
