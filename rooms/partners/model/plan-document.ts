import type { Uuid } from '../../../kit/ids/index.ts';
import type { Pay, Plan } from './plan.ts';

/** A plan as partners.plan keeps it: JSON, amounts as text, without the id and the name that are columns. */
export interface PlanDocument extends Omit<Plan, 'planId' | 'name' | 'overrides'> {
  readonly overrides: readonly {
    readonly when: Plan['overrides'][number]['when'];
    readonly depth: number;
    readonly pay: { readonly kind: 'rate'; readonly ratePpm: number } | { readonly kind: 'fixed'; readonly perPiece: string };
  }[];
}

export function documentOf({ planId: _, name: __, overrides, ...rest }: Plan): PlanDocument {
  return {
    ...rest,
    overrides: overrides.map(({ when, depth, pay }) => ({
      when,
      depth,
      pay: pay.kind === 'rate' ? pay : { kind: 'fixed', perPiece: `${pay.perPiece}` },
    })),
  };
}

export function planFrom(planId: Uuid, name: string, { overrides, ...rest }: PlanDocument): Plan {
  const read = (pay: PlanDocument['overrides'][number]['pay']): Pay =>
    pay.kind === 'rate' ? pay : { kind: 'fixed', perPiece: BigInt(pay.perPiece) };
  return { planId, name, ...rest, overrides: overrides.map(({ when, depth, pay }) => ({ when, depth, pay: read(pay) })) };
}
