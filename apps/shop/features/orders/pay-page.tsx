import { useEffect, useRef } from 'react';
import { useLocation, useParams, useSearchParams } from 'wouter';
import { Button } from '../../../../ui/shop/button.tsx';
import { ApiProblem } from '../../../../sdk/shop.ts';
import { Answer, useAct, useAsk } from '../../../../ui/shop/ask.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { Amount } from '../../../../ui/shop/money.tsx';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { Qr } from '../../../../ui/shop/qr.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { Bones, ErrorLine, ErrorState } from '../../../../ui/shop/states.tsx';
import { say } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import type { Order, Payment } from './types.ts';

const LOOK_AGAIN_MS = 2500;

/** Paying what is due on an order. Whatever the network does here, the server knows whether it is paid, and this page asks it. */
export function PayPage() {
  const { id = '' } = useParams<{ id: string }>();
  const words = useWords('order').pay;
  const order = useAsk(['order', id], (client, signal) => client.order(id, { signal }), {
    everyMs: (known) => (known && known.can.pay ? LOOK_AGAIN_MS * 2 : false),
  });
  const [, go] = useLocation();
  const isPaid = order.data !== undefined && order.data.state !== 'unpaid' && order.data.state !== 'cancelled';
  useEffect(() => {
    if (isPaid) go(`/orders/${id}?paid=1`, { replace: true });
  }, [isPaid, id, go]);
  return (
    <ShopPage title={words.title} back={`/orders/${id}`}>
      <Answer of={order} wait={<Bones shape="page" count={2} />}>
        {(found) =>
          found.can.pay ? (
            <Due order={found} />
          ) : (
            <p className="zh-note" role="status">
              {found.state === 'cancelled' ? words.cancelled : words.done}
            </p>
          )
        }
      </Answer>
    </ShopPage>
  );
}

function Due({ order }: { order: Order }) {
  const words = useWords('order').pay;
  const format = useFormat();
  const isInWechat = /MicroMessenger/i.test(navigator.userAgent);
  const open = useAct(`pay.${order.id}`, async (client, _: null, how) => await client.pay(order.id, {}, how));
  const hasBegun = useRef(false);
  const { go } = open;
  useEffect(() => {
    if (hasBegun.current) return;
    hasBegun.current = true;
    go(null);
  }, [go]);
  return (
    <>
      <div className="zs-due">
        <span className="zh-soft">{words.due}</span>
        <Amount of={order.due} className="zs-due-amount" />
        {order.keptUntil ? (
          <span className="zh-soft zh-small">{say(words.keptUntil, { time: format.instant(order.keptUntil) })}</span>
        ) : null}
      </div>
      {open.answer ? (
        <Way payment={open.answer} isInWechat={isInWechat} />
      ) : open.error ? (
        open.isUnanswered ? (
          <div className="zh-state zh-state-warning" role="alert">
            <h2 className="zh-state-title">{words.lost.title}</h2>
            <p>{words.lost.text}</p>
            <Button color="primary" size="large" block loading={open.isPending} onClick={() => open.go(null)}>
              {words.lost.act}
            </Button>
          </div>
        ) : (
          <NoWay order={order} error={open.error} onRetry={() => open.go(null)} />
        )
      ) : (
        <Bones shape="rows" count={2} />
      )}
    </>
  );
}

/** The shop takes no money yet, which is nothing a buyer can mend; WeChat must know who pays; any other refusal speaks for itself. */
function NoWay({ order, error, onRetry }: { order: Order; error: Error; onRetry: () => void }) {
  const words = useWords('order').pay;
  const code = error instanceof ApiProblem ? error.code : null;
  if (code === 'paymentAccount.needed') return <p className="zh-note zh-note-warning">{words.closed}</p>;
  if (error instanceof ApiProblem && code === 'paymentIntent.wechatUnknown')
    return <WhoPays order={order} canSignIn={error.problem.facts?.['canSignIn'] === true} />;
  return <ErrorState error={error} onRetry={onRetry} />;
}

/** Inside WeChat, which does not know who pays: it can be told where the shop signs in with the same app; a browser of the phone always does. */
function WhoPays({ order, canSignIn }: { order: Order; canSignIn: boolean }) {
  const words = useWords('order').pay.whoPays;
  const { slug } = useShop();
  const [search] = useSearchParams();
  const hasFailed = search.get('failed') === 'wechat';
  const here = encodeURIComponent(`/s/${slug}/orders/${order.id}/pay`);
  return (
    <div className="zh-state zh-state-warning" role="alert">
      <h2 className="zh-state-title">{words.title}</h2>
      <p>{hasFailed ? words.failed : canSignIn ? words.signInText : words.noSignIn}</p>
      {canSignIn ? (
        <a href={`/api/v1/shop/${slug}/sign-in/wechat?to=${here}&mine=1`} className="zh-go">
          {words.signIn}
        </a>
      ) : null}
      <p className="zh-soft">{words.inBrowser}</p>
      <p className="zh-soft">{words.kept}</p>
    </div>
  );
}

