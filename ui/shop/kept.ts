/**
 * What a phone keeps between visits, by name. Browsers inside other apps may forbid it or have no room: then it lasts as long as the page.
 */
export interface Shelf {
  read(name: string): string | null;
  write(name: string, text: string | null): void;
}

/** The shelf of one brand: two shops on one phone never read each other's. */
export function shelfOf(slug: string, storage: () => Storage): Shelf {
  const memory = new Map<string, string | null>();
  const full = (name: string) => `zihuan.shop.${slug}.${name}`;
  return {
    read(name) {
      const remembered = memory.get(name);
      if (remembered !== undefined) return remembered;
      try {
        return storage().getItem(full(name));
      } catch {
        // Forbidden here: nothing was kept.
        return null;
      }
    },
    write(name, text) {
      memory.delete(name);
      try {
        if (text === null) storage().removeItem(full(name));
        else storage().setItem(full(name), text);
      } catch {
        memory.set(name, text);
      }
    },
  };
}

/** What was kept as JSON; null when there is nothing or it cannot be read any more. */
export function readKept<T>(shelf: Shelf, name: string): T | null {
  const text = shelf.read(name);
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    shelf.write(name, null);
    return null;
  }
}
