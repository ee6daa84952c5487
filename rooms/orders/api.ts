import { z } from 'zod';
import { instant, listOf, money, origin, pageQuery } from '../../kit/http/shapes.ts';

const who = z.object({ id: z.string(), externalId: z.string().nullable(), name: z.string().nullable() });

export const orderLine = z
  .object({
    line: z.number().int(),
    product: z.object({ id: z.string(), externalId: z.string(), name: z.string(), category: z.string().nullable() }).nullable(),
    quantity: z.string().nullable(),
    amount: money,
    refunded: money,
  })
  .meta({ id: 'OrderLine' });

/** An order as a record: what an import or an assisted sale left. Checkout widens it. */
export const order = z
  .object({
    id: z.string(),
    externalId: z.string().nullable(),
    state: z.enum(['unpaid', 'paid', 'refunded']),
    total: money,
    paid: money,
    refunded: money,
    net: money,
    origin: origin.nullable(),
    person: who.nullable(),
    placedAt: instant,
    paidAt: instant.nullable(),
    scene: z.string().nullable(),
    channel: z.string().nullable(),
    status: z.string().nullable(),
    lineCount: z.number().int(),
  })
  .meta({ id: 'Order' });

export const orderWithLines = order.extend({ lines: z.array(orderLine) }).meta({ id: 'OrderWithLines' });

export const salesReturn = z
  .object({
    id: z.string(),
    externalId: z.string().nullable(),
    order: z.string().nullable(),
    person: who.nullable(),
    at: instant,
    amount: money,
  })
  .meta({ id: 'SalesReturn' });

export const ordersQuery = pageQuery.extend({
  person: z.string().optional(),
  origin: origin.optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
});
export const orderList = listOf(order);
export const returnList = listOf(salesReturn);
export type Order = z.infer<typeof order>;
export type OrderWithLines = z.infer<typeof orderWithLines>;
export type SalesReturn = z.infer<typeof salesReturn>;