/** How this payment is made on this phone. */
function Way({ payment, isInWechat }: { payment: Payment; isInWechat: boolean }) {
  const words = useWords('order').pay;
  const format = useFormat();
  const now = useAsk(['payment', payment.id], (client, signal) => client.payment(payment.id, { signal }), {
    everyMs: (known) => ((known ?? payment).state === 'open' ? LOOK_AGAIN_MS : false),
  });
  const current = now.data ?? payment;
  const pay: Readonly<Record<string, unknown>> = current.pay ?? {};
  const amount = format.money(current.amount);
  if (current.state === 'paid') {
    return (
      <p className="zh-note zh-note-good" role="status">
        {words.arrived}
      </p>
    );
  }
  if (current.state !== 'open') {
    return (
      <p className="zh-note zh-note-warning" role="status">
        {current.state === 'failed' ? words.failed : words.mismatch}
      </p>
    );
  }
  const stale = now.error ? (
    <p className="zh-note zh-note-warning" role="status">
      {words.cannotSee}
    </p>
  ) : null;
  switch (pay['kind']) {
    case 'test':
      return (
        <>
          {stale}
          <TestTill payment={current} amount={amount} />
        </>
      );
    case 'redirect': {
      const url = String(pay['url']);
      return (
        <>
          {stale}
          {url.startsWith('https://') ? (
            <a href={url} className="zh-go">
              {say(words.toWechat, { amount })}
            </a>
          ) : null}
          <p className="zh-soft">{words.comeBack}</p>
        </>
      );
    }
    case 'wechatJsapi':
      return (
        <>
          {stale}
          {isInWechat ? (
            <Button color="primary" size="large" block onClick={() => callWechat(pay['parameters'])}>
              {say(words.inWechat, { amount })}
            </Button>
          ) : (
            <p className="zh-note zh-note-warning">{words.openInWechat}</p>
          )}
          <p className="zh-soft">{words.comeBack}</p>
        </>
      );
    case 'qr':
      return (
        <div className="zs-due">
          {stale}
          <Qr text={String(pay['code'])} label={words.scan} />
          <p className="zh-soft">{words.scan}</p>
        </div>
      );
    default:
      return <p className="zh-note zh-note-warning">{words.notHere}</p>;
  }
}

/** In a trial shop: the built-in provider, where the visitor says what their bank would do. */
function TestTill({ payment, amount }: { payment: Payment; amount: string }) {
  const words = useWords('order').pay;
  const { isOnline } = useShop();
  const act = useAct(
    `till.${payment.id}`,
    async (client, body: { do: 'pay' | 'fail' }, how) => await client.actInTest(payment.id, body, how),
  );
  return (
    <div className="zh-stack">
      <p className="zh-note">{words.test}</p>
      {act.isUnanswered || act.waiting ? (
        <p className="zh-note zh-note-warning" role="alert">
          {words.lostPaying}
        </p>
      ) : null}
      <Button color="primary" size="large" block loading={act.isPending} onClick={() => act.go({ do: 'pay' })}>
        {act.isUnanswered || act.waiting ? words.lost.act : say(words.payTest, { amount })}
      </Button>
      {act.waiting ? null : (
        <Button block disabled={act.isPending || !isOnline} onClick={() => act.go({ do: 'fail' })}>
          {words.failTest}
        </Button>
      )}
      {act.isUnanswered ? null : <ErrorLine error={act.error} />}
      <Go to="/orders" className="zs-text-button">
        {words.later}
      </Go>
    </div>
  );
}

interface WechatBridge {
  invoke(name: 'getBrandWCPayRequest', parameters: unknown, done: () => void): void;
}

/** Opens WeChat's own payment; what came of it is asked of the server, never believed from here. */
function callWechat(parameters: unknown): void {
  const { WeixinJSBridge: bridge } = globalThis as { WeixinJSBridge?: WechatBridge };
  const open = (known: WechatBridge | undefined) => known?.invoke('getBrandWCPayRequest', parameters, () => {});
  if (bridge) return open(bridge);
  // WeChat puts it there a little after the page.
  document.addEventListener('WeixinJSBridgeReady', () => open((globalThis as { WeixinJSBridge?: WechatBridge }).WeixinJSBridge), {
    once: true,
  });
}
