import { isLoopbackHost, route, type Route } from '../kit/http/index.ts';
import { pageQuery } from '../kit/http/shapes.ts';
import * as api from '../kit/webhooks/api.ts';
import { createEndpoint, listDeliveries, listEndpoints, oneEndpoint, removeEndpoint, replayDelivery } from '../kit/webhooks/index.ts';
import { audit } from '../rooms/identity/index.ts';

const tag = 'Webhooks';

/** Where the brand's events are told, what became of each, and telling one again. */
export const webhookRoutes: Route[] = [
  route({
    id: 'webhookEndpoints.list',
    method: 'get',
    path: '/webhook-endpoints',
    summary: 'Programs outside that are told of events',
    tag,
    permission: 'webhooks.read',
    query: pageQuery,
    reply: api.webhookEndpointList,
    handle: async (ctx, { query }) => await listEndpoints(ctx, query),
  }),
  route({
    id: 'webhookEndpoints.create',
    method: 'post',
    path: '/webhook-endpoints',
    summary: 'Have events told to an address; the secret that signs them is shown once',
    tag,
    permission: 'webhooks.write',
    isSecret: true,
    body: api.createWebhookEndpoint,
    reply: api.createdWebhookEndpoint,
    async handle(ctx, { body, request }) {
      const mayReachLoopback = isLoopbackHost(new URL(request.url).hostname);
      const { endpointId, secret } = await createEndpoint(ctx, body, { mayReachLoopback });
      const endpoint = await oneEndpoint(ctx, endpointId);
      await audit(ctx, {
        action: 'webhookEndpoint.created',
        subjectKind: 'endpoint',
        subjectId: endpoint.id,
        facts: { host: new URL(endpoint.url).host },
      });
      return { ...endpoint, secret };
    },
  }),
  route({
    id: 'webhookEndpoints.remove',
    method: 'delete',
    path: '/webhook-endpoints/{id}',
    summary: 'Tell nothing more to an address',
    tag,
    permission: 'webhooks.write',
    status: 204,
    async handle(ctx, { params }) {
      await removeEndpoint(ctx, params['id'] ?? '');
      await audit(ctx, { action: 'webhookEndpoint.removed', subjectKind: 'endpoint', subjectId: params['id'] ?? '' });
    },
  }),
  route({
    id: 'webhookDeliveries.list',
    method: 'get',
    path: '/webhook-deliveries',
    summary: 'What was told to whom, newest first, for thirty days',
    tag,
    permission: 'webhooks.read',
    query: api.webhookDeliveriesQuery,
    reply: api.webhookDeliveryList,
    handle: async (ctx, { query }) => await listDeliveries(ctx, query),
  }),
  route({
    id: 'webhookDeliveries.replay',
    method: 'post',
    path: '/webhook-deliveries/{id}/replay',
    summary: 'Tell one event again',
    tag,
    permission: 'webhooks.write',
    status: 200,
    reply: api.webhookDelivery,
    async handle(ctx, { params }) {
      const delivery = await replayDelivery(ctx, params['id'] ?? '');
      await audit(ctx, { action: 'webhookDelivery.replayed', subjectKind: 'delivery', subjectId: delivery.id });
      return delivery;
    },
  }),
];
