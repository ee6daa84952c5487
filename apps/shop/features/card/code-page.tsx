import './card.css';
import { useEffect, useRef, useState } from 'react';
import { useSearch } from 'wouter';
import { ApiProblem, type ShopClient } from '../../../../sdk/shop.ts';
import { useAsk, type Asked } from '../../../../ui/shop/ask.tsx';
import { Button } from '../../../../ui/shop/button.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { Qr } from '../../../../ui/shop/qr.tsx';
import { useShop } from '../../../../ui/shop/shop.tsx';
import { Bones, ErrorState } from '../../../../ui/shop/states.tsx';
import { Say, say, sayCount } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';

/** So often the phone asks whether the counter has taken the code. */
const LOOK_MS = 2_000;
/** So often a new code is asked for while there is no network. */
const AGAIN_MS = 4_000;
/** A new code is fetched so long before the old one is over. */
const EARLY_SECONDS = 5;

/** The code of the moment over the whole screen: to be scanned, or said; a new one comes by itself before the old one is over. */
export function CodePage() {
  const words = useWords('card');
  const asked = new URLSearchParams(useSearch()).get('card');
  const [turn, setTurn] = useState(0);
  const code = useAsk(['me', 'code', asked, turn], (client) => client.showCode(asked === null ? {} : { card: asked }), { isSteady: true });
  // Without an answer the last code stays, as long as it is good.
  const [held, setHeld] = useState(code.data ?? null);
  if (code.data && code.data !== held) setHeld(code.data);
  const left = useSecondsLeft(held?.seconds ?? null, held?.code ?? null);
  const isLost = code.error !== null && !(code.error instanceof ApiProblem);
  useTryingAgain(isLost, code.retry);
  const isOver = left !== null && left <= EARLY_SECONDS && !code.isOld;
  useEffect(() => {
    if (isOver) setTurn((before) => before + 1);
  }, [isOver]);
  const before = held?.left ?? null;
  const [shownLeft, setShownLeft] = useState<number | null>(null);
  if (shownLeft === null && before !== null) setShownLeft(before);
  const wallet = useAsk(['me', 'card'], (client, signal) => client.wallet({ signal }), { everyMs: () => LOOK_MS });
  const now = wallet.data?.cards.find((card) => card.id === held?.card)?.left ?? null;
  const isTaken = shownLeft !== null && now !== null && now < shownLeft;
  return (
    <ShopPage title={words.code.title} back="/card">
      {isTaken && held ? (
        <div className="zs-full zs-full-done" role="status">
          <p className="zs-full-big">{words.code.done}</p>
          <p>
            <Say of={words.code.doneText} item={held.item} />
          </p>
          <Go to="/card" className="zh-go">
            {words.ceremony.toCard}
          </Go>
        </div>
      ) : (
        <CodeNow
          shown={held !== null && (left === null || left > 0) ? held : null}
          left={left}
          isComing={left === null || left <= EARLY_SECONDS}
          isLost={isLost}
          of={code}
        />
      )}
    </ShopPage>
  );
}

type Code = Awaited<ReturnType<ShopClient['showCode']>>;

function CodeNow({
  shown,
  left,
  isComing,
  isLost,
  of,
}: {
  /** null once it is over */
  shown: Code | null;
  left: number | null;
  isComing: boolean;
  isLost: boolean;
  of: Asked<Code>;
}) {
  const words = useWords('card').code;
  if (shown === null) {
    if (isLost) return <Lost onRetry={of.retry} />;
    return of.error ? <ErrorState error={of.error} onRetry={of.retry} /> : <Bones shape="page" />;
  }
  return (
    <div className="zs-full">
      <p className="zs-full-item">
        <bdi>{shown.item}</bdi>
        <span className="zh-soft"> · {sayCount(words.left, shown.left)}</span>
      </p>
      <div className="zs-full-code">
        <Qr text={shown.code} label={say(words.label, { item: shown.item })} />
      </div>
      <p className="zh-soft">{words.say}</p>
      <p className="zs-spoken zh-number" aria-label={say(words.spoken, { digits: [...shown.spoken].join(' ') })}>
        {shown.spoken.slice(0, 3)} {shown.spoken.slice(3)}
      </p>
      <p className="zh-soft" aria-hidden="true">
        {isLost && left !== null
          ? sayCount(words.good, left)
          : isComing
            ? words.renewing
            : sayCount(words.seconds, Math.max(0, (left ?? 0) - EARLY_SECONDS))}
      </p>
      {isLost ? (
        <p className="zh-note zh-note-warning" role="status">
          {words.lost.still}
        </p>
      ) : null}
    </div>
  );
}

/** No network and no code that is good: what is safe, and that it goes on by itself. */
function Lost({ onRetry }: { onRetry: () => void }) {
  const { words: common } = useShop();
  const words = useWords('card').code.lost;
  return (
    <div className="zh-state zh-state-calm" role="alert">
      <h2 className="zh-state-title">{words.title}</h2>
      <p>{words.text}</p>
      <p className="zh-soft">{words.safe}</p>
      <div className="zh-row">
        <Button color="primary" onClick={onRetry}>
          {common.retry}
        </Button>
      </div>
    </div>
  );
}

/** While nothing answers: asked again every few seconds, and at once when the phone says that it is online. */
function useTryingAgain(isLost: boolean, retry: () => void): void {
  const again = useRef(retry);
  useEffect(() => {
    again.current = retry;
  });
  useEffect(() => {
    if (!isLost) return;
    const act = (): void => again.current();
    const timer = setInterval(act, AGAIN_MS);
    window.addEventListener('online', act);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', act);
    };
  }, [isLost]);
}

/** Counted from when the answer came: the phone's clock need not be right. */
function useSecondsLeft(seconds: number | null, code: string | null): number | null {
  const [left, setLeft] = useState<{ code: string; at: number } | null>(null);
  useEffect(() => {
    if (seconds === null || code === null) return;
    const began = performance.now();
    const tell = (): void => setLeft({ code, at: Math.ceil(seconds - (performance.now() - began) / 1000) });
    tell();
    const timer = setInterval(tell, 250);
    return () => clearInterval(timer);
  }, [seconds, code]);
  return left !== null && left.code === code ? left.at : null;
}
