import { Fragment, use, type ReactNode } from 'react';
import type { Language } from '../format/language.ts';
import { useShop } from './shop.tsx';

/** A content file as Vite hands it over. */
type Brought<Words> = Promise<{ default: Words }>;

/** The content files of one topic, fetched when a page first needs them. Chinese gives the shape; English has the same words. */
export interface Topic<Words> {
  readonly 'zh-CN': () => Brought<Words>;
  readonly en: () => Brought<Words>;
}

type WordsOf<T> = T extends { 'zh-CN': () => Brought<infer Words> } ? Words : never;

/** The words of a shop, topic by topic. */
export function speaker<Topics extends Record<string, Topic<unknown>>>(topics: Topics) {
  const brought = new Map<string, Brought<unknown>>();

  function bring(topic: keyof Topics & string, language: Language): Brought<unknown> {
    const name = `${language} ${topic}`;
    const known = brought.get(name);
    if (known) return known;
    const found = (topics[topic] as Topic<unknown>)[language]();
    brought.set(name, found);
    // Fetched in vain, it is fetched anew the next time.
    found.catch(() => brought.delete(name));
    return found;
  }

  return {
    /** Fetches what a page is about to need, beside the page itself. */
    async bringWords(names: readonly (keyof Topics & string)[], language: Language): Promise<void> {
      await Promise.all(names.map((name) => bring(name, language)));
    },
    /** The words of a topic in the language on screen; the page waits while they are fetched. */
    useWords<T extends keyof Topics & string>(topic: T): WordsOf<Topics[T]> {
      const { language } = useShop();
      return (use(bring(topic, language)) as { default: WordsOf<Topics[T]> }).default;
    },
  };
}

/** Fills the blanks of a sentence: `{{name}}`. */
export function say(sentence: string, blanks: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(blanks[name] ?? ''));
}

/** One of two sentences by a count, which fills its `{{count}}`; Chinese has the same words in both. */
export function sayCount(sentences: { one: string; other: string }, count: number, blanks: Readonly<Record<string, string>> = {}): string {
  return say(count === 1 ? sentences.one : sentences.other, { count, ...blanks });
}

/** A sentence with elements in its blanks; a text among them, such as somebody's name, keeps its own direction. */
export function Say({ of, ...blanks }: { of: string } & Readonly<Record<string, ReactNode>>) {
  return of.split(/\{\{(\w+)\}\}/).map((part, at) => {
    if (at % 2 === 0) return part;
    const filled = blanks[part];
    // Parts stand in a fixed order. oxlint-disable-next-line react/no-array-index-key -- the order of a sentence's parts never changes
    return <Fragment key={at}>{typeof filled === 'string' ? <bdi>{filled}</bdi> : filled}</Fragment>;
  });
}
