import { z } from 'zod';
import { money } from '../../kit/http/shapes.ts';

const text = z.object({ 'zh-CN': z.string(), en: z.string() });
const clock = z
  .string()
  .regex(/^\d{2}:\d{2}$/)
  .nullable();
const ppm = z.number().int().min(0).max(1_000_000);

/**
 * What the law of a country allows, as versioned data with the day it was checked: never a constant in code.
 * Rates are ppm of the net retail sale; days are calendar days. Sources: the compliance notes of each pack.
 */
export const policyPack = z.strictObject({
  id: z.enum(['STRICT', 'CN', 'US', 'EU', 'LAB']),
  version: z.string(),
  asOf: z.iso.date(),
  label: text,
  commission: z.strictObject({
    /** null = without limit */
    paidLevels: z.strictObject({ default: z.number().int().min(1).nullable(), hardMax: z.number().int().min(1).nullable() }),
    capPpm: ppm,
    indirectMaxPpmOfDirect: ppm.nullable(),
    excludeFromBase: z.array(z.enum(['shipping', 'tax', 'refunded', 'gift', 'joiningFee'])),
    forbiddenTriggers: z.array(z.string()),
    holdDays: z.number().int().min(0),
    coolingOffDays: z.number().int().min(0),
    minimumAge: z.number().int().min(0),
    allowsRollUp: z.boolean(),
    allowsSelfBuy: z.boolean(),
    perPersonMonthlyCap: money.nullable(),
    /** a court or a regulator said stop: from that day what is earned at this depth and deeper is held, whatever was pinned (P8) */
    stopPay: z.strictObject({ from: z.iso.date(), fromDepth: z.number().int().min(1), reason: text }).nullable(),
    retailTest: z.strictObject({ minRetailSharePpm: ppm, ownUseMaxSharePpm: ppm, windowDays: z.number().int() }).nullable(),
  }),
  tax: z.strictObject({
    individual: z.enum(['none', 'CN_LABOUR_PER_PAYMENT', 'CN_PLATFORM_CUMULATIVE', 'US_1099', 'EU_SELF_BILLING']),
    /** withheld from somebody who gives no tax number (backup withholding); null = nobody is paid without one */
    withoutNumberPpm: ppm.nullable(),
    /**
     * From how much paid to one person in a calendar year on the brand has to report it; by the first year, newest first, later years as
     * the last known. currency null = in any money; [] = nothing is to be reported.
     */
    reports: z.array(z.strictObject({ year: z.number().int(), amount: z.string().regex(/^\d+$/), currency: z.string().nullable() })),
  }),
  messaging: z.strictObject({
    quietFrom: clock,
    quietTo: clock,
    perPersonDay: z.number().int().nullable(),
    perPersonWeek: z.number().int().nullable(),
  }),
  prepaid: z.strictObject({ refundDays: z.number().int(), namedMax: money.nullable() }),
  /** within how many days a wish about one's own data is granted; `countsWorkingDays`: Saturdays and Sundays are not counted */
  privacy: z.strictObject({ exportDays: z.number().int(), eraseDays: z.number().int(), countsWorkingDays: z.boolean() }),
});

export type PolicyPack = z.infer<typeof policyPack>;
export type PolicyId = PolicyPack['id'];
