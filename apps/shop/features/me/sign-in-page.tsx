import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { useAct, useAsk } from '../../../../ui/shop/ask.tsx';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { useShop } from '../../../../ui/shop/shop.tsx';
import { useWords } from '../../words/topics.ts';
import { PhoneSteps, type Proof } from './phone-steps.tsx';

/** Signing in with a telephone number and the code sent to it; then on to where one wanted to go. */
export function SignInPage() {
  const words = useWords('me').signIn;
  const [search] = useSearchParams();
  const [, go] = useLocation();
  const { shelf } = useShop();
  const [mayWrite, setMayWrite] = useState(false);
  const back = pathBelow(search.get('back'));
  const touch = shelf.read('touch');
  const enter = useAct(
    null,
    async (client, { phone, code }: Proof) =>
      await client.signIn({ phone, code, ...(touch ? { touch } : {}), ...(mayWrite ? { mayWrite } : {}) }),
    () => {
      shelf.write('touch', null);
      go(back, { replace: true });
    },
  );
  return (
    <ShopPage title={words.title} back={back === '/me' ? '/' : back}>
      <PhoneSteps
        why={words.why}
        enter={enter}
        more={
          <label className="zs-check">
            <input type="checkbox" checked={mayWrite} onChange={(event) => setMayWrite(event.target.checked)} />
            <span>{words.mayWrite}</span>
          </label>
        }
        beside={<ThroughWechat to={back} hasFailed={search.get('failed') === 'wechat'} />}
      />
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

/** Only a page of this shop is returned to, never an address somebody put into the link. */
function pathBelow(back: string | null): string {
  return back && /^\/(?!\/)/.test(back) && !back.includes('\\') ? back : '/me';
}
