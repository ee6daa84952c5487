import { route, type Route } from '../../kit/http/index.ts';
import { pageQuery } from '../../kit/http/shapes.ts';
import * as api from './api.ts';
import { createChannel, listChannels, removeChannel } from './commands/accounts.ts';

const tag = 'Channels';

/** Accounts with whoever carries a brand's messages or tells who somebody is. */
export const routes: Route[] = [
  route({
    id: 'channelAccounts.list',
    method: 'get',
    path: '/channel-accounts',
    summary: 'Accounts for messages and sign-in; no secrets',
    tag,
    permission: 'brand.read',
    query: pageQuery,
    reply: api.channelAccountList,
    handle: async (ctx, { query }) => await listChannels(ctx, query),
  }),
  route({
    id: 'channelAccounts.create',
    method: 'post',
    path: '/channel-accounts',
    summary: 'Add an account for messages or sign-in; its secret is stored sealed',
    tag,
    permission: 'brand.write',
    body: api.createChannelAccount,
    reply: api.channelAccount,
    handle: async (ctx, { body }) => await createChannel(ctx, body),
  }),
  route({
    id: 'channelAccounts.remove',
    method: 'delete',
    path: '/channel-accounts/{id}',
    summary: 'End an account for messages or sign-in',
    tag,
    permission: 'brand.write',
    status: 204,
    handle: async (ctx, { params }) => await removeChannel(ctx, params['id'] ?? ''),
  }),
];
