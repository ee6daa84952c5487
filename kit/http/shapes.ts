import { z } from 'zod';

/** Shapes every room's api.ts shares; browser-safe. */

export const money = z
  .object({ amount: z.string().regex(/^-?\d{1,19}$/), currency: z.string().regex(/^[A-Z]{3}$/) })
  .meta({ id: 'Money', description: 'Integer minor units as a string, with the currency (ISO 4217).' });

/** A decimal with 6 digits, half up. */
export const decimal = z.string().regex(/^-?\d+\.\d{6}$/);
export const instant = z.iso.datetime({ offset: true });
export const day = z.iso.date();
export const idText = z.string().min(1).max(600);
export const stage = z.enum(['prospect', 'fan', 'customer', 'repeat', 'member', 'partner']).meta({ id: 'Stage' });
export const origin = z.enum(['repeat', 'referred', 'direct', 'paid', 'anonymous']).meta({ id: 'Origin' });
export const sourceKind = z.enum(['owned', 'referral', 'paid', 'pond', 'offline']).meta({ id: 'SourceKind' });
export const role = z.enum(['owner', 'operator', 'staff', 'readonly']).meta({ id: 'Role' });
export const language = z.enum(['zh-CN', 'en']);
export const policy = z.enum(['STRICT', 'CN', 'US', 'EU', 'LAB']).meta({ id: 'PolicyPack' });

/** `{"data":[…],"next":cursor|null}` */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ data: z.array(item), next: z.string().nullable() });
}

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(2000).optional(),
});

/** `?dryRun=true` answers what would be written and writes nothing. */
export const dryRunQuery = z.object({ dryRun: z.enum(['true', 'false']).optional() });

export const periodQuery = z.object({ from: day.optional(), to: day.optional() });

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    hint: z.string().optional(),
    requestId: z.string(),
    errors: z.array(z.object({ pointer: z.string(), code: z.string().optional(), detail: z.string() })).optional(),
    facts: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 application/problem+json' });

export type MoneyJson = z.infer<typeof money>;
export type Stage = z.infer<typeof stage>;
export type Origin = z.infer<typeof origin>;
export type SourceKind = z.infer<typeof sourceKind>;
export type Problem = z.infer<typeof problem>;
