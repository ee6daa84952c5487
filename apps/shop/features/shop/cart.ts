import { useSyncExternalStore } from 'react';
import { readKept, type Shelf } from '../../../../ui/shop/kept.ts';
import { useShop } from '../../../../ui/shop/shop.tsx';

/** What lies in the cart: the names are as they were when it was put there, so that the cart can be read without a network. */
export interface CartLine {
  readonly product: string;
  readonly sku: string | null;
  readonly quantity: number;
  readonly name: string;
  readonly variant: string | null;
}

const MOST_PIECES = 999;
const MOST_LINES = 100;
const tellers = new Set<() => void>();
const read = new Map<string, { text: string | null; lines: readonly CartLine[] }>();
const empty: readonly CartLine[] = [];

/** The cart of this brand on this phone, and how to change it. */
export function useCart() {
  const { shelf, slug } = useShop();
  const lines = useSyncExternalStore(onChange, () => linesOf(shelf, slug));
  const keep = (next: readonly CartLine[]) => {
    shelf.write('cart', next.length === 0 ? null : JSON.stringify(next));
    for (const tell of tellers) tell();
  };
  return {
    lines,
    pieces: lines.reduce((sum, line) => sum + line.quantity, 0),
    add: (line: CartLine) => keep(put(linesOf(shelf, slug), line)),
    change: (line: CartLine, quantity: number) => keep(changed(linesOf(shelf, slug), line, quantity)),
    empty: () => keep(empty),
  };
}

/** Pieces of the same thing lie together; a full cart stays as it is. */
export function put(lines: readonly CartLine[], line: CartLine): readonly CartLine[] {
  const known = lines.find((one) => isSame(one, line));
  if (known) return changed(lines, known, known.quantity + line.quantity);
  return lines.length < MOST_LINES ? [...lines, line] : lines;
}

/** Another number of pieces of a line; none takes it out. */
export function changed(lines: readonly CartLine[], line: CartLine, quantity: number): readonly CartLine[] {
  if (quantity < 1) return lines.filter((one) => !isSame(one, line));
  return lines.map((one) => (isSame(one, line) ? { ...one, quantity: Math.min(quantity, MOST_PIECES) } : one));
}

/** What the server is asked about. */
export function askedLines(lines: readonly CartLine[]) {
  return lines.map(({ product, sku, quantity }) => ({ product, quantity, ...(sku === null ? {} : { sku }) }));
}

function isSame(a: CartLine, b: CartLine): boolean {
  return a.product === b.product && a.sku === b.sku;
}

function linesOf(shelf: Shelf, slug: string): readonly CartLine[] {
  const text = shelf.read('cart');
  const known = read.get(slug);
  if (known?.text === text) return known.lines;
  const kept = readKept<unknown>(shelf, 'cart');
  const lines = Array.isArray(kept) ? kept.filter(isLine) : empty;
  read.set(slug, { text, lines });
  return lines;
}

function isLine(value: unknown): value is CartLine {
  if (typeof value !== 'object' || value === null) return false;
  const line = value as Partial<CartLine>;
  return typeof line.product === 'string' && typeof line.name === 'string' && Number.isInteger(line.quantity);
}

/** Another tab of the same shop changes the cart too. */
function onChange(tell: () => void): () => void {
  tellers.add(tell);
  addEventListener('storage', tell);
  return () => {
    tellers.delete(tell);
    removeEventListener('storage', tell);
  };
}
