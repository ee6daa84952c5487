import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { Router } from 'wouter';
import type { ShopClient } from '../../../sdk/shop.ts';
import type { Language } from '../../../ui/format/language.ts';
import { wear } from '../../../ui/shop/accent.ts';
import { useAsk } from '../../../ui/shop/ask.tsx';
import type { Shelf } from '../../../ui/shop/kept.ts';
import { ShopProvider, type Shop } from '../../../ui/shop/shop.tsx';
import { useArrival } from './arrive.ts';
import { Frame } from './frame.tsx';

export type CommonWords = Shop['words'];

export interface RootProps {
  readonly slug: string;
  readonly client: ShopClient;
  readonly queries: QueryClient;
  readonly shelf: Shelf;
  readonly first: { readonly language: Language; readonly words: CommonWords };
  /** fetches the common words of the other language, and speaks it from then on */
  readonly speak: (language: Language) => Promise<CommonWords>;
}

/** The shop of one brand. */
export function Root({ slug, client, queries, shelf, first, speak }: RootProps) {
  const [{ language, words }, setSpoken] = useState(first);
  const now = useNow();
  const isOnline = useSyncExternalStore(onNetwork, () => navigator.onLine);
  const setLanguage = useCallback(
    (next: Language) => {
      void speak(next).then((brought) => {
        shelf.write('language', next);
        document.documentElement.lang = next;
        setSpoken({ language: next, words: brought });
      });
    },
    [shelf, speak],
  );
  const shop = useMemo(
    () => ({ client, slug, brand: null, visitor: undefined, language, setLanguage, shelf, isOnline, now, words }),
    [client, slug, language, setLanguage, shelf, isOnline, now, words],
  );
  return (
    <QueryClientProvider client={queries}>
      <Router base={`/s/${slug}`}>
        <ShopProvider shop={shop}>
          <WithBrand shop={shop} />
        </ShopProvider>
      </Router>
    </QueryClientProvider>
  );
}

/** The shop once it knows whose it is and who looks; until then the pages stand without it. */
function WithBrand({ shop }: { shop: Shop }) {
  const front = useAsk(['front'], (client, signal) => client.front({ signal }), { isKept: true });
  const [brand, visitor] = [front.data?.brand ?? null, front.isOld ? undefined : front.data?.visitor];
  const known = useMemo(() => ({ ...shop, brand, visitor }), [shop, brand, visitor]);
  useArrival(known);
  useEffect(() => wear(document, brand?.accent ?? null), [brand?.accent]);
  return (
    <ShopProvider shop={known}>
      <Frame />
    </ShopProvider>
  );
}

/** The phone's clock, told once a minute. */
function useNow(): string {
  const [now, setNow] = useState(() => new Date().toISOString());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date().toISOString()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function onNetwork(tell: () => void): () => void {
  addEventListener('online', tell);
  addEventListener('offline', tell);
  return () => {
    removeEventListener('online', tell);
    removeEventListener('offline', tell);
  };
}
