import type { Language } from '../../kit/http/index.ts';
import type { WechatClaim } from '../../rooms/relations/index.ts';

const PLAYERS = ['ming', 'fang', 'lei', 'yun'] as const;
const APP = 'sim-app';
const CODE = /^sim-(ming|fang|lei|yun)$/;

const WORDS = {
  'zh-CN': { title: '模拟微信登录', text: '这里是沙盒：不会连接微信。选一个人，以他的身份回到店里。' },
  en: { title: 'Play WeChat', text: 'This is a sandbox: WeChat is not asked. Choose who to be when you go back to the shop.' },
} as const;

/** Whoever was chosen, as WeChat would tell; null for a code the page did not make. */
export function simulatedPerson(code: string): WechatClaim | null {
  const [, player] = CODE.exec(code) ?? [];
  if (player === undefined) return null;
  return { app: APP, openid: `sim-openid-${player}`, unionid: `sim-unionid-${player}` };
}

/** A page that plays WeChat: one link per person, no script. */
export function simulatorPage({ slug, state, language }: { slug: string; state: string; language: Language }): Response {
  const { title, text } = WORDS[language];
  const links = PLAYERS.map((player) => {
    const query = new URLSearchParams({ code: `sim-${player}`, state });
    return `<p><a href="/api/v1/shop/${slug}/sign-in/wechat/return?${query.toString().replaceAll('&', '&amp;')}">${player}</a></p>`;
  });
  const html = `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#FBFAF8;color:#1F2328;font:17px/1.6 "PingFang SC","Noto Sans SC","Microsoft YaHei",system-ui,sans-serif}
main{max-width:26em;padding:24px}h1{font-size:22px}a{display:block;padding:12px 16px;border-radius:8px;background:#B84300;color:#fff;text-decoration:none}
</style></head><body><main><h1>${title}</h1><p>${text}</p>${links.join('')}</main></body></html>`;
  return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' } });
}
