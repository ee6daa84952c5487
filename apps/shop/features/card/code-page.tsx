import './card.css';
import { useEffect, useState } from 'react';
import { useSearch } from 'wouter';
import { Answer, useAsk } from '../../../../ui/shop/ask.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { Qr } from '../../../../ui/shop/qr.tsx';
import { Bones } from '../../../../ui/shop/states.tsx';
import { Say, say, sayCount } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';

/** So often the phone asks whether the counter has taken the code. */
const LOOK_MS = 2_000;
/** A new code is fetched so long before the old one is over. */
const EARLY_SECONDS = 5;

/** The code of the moment over the whole screen: to be scanned, or said; a new one comes by itself before the old one is over. */
export function CodePage() {
  const words = useWords('card');
  const asked = new URLSearchParams(useSearch()).get('card');
  const [turn, setTurn] = useState(0);
  const code = useAsk(['me', 'code', asked, turn], (client) => client.showCode(asked === null ? {} : { card: asked }), { isSteady: true });
  const left = useSecondsLeft(code.data?.seconds ?? null, code.data?.code ?? null);
  const isOver = left !== null && left <= EARLY_SECONDS && !code.isOld;
  useEffect(() => {
    if (isOver) setTurn((before) => before + 1);
  }, [isOver]);
  const before = code.data?.left ?? null;
  const [shownLeft, setShownLeft] = useState<number | null>(null);
  if (shownLeft === null && before !== null) setShownLeft(before);
  const wallet = useAsk(['me', 'card'], (client, signal) => client.wallet({ signal }), { everyMs: () => LOOK_MS });
  const now = wallet.data?.cards.find((card) => card.id === code.data?.card)?.left ?? null;
  const isTaken = shownLeft !== null && now !== null && now < shownLeft;
  return (
    <ShopPage title={words.code.title} back="/card">
      {isTaken && code.data ? (
        <div className="zs-full zs-full-done" role="status">
          <p className="zs-full-big">{words.code.done}</p>
          <p>
            <Say of={words.code.doneText} item={code.data.item} />
          </p>
          <Go to="/card" className="zh-go">
            {words.ceremony.toCard}
          </Go>
        </div>
      ) : (
        <Answer of={code} wait={<Bones shape="page" />}>
          {(shown) => (
            <div className="zs-full">
              <p className="zs-full-item">
                <bdi>{shown.item}</bdi>
                <span className="zh-soft"> · {sayCount(words.code.left, shown.left)}</span>
              </p>
              <div className="zs-full-code">
                <Qr text={shown.code} label={say(words.code.label, { item: shown.item })} />
              </div>
              <p className="zh-soft">{words.code.say}</p>
              <p className="zs-spoken zh-number" aria-label={say(words.code.spoken, { digits: [...shown.spoken].join(' ') })}>
                {shown.spoken.slice(0, 3)} {shown.spoken.slice(3)}
              </p>
              <p className="zh-soft" aria-hidden="true">
                {left === null || code.isOld ? words.code.renewing : sayCount(words.code.seconds, Math.max(0, left - EARLY_SECONDS))}
              </p>
            </div>
          )}
        </Answer>
      )}
    </ShopPage>
  );
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
