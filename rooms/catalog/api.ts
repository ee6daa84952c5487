import { z } from 'zod';
import { idText, instant, listOf, money } from '../../kit/http/shapes.ts';

export const ladderRole = z.enum(['fan', 'entry', 'core', 'premium', 'membership', 'companion']).meta({ id: 'LadderRole' });

export const product = z
  .object({
    id: z.string(),
    externalId: z.string(),
    name: z.string(),
    category: z.string().nullable(),
    ladderRole: ladderRole.nullable(),
    price: money.nullable(),
    cost: money.nullable(),
    skus: z.number().int(),
    createdAt: instant,
  })
  .meta({ id: 'Product' });

export const createProduct = z.strictObject({
  externalId: idText,
  name: z.string().trim().min(1).max(300),
  ladderRole: ladderRole.optional(),
  category: z.string().trim().max(200).optional(),
  price: money.optional(),
  cost: money.optional(),
  stock: z.number().int().min(0).optional(),
});

export const productList = listOf(product);
export type Product = z.infer<typeof product>;
