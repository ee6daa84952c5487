import type { Uuid } from '../../../kit/ids/index.ts';
import { NO_CAPS, type Pay, type Plan, type PlanCaps } from './plan.ts';

/** A plan as partners.plan keeps it: JSON, amounts as text, without the id and the name that are columns. */
export interface PlanDocument extends Omit<Plan, 'planId' | 'name' | 'overrides' | 'caps'> {
  /** only limits that are set */
  readonly caps?: { readonly [K in keyof PlanCaps]?: string };
  readonly overrides: readonly {
    readonly when: Plan['overrides'][number]['when'];
    readonly depth: number;
    readonly pay: { readonly kind: 'rate'; readonly ratePpm: number } | { readonly kind: 'fixed'; readonly perPiece: string };
  }[];
}

export function documentOf({ planId: _, name: __, overrides, caps, ...rest }: Plan): PlanDocument {
  const limits = Object.entries(caps).flatMap(([name, amount]) => (amount === null ? [] : [[name, `${amount}`]]));
  return {
    ...rest,
    ...(limits.length === 0 ? {} : { caps: Object.fromEntries(limits) as PlanDocument['caps'] & {} }),
    overrides: overrides.map(({ when, depth, pay }) => ({
      when,
      depth,
      pay: pay.kind === 'rate' ? pay : { kind: 'fixed', perPiece: `${pay.perPiece}` },
    })),
  };
}

export function planFrom(planId: Uuid, name: string, { overrides, caps = {}, ...rest }: PlanDocument): Plan {
  const read = (pay: PlanDocument['overrides'][number]['pay']): Pay =>
    pay.kind === 'rate' ? pay : { kind: 'fixed', perPiece: BigInt(pay.perPiece) };
  const limits = Object.fromEntries(Object.entries(caps).map(([limit, amount]) => [limit, BigInt(amount)]));
  return {
    planId,
    name,
    ...rest,
    caps: { ...NO_CAPS, ...limits },
    overrides: overrides.map(({ when, depth, pay }) => ({ when, depth, pay: read(pay) })),
  };
}
