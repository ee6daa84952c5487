import { z } from 'zod';
import { askOutside, OutsideError } from '../../../kit/outside/index.ts';
import type { ChannelAccount } from '../commands/accounts.ts';
import { channelsError } from '../errors.ts';

/** Who WeChat says somebody is. `openid` is theirs with one official account, `unionid` with all of a company's. */
interface WechatPerson {
  readonly openid: string;
  readonly unionid: string | null;
}

const answer = z.object({ openid: z.string().min(1).max(128), unionid: z.string().min(1).max(128).optional() });
const refusal = z.object({ errcode: z.number() });

/**
 * Where somebody inside WeChat is sent to say who they are, without being asked anything (`snsapi_base`).
 * @param back the full address they come back to, with `code` and `state`
 */
export function wechatDoor(account: Pick<ChannelAccount, 'settings'>, { back, state }: { back: string; state: string }): string {
  const query = new URLSearchParams({
    appid: account.settings['appId'] ?? '',
    redirect_uri: back,
    response_type: 'code',
    scope: 'snsapi_base',
    state,
  });
  return `https://open.weixin.qq.com/connect/oauth2/authorize?${query.toString()}#wechat_redirect`;
}

/**
 * Who came back with a code. A code is good once, for five minutes.
 * @throws DomainError `channel.refused` with WeChat's own code, `channel.unreachable`
 */
export async function wechatPersonOf(
  account: Pick<ChannelAccount, 'settings' | 'secrets'>,
  code: string,
  ask: typeof askOutside = askOutside,
): Promise<WechatPerson> {
  const query = new URLSearchParams({
    appid: account.settings['appId'] ?? '',
    secret: account.secrets['appSecret'] ?? '',
    code,
    grant_type: 'authorization_code',
  });
  let text: string;
  try {
    text = (await ask(`https://api.weixin.qq.com/sns/oauth2/access_token?${query.toString()}`, { method: 'GET' })).text;
  } catch (error) {
    if (error instanceof OutsideError) throw channelsError('channel.unreachable', { channel: 'wechatLogin' });
    throw error;
  }
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    throw channelsError('channel.unreachable', { channel: 'wechatLogin' });
  }
  const person = answer.safeParse(said);
  if (person.success) return { openid: person.data.openid, unionid: person.data.unionid ?? null };
  const refused = refusal.safeParse(said);
  throw channelsError('channel.refused', { channel: 'wechatLogin', reason: refused.success ? String(refused.data.errcode) : 'unknown' });
}
