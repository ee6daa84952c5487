import type { ComponentType } from 'react';
import type { TopicName } from '../words/topics.ts';

/** A page of the shop: where it stands below the brand, what it is fetched from, and the words it speaks. */
export interface Line {
  readonly path: string;
  readonly topics: readonly TopicName[];
  readonly load: () => Promise<ComponentType>;
}

/** One line of pages.ts: fetched, with its words, when it is first opened. */
export function page<Name extends string>(
  path: string,
  load: () => Promise<Record<Name, ComponentType>>,
  name: Name,
  ...topics: TopicName[]
): Line {
  return { path, topics, load: async () => (await load())[name] };
}
