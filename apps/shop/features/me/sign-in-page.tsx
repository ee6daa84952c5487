import { useEffect, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { Button } from '../../../../ui/shop/button.tsx';
import { ApiProblem } from '../../../../sdk/shop.ts';
import { useAct, useAsk } from '../../../../ui/shop/ask.tsx';
import { Digits } from '../../../../ui/shop/digits.tsx';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { useShop } from '../../../../ui/shop/shop.tsx';
import { ErrorLine } from '../../../../ui/shop/states.tsx';
import { say, Say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';

const DIGITS = 6;

/** Signing in with a telephone number and the code sent to it; then on to where one wanted to go. */
export function SignInPage() {
  const words = useWords('me').signIn;
  const [search] = useSearchParams();
  const [, go] = useLocation();
  const { shelf } = useShop();
  const [phone, setPhone] = useState('');
  const [mayWrite, setMayWrite] = useState(false);
  const back = pathBelow(search.get('back'));
  const ask = useAct(null, async (client, number: string) => await client.askCode({ phone: number }));
  const touch = shelf.read('touch');
  const enter = useAct(
    null,
    async (client, code: string) => await client.signIn({ phone, code, ...(touch ? { touch } : {}), ...(mayWrite ? { mayWrite } : {}) }),
    () => {
      shelf.write('touch', null);
      go(back, { replace: true });
    },
  );
  const isSent = ask.answer !== undefined;
  return (
    <ShopPage title={words.title} back={back === '/me' ? '/' : back}>
      {isSent && ask.answer ? (
        <Code
          key={ask.answer.expiresAt}
          sent={ask.answer}
          enter={enter}
          onAgain={() => ask.go(phone)}
          isAsking={ask.isPending}
          onOther={() => {
            enter.reset();
            ask.reset();
          }}
        />
      ) : (
        <form
          className="zh-stack"
          onSubmit={(event) => {
            event.preventDefault();
            ask.go(phone);
          }}
        >
          <p className="zh-soft">{words.why}</p>
          <label className="zs-field">
            <span>{words.phone}</span>
            <input
              className="zs-input"
              type="tel"
              inputMode="tel"
              autoComplete="tel"
              required
              value={phone}
              onChange={(event) => setPhone(event.target.value)}
            />
          </label>
          <label className="zs-check">
            <input type="checkbox" checked={mayWrite} onChange={(event) => setMayWrite(event.target.checked)} />
            <span>{words.mayWrite}</span>
          </label>
          <Button color="primary" size="large" block type="submit" loading={ask.isPending} disabled={phone.trim() === ''}>
            {words.send}
          </Button>
        </form>
      )}
      <ErrorLine error={ask.error ?? enter.error} />
      {isSent ? null : <ThroughWechat to={back} hasFailed={search.get('failed') === 'wechat'} />}
    </ShopPage>
  );
}

/** Where the brand has an official account, or plays one: WeChat says who one is. */
function ThroughWechat({ to, hasFailed }: { to: string; hasFailed: boolean }) {
  const words = useWords('me').signIn;
  const { slug } = useShop();
  const doors = useAsk(['doors'], async (client, signal) => await client.doors({ signal }));
  if (!doors.data?.wechat) return null;
  return (
    <div className="zh-stack">
      {hasFailed ? (
        <p className="zh-note" role="alert">
          {words.wechatFailed}
        </p>
      ) : null}
      <a className="zh-go zh-go-plain" href={`/api/v1/shop/${slug}/sign-in/wechat?to=${encodeURIComponent(`/s/${slug}${to}`)}`}>
        {words.wechat}
      </a>
    </div>
  );
}

interface Sent {
  readonly sentTo: string;
  readonly againInSeconds: number;
  readonly testCode: string | null;
}

function Code({
  sent,
  enter,
  isAsking,
  onAgain,
  onOther,
}: {
  sent: Sent;
  enter: { go: (code: string) => void; isPending: boolean; error: Error | null };
  isAsking: boolean;
  onAgain: () => void;
  onOther: () => void;
}) {
  const words = useWords('me').signIn;
  const [code, setCode] = useState('');
  const left = useCountdown(sent.againInSeconds);
  const isWrong = enter.error instanceof ApiProblem && code.length === DIGITS;
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        enter.go(code);
      }}
    >
      <p>
        <Say of={words.sentTo} phone={sent.sentTo} />
      </p>
      {sent.testCode === null ? null : (
        <p className="zh-note">
          <Say of={words.testCode} code={<strong className="zh-number">{sent.testCode}</strong>} />
        </p>
      )}
      <Digits
        label={words.code}
        value={code}
        count={DIGITS}
        isWrong={isWrong}
        onChange={(digits) => {
          setCode(digits);
          if (digits.length === DIGITS && digits !== code) enter.go(digits);
        }}
      />
      <Button color="primary" size="large" block type="submit" loading={enter.isPending} disabled={code.length !== DIGITS}>
        {words.enter}
      </Button>
      <div className="zh-row zh-row-between">
        <button type="button" className="zs-text-button" onClick={onOther}>
          {words.otherPhone}
        </button>
        <button type="button" className="zs-text-button" disabled={left > 0 || isAsking} onClick={onAgain}>
          {left > 0 ? say(words.againIn, { seconds: left }) : words.again}
        </button>
      </div>
    </form>
  );
}

/** Seconds that are left, one fewer each second. */
function useCountdown(seconds: number): number {
  const [until] = useState(() => Date.now() + seconds * 1000);
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000))), 500);
    return () => clearInterval(timer);
  }, [until]);
  return left;
}

/** Only a page of this shop is returned to, never an address somebody put into the link. */
function pathBelow(back: string | null): string {
  return back && /^\/(?!\/)/.test(back) && !back.includes('\\') ? back : '/me';
}
