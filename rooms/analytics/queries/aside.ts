import { Worker } from 'node:worker_threads';
import { backTest, type BackTest } from '../model/prediction/fit-purchases.ts';
import { lookAhead, WEEK, type Groups, type Outlook, type ValueFacts } from '../model/prediction/outlook.ts';
import type { PurchaseEvents } from '../model/prediction/purchase-days.ts';

/** What is worked out over everybody's purchases. */
export type Ask =
  | {
      readonly ask: 'lookAhead';
      readonly events: PurchaseEvents;
      readonly groups: Groups;
      readonly facts: ValueFacts;
      readonly first: number;
      readonly last: number;
    }
  | { readonly ask: 'backTest'; readonly events: PurchaseEvents; readonly end: number; readonly last: number };

type Answer<A extends Ask> = A['ask'] extends 'lookAhead' ? Outlook : BackTest;

/** With more purchases than these the work is done by a thread of its own: requests go on meanwhile. */
const MOST_HERE = 2_000;

/** Answers an ask, here where that takes a moment, else aside. */
export async function askAside<A extends Ask>(ask: A): Promise<Answer<A>> {
  return ask.events.people.length <= MOST_HERE ? answerHere(ask) : await answerAside(ask);
}

export function answerHere<A extends Ask>(ask: A): Answer<A> {
  const { events, last } = ask;
  return (ask.ask === 'lookAhead' ? lookAhead(events, ask.groups, ask.facts, ask) : backTest(events, ask.end, WEEK, last)) as Answer<A>;
}

async function answerAside<A extends Ask>(ask: A): Promise<Answer<A>> {
  // Packed for release this stands beside it as JavaScript.
  const file = new URL(import.meta.url.endsWith('.ts') ? './aside-worker.ts' : './aside-worker.js', import.meta.url);
  const worker = new Worker(file, { workerData: ask, execArgv: [] });
  return await new Promise<Answer<A>>((resolve, reject) => {
    worker.once('message', (answer: Answer<A>) => resolve(answer));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread that looks ahead ended early (${code})`)));
  });
}
