import type { Ctx } from '../../kit/ctx.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { buyerOf, cookieOf, createLimiter, route, type Input, type Route } from '../../kit/http/index.ts';
import {
  beginPersonSession,
  CODE_PAUSE_MS,
  endPersonSession,
  makeSignInCode,
  PERSON_SESSION_MS,
  trySignInCode,
} from '../../rooms/identity/index.ts';
import * as shapes from '../../rooms/relations/api.ts';
import {
  chooseShownName,
  claimByPhone,
  homeCountry,
  maskContact,
  normalisePhone,
  ownRecord,
  updatePerson,
} from '../../rooms/relations/index.ts';
import { giveBefore } from '../happy-deal/give-before.ts';
import { cameBy } from '../share/came-by.ts';
import { SHOP_COOKIE, shopCookie } from './cookie.ts';
import { takePhone } from './own-identity.ts';
import { sendCode, senderOf } from './send-code.ts';

const tag = 'Shop';

// Of one network address, whatever numbers it names: a shop full of people on one wireless network still gets in.
const codesFrom = createLimiter({ size: 40, perSecond: 40 / 600 });

/** Signing in and out in the shop, and what a person knows of themselves there. */
export const signInRoutes: Route[] = [
  route({
    id: 'shop.askCode',
    method: 'post',
    path: '/shop/{brand}/sign-in/codes',
    tag,
    permission: 'shop.look',
    summary: 'Send a code to a telephone number, to sign in with',
    // What is sent goes out between two transactions.
    tx: 'none',
    body: shapes.askCode,
    reply: shapes.askedCode,
    async handle(opened, { body, from, run }) {
      codesFrom.take(`${opened.tenantId} ${from.address}`, opened.recordedAt.getTime());
      const phone = phoneOf(opened, body.phone);
      const { sender, code, expiresAt } = await run('write', async (ctx) => {
        const found = await senderOf(ctx, from);
        return { sender: found, ...(await makeSignInCode(ctx, phone)) };
      });
      const testCode = await sendCode(sender, { phone, code });
      return {
        sentTo: maskContact('phone', phone),
        expiresAt: expiresAt.toISOString(),
        againInSeconds: CODE_PAUSE_MS / 1000,
        testCode,
      };
    },
  }),
  route({
    id: 'shop.signIn',
    method: 'post',
    path: '/shop/{brand}/sign-in',
    tag,
    permission: 'shop.look',
    // The cookie is told once and never kept under a key; a wrong try counts although it is refused.
    tx: 'none',
    status: 200,
    summary: 'Sign in with the code that was sent',
    body: shapes.shopSignIn,
    reply: shapes.shopSignedIn,
    async handle(opened, { body, params, request, run }) {
      const phone = phoneOf(opened, body.phone);
      await proved(run, phone, body.code);
      const came = await cameBy(request, body.touch);
      const signedIn = await run('write', async (ctx) => {
        const { personId, isNew } = await claimByPhone(ctx, { phone, came, mayWrite: body.mayWrite ?? false });
        await giveBefore(ctx, personId);
        const token = await beginPersonSession(ctx, personId);
        return { token, reply: { ...(await ownRecord(ctx, personId)), isNew } };
      });
      const cookie = shopCookie(request, params['brand'] ?? '', signedIn.token, PERSON_SESSION_MS);
      return Response.json(shapes.shopSignedIn.parse(signedIn.reply), { headers: { 'set-cookie': cookie } });
    },
  }),
  route({
    id: 'shop.signOut',
    method: 'post',
    path: '/shop/{brand}/sign-out',
    tag,
    permission: 'shop.look',
    tx: 'none',
    status: 200,
    summary: 'Sign out on this telephone',
    async handle(_opened, { params, request, run }) {
      const token = cookieOf(request, SHOP_COOKIE);
      if (token !== null) await run('write', async (ctx) => await endPersonSession(ctx, token));
      return new Response(null, { status: 204, headers: { 'set-cookie': shopCookie(request, params['brand'] ?? '', null, 0) } });
    },
  }),
  route({
    id: 'shop.me',
    method: 'get',
    path: '/shop/{brand}/me',
    tag,
    permission: 'shop.own',
    summary: 'Who is signed in, as they see themselves',
    reply: shapes.shopMe,
    handle: async (ctx) => await ownRecord(ctx, buyerOf(ctx)),
  }),
  route({
    id: 'shop.takePhone',
    method: 'post',
    path: '/shop/{brand}/me/phone',
    tag,
    permission: 'shop.own',
    tx: 'none',
    status: 200,
    summary: 'Add one’s telephone number with the code that was sent; another record with it becomes part of this one',
    body: shapes.takePhone,
    reply: shapes.shopMe,
    async handle(opened, { body, run }) {
      const phone = phoneOf(opened, body.phone);
      await proved(run, phone, body.code);
      return await run('write', async (ctx) => await ownRecord(ctx, await takePhone(ctx, buyerOf(ctx), phone)));
    },
  }),
  route({
    id: 'shop.changeMe',
    method: 'patch',
    path: '/shop/{brand}/me',
    tag,
    permission: 'shop.own',
    summary: 'Change the name friends see, the language, and whether they may be written to',
    body: shapes.changeMe,
    reply: shapes.shopMe,
    async handle(ctx, { body }) {
      const personId = buyerOf(ctx);
      const { mayWrite, ...rest } = body;
      if (rest.name !== undefined) await chooseShownName(ctx, personId, rest.name);
      await updatePerson(ctx, personId, {
        ...rest,
        ...(mayWrite === undefined ? {} : { consent: { channel: 'sms', withdraw: !mayWrite } }),
      });
      return await ownRecord(ctx, personId);
    },
  }),
];

/** A wrong try counts, although it is refused. @throws DomainError `code.wrong`, `code.expired` */
async function proved(run: Input<never, never, never>['run'], phone: string, code: string): Promise<void> {
  const verdict = await run('write', async (ctx) => await trySignInCode(ctx, phone, code));
  if (verdict !== 'right') throw new DomainError(verdict === 'wrong' ? 'code.wrong' : 'code.expired', { pointer: '/code' });
}

/** @throws DomainError `phone.invalid` */
function phoneOf(ctx: Pick<Ctx, 'tenant'>, text: string): string {
  const phone = normalisePhone(text, homeCountry(ctx.tenant));
  if (phone === null) throw new DomainError('phone.invalid', { pointer: '/phone' });
  return phone;
}
