import { useEffect, useState, type ReactNode } from 'react';
import { Button } from '../../../../ui/shop/button.tsx';
import { ApiProblem } from '../../../../sdk/shop.ts';
import { useAct, type Act } from '../../../../ui/shop/ask.tsx';
import { Digits } from '../../../../ui/shop/digits.tsx';
import { ErrorLine } from '../../../../ui/shop/states.tsx';
import { say, Say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';

const DIGITS = 6;

/** A telephone number and the code that was sent to it. */
export interface Proof {
  readonly phone: string;
  readonly code: string;
}

/**
 * Proving a telephone number: the number, then the code that was sent to it.
 * @param enter what the proof is for @param act what the last button says @param more asked beside the number
 * @param beside stands below the number: other ways on
 */
export function PhoneSteps({
  why,
  enter,
  act,
  more,
  beside,
}: {
  why: string;
  enter: Pick<Act<Proof, unknown>, 'go' | 'isPending' | 'error' | 'reset'>;
  act?: string;
  more?: ReactNode;
  beside?: ReactNode;
}) {
  const words = useWords('me').signIn;
  const [phone, setPhone] = useState('');
  const ask = useAct(null, async (client, number: string) => await client.askCode({ phone: number }));
  return (
    <>
      {ask.answer ? (
        <Code
          key={ask.answer.expiresAt}
          sent={ask.answer}
          act={act ?? words.enter}
          enter={{ ...enter, go: (code) => enter.go({ phone, code }) }}
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
          <p className="zh-soft">{why}</p>
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
          {more}
          <Button color="primary" size="large" block type="submit" loading={ask.isPending} disabled={phone.trim() === ''}>
            {words.send}
          </Button>
        </form>
      )}
      <ErrorLine error={ask.error ?? enter.error} />
      {ask.answer ? null : beside}
    </>
  );
}

interface Sent {
  readonly sentTo: string;
  readonly againInSeconds: number;
  readonly testCode: string | null;
}

function Code({
  sent,
  act,
  enter,
  isAsking,
  onAgain,
  onOther,
}: {
  sent: Sent;
  act: string;
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
        {act}
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
