import { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { ShopClient } from '../../sdk/shop.ts';
import { formatsFor, type Formats } from '../format/formats.ts';
import type { Language } from '../format/language.ts';
import type { StageName } from '../tokens/index.ts';
import type { Shelf } from './kept.ts';
import type uiWords from '../words/shop.zh-CN.json';

/** Whose shop it is. */
export interface ShopBrand {
  readonly slug: string;
  readonly name: string;
  readonly accent: string | null;
  readonly language: Language;
  readonly currency: string;
  readonly timeZone: string;
  /** a trial shop: nothing in it is real */
  readonly isSandbox: boolean;
}

/** Whoever is signed in. */
export interface Visitor {
  readonly id: string;
  readonly name: string | null;
  readonly stage: StageName;
  /** who introduced them, by the name they go by */
  readonly introducedBy: string | null;
  /** a telephone number of theirs is known */
  readonly hasPhone: boolean;
}

/** What every page of the shop may use: the server, the brand, who looks, the language, and what the phone keeps. */
export interface Shop {
  readonly client: ShopClient;
  readonly slug: string;
  /** null until the first answer is here */
  readonly brand: ShopBrand | null;
  /** whoever is signed in; null for a guest; undefined until the first answer is here */
  readonly visitor: Visitor | null | undefined;
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
  readonly shelf: Shelf;
  readonly isOnline: boolean;
  /** the phone's clock, to the minute */
  readonly now: string;
  /** the words of what the pages have in common */
  readonly words: typeof uiWords;
}

const ShopContext = createContext<Shop | null>(null);

export function ShopProvider({ shop, children }: { shop: Shop; children: ReactNode }) {
  return <ShopContext value={shop}>{children}</ShopContext>;
}

/** @throws outside the provider: a mistake in the composition, never the visitor's */
export function useShop(): Shop {
  const shop = useContext(ShopContext);
  if (!shop) throw new Error('impossible: a page outside ShopProvider');
  return shop;
}

/** Formatters bound to the reader's language and clock and the brand's currency and time zone. */
export function useFormat(): Formats {
  const { language, brand, now } = useShop();
  const timeZone = brand?.timeZone ?? 'UTC';
  const currency = brand?.currency ?? 'CNY';
  return useMemo(() => {
    const formats = formatsFor({ language, timeZone, currency, now });
    // The clock of a trial shop runs ahead of the phone's: what happened there happened just now.
    return { ...formats, ago: (at: string) => formats.ago(at > now ? now : at) };
  }, [language, timeZone, currency, now]);
}
