import { useWords } from '../../words/topics.ts';
import type { Order } from './types.ts';

const moods = { unpaid: 'warning', paid: 'good', shipped: 'good', received: 'calm', refunded: 'calm', cancelled: 'calm' } as const;

/** How an order stands, in a word. */
export function StateTag({ state, hasOpenRequest }: { state: Order['state']; hasOpenRequest: boolean }) {
  const words = useWords('order');
  const mood = hasOpenRequest ? 'warning' : moods[state];
  return <span className={`zh-tag zh-mood-${mood}`}>{hasOpenRequest ? words.refundAsked : words.state[state].tag}</span>;
}
