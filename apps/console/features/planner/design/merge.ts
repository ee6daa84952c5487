/** A place in a document where two people wrote different things: where it is, what each of them wrote, undefined for nothing. */
export interface Clash {
  readonly path: readonly string[];
  readonly mine: unknown;
  readonly theirs: unknown;
}

/**
 * Joins what two people made of the same document. What only one of them touched is taken from that one; where both wrote something else,
 * mine stands for now and the place is named. Lists are whole: an entry has no name by which it could be found again.
 */
export function joined<Document extends object>(
  base: Document,
  mine: Document,
  theirs: Document,
): { readonly document: Document; readonly clashes: readonly Clash[] } {
  const clashes: Clash[] = [];
  const document = joinedTree(base, mine, theirs, [], clashes) as Document;
  return { document, clashes };
}

function joinedTree(base: unknown, mine: unknown, theirs: unknown, path: readonly string[], clashes: Clash[]): unknown {
  if (isSame(mine, theirs) || isSame(base, theirs)) return mine;
  if (isSame(base, mine)) return theirs;
  if (isTree(mine) && isTree(theirs)) {
    const old = isTree(base) ? base : {};
    const names = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])];
    return Object.fromEntries(
      names.flatMap((name) => {
        const value = joinedTree(old[name], mine[name], theirs[name], [...path, name], clashes);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  }
  clashes.push({ path, mine, theirs });
  return mine;
}

/** A document with one place written anew; undefined takes the place away. */
export function written<Document extends object>(document: Document, [name, ...rest]: readonly string[], value: unknown): Document {
  if (name === undefined) return document;
  const now = document as Readonly<Record<string, unknown>>;
  const below = now[name];
  const next = rest.length === 0 ? value : written(isTree(below) ? below : {}, rest, value);
  return Object.fromEntries(Object.entries({ ...now, [name]: next }).filter(([, each]) => each !== undefined)) as Document;
}

/** Alike whatever the order of their names. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((each, at) => isSame(each, other[at]));
  if (!isTree(one) || !isTree(other)) return false;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => isSame(one[name], other[name]));
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
