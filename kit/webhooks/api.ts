import { z } from 'zod';
import { instant, listOf, pageQuery } from '../http/shapes.ts';

const kinds = z
  .array(z.string().regex(/^[a-z][A-Za-z]*\.(\*|[a-z][A-Za-z]*)$/))
  .max(50)
  .meta({ description: 'Kinds of event (`order.paid`) or groups (`order.*`); none = every event.' });

export const createWebhookEndpoint = z.strictObject({
  url: z.url().max(2000),
  description: z.string().trim().max(200).default(''),
  kinds: kinds.default([]),
});

export const webhookEndpoint = z
  .object({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    kinds: z.array(z.string()),
    createdAt: instant,
    createdBy: z.string(),
    /** since when nothing has been accepted; null = the last try went well, or there was none */
    failingSince: instant.nullable(),
    waiting: z.number().int(),
    parked: z.number().int(),
  })
  .meta({ id: 'WebhookEndpoint' });

/** The secret is told once: it signs every message (Standard Webhooks, `whsec_…`). */
export const createdWebhookEndpoint = webhookEndpoint.extend({ secret: z.string() });
export const webhookEndpointList = listOf(webhookEndpoint);

export const deliveryState = z.enum(['waiting', 'delivered', 'parked', 'dropped']).meta({ id: 'WebhookDeliveryState' });
export const webhookDelivery = z
  .object({
    id: z.string(),
    endpoint: z.string(),
    /** the `webhook-id` of the message: the same in every try */
    event: z.string(),
    kind: z.string(),
    state: deliveryState,
    tries: z.number().int(),
    nextAt: instant.nullable(),
    triedAt: instant.nullable(),
    /** HTTP status of the last try, null when nobody answered */
    status: z.number().int().nullable(),
    fault: z.string().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'WebhookDelivery' });
export const webhookDeliveryList = listOf(webhookDelivery);
export const webhookDeliveriesQuery = pageQuery.extend({ endpoint: z.string().optional(), state: deliveryState.optional() });

export type WebhookEndpoint = z.infer<typeof webhookEndpoint>;
export type WebhookDelivery = z.infer<typeof webhookDelivery>;
