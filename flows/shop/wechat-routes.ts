import { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { buyerOf, cookieOf, route, visitorOf, type Input, type Route } from '../../kit/http/index.ts';
import { askOutside } from '../../kit/outside/index.ts';
import { newToken } from '../../kit/secrets/index.ts';
import { hasChannel, standingChannel, wechatDoor, wechatPersonOf, type ChannelAccount } from '../../rooms/channels/index.ts';
import { beginPersonSession, PERSON_SESSION_MS } from '../../rooms/identity/index.ts';
import * as shapes from '../../rooms/relations/api.ts';
import { claimByWechat, type WechatClaim } from '../../rooms/relations/index.ts';
import { giveBefore } from '../happy-deal/give-before.ts';
import { cameBy } from '../share/came-by.ts';
import { shopCookie } from './cookie.ts';
import { takeWechat } from './own-identity.ts';
import { simulatorPage, simulatedPerson } from './wechat-simulator.ts';

const tag = 'Shop';
const STATE_COOKIE = 'zihuan_wechat';
const STATE_SECONDS = 600;
const MINE = 'mine';

const leaveQuery = z.object({
  /** where in the shop to go afterwards */
  to: z.string().max(500).optional(),
  /** whoever is signed in stays who they are and is known by their WeChat as well */
  mine: z.stringbool().optional(),
});
const returnQuery = z.object({ code: z.string().min(1).max(200), state: z.string().min(1).max(900) });
const simulatorQuery = z.object({ state: z.string().min(1).max(900) });

type Door = { readonly kind: 'simulator' } | { readonly kind: 'wechat'; readonly account: ChannelAccount };

/** Signing in as whom WeChat says one is. Sandbox brands have a page that plays WeChat. @param ask how WeChat is asked */
export const wechatRoutes = ({ ask = askOutside }: { ask?: typeof askOutside }): Route[] => [
  route({
    id: 'shop.doors',
    method: 'get',
    path: '/shop/{brand}/sign-in',
    tag,
    permission: 'shop.look',
    summary: 'The ways to sign in beside a telephone number',
    reply: shapes.shopDoors,
    handle: async (ctx) => ({ wechat: ctx.tenant.isSandbox || (await hasChannel(ctx, 'wechatLogin')) }),
  }),
  route({
    id: 'shop.leaveForWechat',
    method: 'get',
    path: '/shop/{brand}/sign-in/wechat',
    tag,
    permission: 'shop.look',
    tx: 'none',
    summary: 'Go to WeChat to be told who one is',
    query: leaveQuery,
    replyType: 'text/html',
    async handle(_opened, { params, query, request, run }) {
      const slug = params['brand'] ?? '';
      const door = await run('read', doorOf);
      const state = [newToken(), Buffer.from(insideShop(slug, query.to)).toString('base64url'), ...(query.mine ? [MINE] : [])].join('.');
      const back = new URL(`/api/v1/shop/${slug}/sign-in/wechat/return`, request.url).href;
      const to =
        door.kind === 'wechat'
          ? wechatDoor(door.account, { back, state })
          : `${new URL(back).pathname.replace(/return$/, 'simulator')}?state=${state}`;
      return away(to, stateCookie(request, slug, state));
    },
  }),
  route({
    id: 'shop.returnFromWechat',
    method: 'get',
    path: '/shop/{brand}/sign-in/wechat/return',
    tag,
    permission: 'shop.look',
    tx: 'none',
    summary: 'Come back from WeChat, signed in',
    query: returnQuery,
    replyType: 'text/html',
    async handle(_opened, input) {
      const { params, query, request, run } = input;
      const slug = params['brand'] ?? '';
      // Only the browser that left may come back: a link with somebody else's code signs nobody in.
      const isBack = cookieOf(request, STATE_COOKIE) === query.state;
      const person = isBack ? await personBehind(input, query.code, ask) : null;
      const [, place = '', mine] = query.state.split('.');
      const to = insideShop(slug, Buffer.from(place, 'base64url').toString('utf8'));
      if (isBack && mine === MINE && (await run('read', async (ctx) => visitorOf(ctx))) !== null) {
        const isTheirs = person !== null && (await joined(input, person));
        return away(isTheirs ? to : `${to}${to.includes('?') ? '&' : '?'}failed=wechat`, stateCookie(request, slug, null));
      }
      if (person === null) return away(`/s/${slug}/sign-in?failed=wechat`, stateCookie(request, slug, null));
      const came = await cameBy(request, undefined);
      const token = await run('write', async (ctx) => {
        const { personId } = await claimByWechat(ctx, { ...person, came });
        await giveBefore(ctx, personId);
        return await beginPersonSession(ctx, personId);
      });
      return away(to, shopCookie(request, slug, token, PERSON_SESSION_MS), stateCookie(request, slug, null));
    },
  }),
  route({
    id: 'shop.wechatSimulator',
    method: 'get',
    path: '/shop/{brand}/sign-in/wechat/simulator',
    tag,
    permission: 'shop.look',
    summary: 'In sandbox brands: play WeChat and choose who one is',
    query: simulatorQuery,
    replyType: 'text/html',
    async handle(ctx, { params, query, language }) {
      if (!ctx.tenant.isSandbox) throw new DomainError('route.notFound');
      return simulatorPage({ slug: params['brand'] ?? '', state: query.state, language });
    },
  }),
];

async function doorOf(ctx: Ctx): Promise<Door> {
  if (ctx.tenant.isSandbox) return { kind: 'simulator' };
  const account = await standingChannel(ctx, 'wechatLogin');
  if (!account) throw new DomainError('channelAccount.needed', { kind: 'wechatLogin' });
  return { kind: 'wechat', account };
}

/** Null when WeChat does not answer or does not know the code: whoever comes back is a guest who may try again. */
async function personBehind(
  { run }: Pick<Input<never, never, never>, 'run'>,
  code: string,
  ask: typeof askOutside,
): Promise<WechatClaim | null> {
  const door = await run('read', doorOf);
  if (door.kind === 'simulator') return simulatedPerson(code);
  try {
    return { app: door.account.settings['appId'] ?? '', ...(await wechatPersonOf(door.account, code, ask)) };
  } catch (error) {
    if (error instanceof DomainError && error.code.startsWith('channel.')) return null;
    throw error;
  }
}

/** Whoever is signed in is known by their WeChat from now on; false where it is somebody else's, who proved as much. */
async function joined({ run }: Pick<Input<never, never, never>, 'run'>, person: WechatClaim): Promise<boolean> {
  try {
    await run('write', async (ctx) => await takeWechat(ctx, buyerOf(ctx), person));
    return true;
  } catch (error) {
    if (error instanceof DomainError && (error.code === 'identity.proved' || error.code === 'merge.openWithdrawals')) return false;
    throw error;
  }
}

/** A place in this brand's shop, its front when the address is another one. */
function insideShop(slug: string, to: string | undefined): string {
  const front = `/s/${slug}`;
  const isInside = to !== undefined && (to === front || to.startsWith(`${front}/`) || to.startsWith(`${front}?`)) && !/[\r\n\\]/.test(to);
  return isInside ? to : front;
}

function stateCookie(request: Request, slug: string, state: string | null): string {
  const isSecure = new URL(request.url).protocol === 'https:';
  const life = state === null ? 0 : STATE_SECONDS;
  return `${STATE_COOKIE}=${state ?? ''}; Max-Age=${life}; Path=/api/v1/shop/${slug}/sign-in; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
}

function away(to: string, ...cookies: string[]): Response {
  const headers = new Headers({ location: to, 'cache-control': 'no-store' });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 302, headers });
}
