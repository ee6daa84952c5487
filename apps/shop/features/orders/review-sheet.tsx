import { useState } from 'react';
import { Button } from '../../../../ui/shop/button.tsx';
import { useAct } from '../../../../ui/shop/ask.tsx';
import { Sheet } from '../../../../ui/shop/sheet.tsx';
import { ErrorLine } from '../../../../ui/shop/states.tsx';
import { say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import type { Order } from './types.ts';

const STARS = [1, 2, 3, 4, 5] as const;

/** What a buyer thinks of a thing: stars, and words if they like. */
export function ReviewSheet({ order, line, onClose }: { order: string; line: Order['lines'][number]; onClose: () => void }) {
  const words = useWords('order').review;
  const [stars, setStars] = useState(0);
  const [text, setText] = useState('');
  const send = useAct(
    `review.${order}.${line.line}`,
    async (client, body: { line: number; stars: number; text: string }, how) => await client.review(order, body, how),
    onClose,
  );
  return (
    <Sheet
      title={words.act}
      onClose={onClose}
      footer={
        <>
          <ErrorLine error={send.error} />
          <Button
            color="primary"
            size="large"
            block
            disabled={stars === 0}
            loading={send.isPending}
            onClick={() => send.go({ line: line.line, stars, text: text.trim() })}
          >
            {words.send}
          </Button>
        </>
      }
    >
      <bdi className="zh-soft">{line.product?.name ?? ''}</bdi>
      <div className="zs-stars" role="radiogroup" aria-label={words.stars}>
        {STARS.map((one) => (
          <label key={one} className={one <= stars ? 'zs-star-choice zs-star' : 'zs-star-choice zs-star-off'}>
            <input
              type="radio"
              name="stars"
              aria-label={say(words.of5, { stars: one })}
              checked={stars === one}
              onChange={() => setStars(one)}
            />
            <span aria-hidden="true">★</span>
          </label>
        ))}
      </div>
      <label className="zs-field">
        <span>{words.text}</span>
        <textarea className="zs-input" maxLength={2000} rows={4} value={text} onChange={(event) => setText(event.target.value)} />
      </label>
      <p className="zh-soft zh-small">{words.shown}</p>
    </Sheet>
  );
}
