import { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { afterId, decodeCursor, pageOf, platformRoute, route, type AnyRoute, type Platform } from '../../kit/http/index.ts';
import { pageQuery } from '../../kit/http/shapes.ts';
import { parseId } from '../../kit/ids/index.ts';
import * as api from './api.ts';
import { createBrand } from './commands/create-brand.ts';
import { createKey, revokeKey } from './commands/manage-keys.ts';
import { inviteStaff, revokeStaff, updateStaff } from './commands/manage-staff.ts';
import { moveClock } from './commands/move-clock.ts';
import { openLocalSession, signIn, signOut } from './commands/sessions.ts';
import { changePassword, setUp } from './commands/set-up.ts';
import { openTenantCtx } from './commands/tenant-ctx.ts';
import { updateBrand } from './commands/update-brand.ts';
import { identityError } from './errors.ts';
import { auditTrail, shapeAudit } from './queries/audit-trail.ts';
import { brand } from './queries/brand.ts';
import { founderOf } from './queries/founder.ts';
import { keyList, shapeKey } from './queries/keys.ts';
import { anyPassword, brandsOf, session } from './queries/session.ts';
import { shapeStaff, staffList, staffMember } from './queries/staff.ts';

const uuidKey = z.tuple([z.uuid()]);
const slugKey = z.tuple([api.slug]);

async function findStaff(ctx: Ctx, params: Record<string, string>): Promise<void> {
  const uuid = parseId('staff', params['id'] ?? '');
  if (uuid === null || !(await staffMember(ctx, uuid))) throw identityError('staff.notFound');
}

function inviteUrl(path: string, request: Request, token: string | null): string {
  return new URL(token === null ? '/' : `${path}?token=${token}`, request.url).href;
}

async function localIfOpen(platform: Platform): Promise<Platform['caller']> {
  const { caller } = platform;
  if (caller.kind !== 'nobody' || platform.isCrossSite) return caller;
  if (await anyPassword(platform.db)) return caller;
  if (!platform.isLocal) {
    await platform.showSetupLink();
    return caller;
  }
  await openLocalSession(platform);
  return { kind: 'open' };
}

const sessionRoutes: AnyRoute[] = [
  platformRoute({
    id: 'session.get',
    method: 'get',
    path: '/session',
    summary: 'Who is signed in, and to which brands',
    tag: 'Session',
    access: 'anybody',
    reply: api.session,
    handle: async (platform) => await session(platform, await localIfOpen(platform)),
  }),
  platformRoute({
    id: 'session.signIn',
    method: 'post',
    path: '/session',
    summary: 'Sign in with address and password',
    tag: 'Session',
    access: 'anybody',
    status: 201,
    body: api.signIn,
    reply: api.session,
    handle: async (platform, { body }) => await session(platform, { kind: 'account', ...(await signIn(platform, body)) }),
  }),
  platformRoute({
    id: 'session.signOut',
    method: 'delete',
    path: '/session',
    summary: 'Sign out, here or everywhere',
    tag: 'Session',
    access: 'anybody',
    query: api.signOutQuery,
    reply: api.session,
    handle: async (platform, { query }) => {
      await signOut(platform, { everywhere: query.everywhere === true });
      return await session(platform, { kind: 'nobody' });
    },
  }),
  platformRoute({
    id: 'session.setUp',
    method: 'post',
    path: '/session/set-up',
    summary: 'Open a one-time link: first set-up, or an invitation',
    tag: 'Session',
    access: 'anybody',
    status: 201,
    body: api.setUp,
    reply: api.session,
    handle: async (platform, { body }) => await session(platform, { kind: 'account', ...(await setUp(platform, body)) }),
  }),
  platformRoute({
    id: 'session.changePassword',
    method: 'patch',
    path: '/session/password',
    summary: 'Set or change the password; other sessions end',
    tag: 'Session',
    access: 'known',
    permit: async ({ caller }) => {
      if (caller.kind !== 'account' && caller.kind !== 'open') throw identityError('permission.denied');
    },
    body: api.changePassword,
    reply: api.session,
    handle: async (platform, { body }) => await session(platform, { kind: 'account', ...(await changePassword(platform, body)) }),
  }),
];

const brandRoutes: AnyRoute[] = [
  platformRoute({
    id: 'brands.list',
    method: 'get',
    path: '/brands',
    summary: 'Brands the caller has a part in',
    tag: 'Brand',
    access: 'known',
    query: pageQuery,
    reply: api.brandList,
    handle: async (platform, { query }) => {
      const after = decodeCursor(query.cursor, slugKey)?.[0] ?? '';
      const found = await brandsOf(platform, platform.caller, { after, limit: query.limit + 1 });
      const { shown: rows, next } = pageOf(found, query.limit, (entry) => [entry.slug]);
      const options = {
        how: 'read',
        recordedAt: platform.now,
        requestId: platform.requestId,
        log: platform.log,
      } as const;
      const data = [];
      for (const entry of rows) data.push(await openTenantCtx(platform.db, entry.tenantId, platform.caller, options, brand));
      return { data, next };
    },
  }),
  platformRoute({
    id: 'brands.create',
    method: 'post',
    path: '/brands',
    summary: 'Make a brand',
    tag: 'Brand',
    access: 'known',
    permit: founderOf,
    status: 201,
    body: api.createBrand,
    reply: api.brand,
    handle: async (platform, { body }) => {
      const founder = await founderOf(platform);
      return await createBrand(
        platform.db,
        body,
        { ...founder, recordedAt: platform.now, requestId: platform.requestId, log: platform.log },
        brand,
      );
    },
  }),
  route({
    id: 'brand.get',
    method: 'get',
    path: '/brand',
    summary: 'Settings of the brand',
    tag: 'Brand',
    permission: 'brand.read',
    reply: api.brand,
    handle: brand,
  }),
  route({
    id: 'brand.update',
    method: 'patch',
    path: '/brand',
    summary: 'Change the settings of the brand',
    tag: 'Brand',
    permission: 'brand.write',
    body: api.updateBrand,
    reply: api.brand,
    handle: async (ctx, { body }) => {
      await updateBrand(ctx, body);
      return await brand(ctx);
    },
  }),
  route({
    id: 'sandbox.setClock',
    method: 'post',
    path: '/sandbox/clock',
    summary: 'Move the clock of a sandbox brand forward',
    tag: 'Brand',
    permission: 'sandbox.clock',
    status: 200,
    body: api.setClock,
    reply: api.clock,
    handle: async (ctx, { body }) => {
      await moveClock(ctx, new Date(body.now));
      return { now: (await brand(ctx)).now };
    },
  }),
];

const staffRoutes: AnyRoute[] = [
  route({
    id: 'staff.list',
    method: 'get',
    path: '/staff',
    summary: 'Who works in the brand',
    tag: 'Staff',
    permission: 'staff.read',
    query: pageQuery,
    reply: api.staffList,
    handle: async (ctx, { query }) => {
      const after = afterId(query.cursor);
      const { shown, next } = pageOf(await staffList(ctx, { after, limit: query.limit + 1 }), query.limit, (row) => [row.staff_id]);
      return { data: await shapeStaff(ctx, shown), next };
    },
  }),
  route({
    id: 'staff.invite',
    method: 'post',
    path: '/staff',
    summary: 'Invite somebody; the answer holds the one-time link',
    tag: 'Staff',
    permission: 'staff.write',
    isSecret: true,
    body: api.inviteStaff,
    reply: api.invited,
    handle: async (ctx, { body, request }) => {
      const { staffId, token } = await inviteStaff(ctx, body);
      return { ...(await oneOfStaff(ctx, staffId)), inviteUrl: inviteUrl('/set-up', request, token) };
    },
  }),
  route({
    id: 'staff.update',
    method: 'patch',
    path: '/staff/{id}',
    summary: 'Change the role or name of a member of staff',
    tag: 'Staff',
    permission: 'staff.write',
    find: findStaff,
    body: api.updateStaff,
    reply: api.staffMember,
    handle: async (ctx, { params, body }) => await oneOfStaff(ctx, await updateStaff(ctx, params['id'] ?? '', body)),
  }),
  route({
    id: 'staff.remove',
    method: 'delete',
    path: '/staff/{id}',
    summary: 'End the part of a member of staff in the brand',
    tag: 'Staff',
    permission: 'staff.write',
    status: 204,
    find: findStaff,
    handle: async (ctx, { params }) => await revokeStaff(ctx, params['id'] ?? ''),
  }),
];

async function oneOfStaff(ctx: Ctx, staffId: string): Promise<api.StaffMember> {
  const row = await staffMember(ctx, staffId);
  const [shaped] = row ? await shapeStaff(ctx, [row]) : [];
  if (!shaped) throw identityError('staff.notFound');
  return shaped;
}

const keyRoutes: AnyRoute[] = [
  route({
    id: 'keys.list',
    method: 'get',
    path: '/keys',
    summary: 'API keys of the brand',
    tag: 'Keys',
    permission: 'keys.read',
    query: pageQuery,
    reply: api.keyList,
    handle: async (ctx, { query }) => {
      const after = afterId(query.cursor);
      const { shown, next } = pageOf(await keyList(ctx, { after, limit: query.limit + 1 }), query.limit, (row) => [row.key_id]);
      return { data: shown.map(shapeKey), next };
    },
  }),
  route({
    id: 'keys.create',
    method: 'post',
    path: '/keys',
    summary: 'Make an API key; it is shown once',
    tag: 'Keys',
    permission: 'keys.write',
    isSecret: true,
    body: api.createKey,
    reply: api.createdKey,
    handle: async (ctx, { body }) => {
      const { row, key } = await createKey(ctx, body);
      return { ...shapeKey(row), key };
    },
  }),
  route({
    id: 'keys.revoke',
    method: 'delete',
    path: '/keys/{id}',
    summary: 'End an API key at once',
    tag: 'Keys',
    permission: 'keys.write',
    status: 204,
    handle: async (ctx, { params }) => await revokeKey(ctx, params['id'] ?? ''),
  }),
  route({
    id: 'audit.list',
    method: 'get',
    path: '/audit',
    summary: 'What was done in the brand, newest first',
    tag: 'Audit',
    permission: 'audit.read',
    query: pageQuery,
    reply: api.auditList,
    handle: async (ctx, { query }) => {
      const before = decodeCursor(query.cursor, uuidKey)?.[0] ?? null;
      const { shown, next } = pageOf(await auditTrail(ctx, { before, limit: query.limit + 1 }), query.limit, (row) => [row.audit_id]);
      return { data: shown.map(shapeAudit), next };
    },
  }),
];

export const routes: AnyRoute[] = [...sessionRoutes, ...brandRoutes, ...staffRoutes, ...keyRoutes];
