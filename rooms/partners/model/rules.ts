import type { OverrideWhen, Pay, Plan, SnapshotLine } from './plan.ts';

/** The rule that decides what one depth of one line earns. */
export interface Rule {
  /** `level:1`, `override:0` */
  readonly id: string;
  readonly pay: Pay;
  /** the rate in ppm, or the money per piece in minor units: ready to be multiplied */
  readonly units: bigint;
}

export function ruleOf(id: string, pay: Pay): Rule {
  return { id, pay, units: pay.kind === 'rate' ? BigInt(pay.ratePpm) : pay.perPiece };
}

/** A plan made ready for look-ups: overrides of each depth with the most specific first. */
export interface Rulebook {
  /** depths a level or an override names, ascending */
  readonly depths: readonly number[];
  readonly levels: ReadonlyMap<number, Rule>;
  readonly overrides: ReadonlyMap<number, readonly { readonly when: OverrideWhen; readonly rule: Rule }[]>;
  /** of the differential role, null where the plan has none */
  readonly differential: { readonly rates: ReadonlyMap<string, Rule>; readonly countsDirect: boolean } | null;
  /** by partner level */
  readonly service: ReadonlyMap<string, Rule> | null;
}

const rulebooks = new WeakMap<Plan, Rulebook>();

/** The rules of a plan; made once per plan. */
export function rulebookOf(plan: Plan): Rulebook {
  let book = rulebooks.get(plan);
  if (!book) {
    book = makeRulebook(plan);
    rulebooks.set(plan, book);
  }
  return book;
}

function makeRulebook(plan: Plan): Rulebook {
  const ranked = plan.overrides
    .map(({ when, depth, pay }, i) => ({ when, depth, rule: ruleOf(`override:${i}`, pay), rank: rankOf(when) }))
    .toSorted((a, b) => a.rank - b.rank);
  const differential = plan.roles.find((role) => role.role === 'differential');
  const service = plan.roles.find((role) => role.role === 'service');
  const rates = (role: Plan['roles'][number]) =>
    new Map(role.rates.map(({ partnerLevel, ratePpm }) => [partnerLevel, ruleOf(`role:${role.role}`, { kind: 'rate', ratePpm })]));
  return {
    depths: [...new Set([...plan.levels, ...plan.overrides].map((each) => each.depth))].toSorted((a, b) => a - b),
    levels: new Map(plan.levels.map(({ depth, ratePpm }) => [depth, ruleOf(`level:${depth}`, { kind: 'rate', ratePpm })] as const)),
    overrides: Map.groupBy(ranked, (override) => override.depth),
    differential: differential ? { rates: rates(differential), countsDirect: differential.countsDirect } : null,
    service: service ? rates(service) : null,
  };
}

/**
 * Product before category before step of the ladder before partner level alone; on the same step first what also names the
 * level (CONTRACT §7). The sort keeps the order of the list where ranks are equal.
 */
function rankOf(when: OverrideWhen): number {
  const step = when.productId !== null ? 0 : when.category !== null ? 2 : when.ladderRole !== null ? 4 : 6;
  return step + (when.partnerLevel === null ? 1 : 0);
}

/** What an override is held against; a level of null has no partner level. */
export type RuleFacts = Pick<SnapshotLine, 'productId' | 'category' | 'ladderRole'>;

/** The rule for a payee of this level at this depth of a line: the most specific override that fits, else the level of the depth. */
export function ruleFor(book: Rulebook, line: RuleFacts, depth: number, level: string | null): Rule | null {
  const found = book.overrides.get(depth)?.find(({ when }) => fits(when, line, level));
  return found?.rule ?? book.levels.get(depth) ?? null;
}

function fits(when: OverrideWhen, line: RuleFacts, level: string | null): boolean {
  return (
    (when.productId === null || when.productId === line.productId) &&
    (when.category === null || when.category === line.category) &&
    (when.ladderRole === null || when.ladderRole === line.ladderRole) &&
    (when.partnerLevel === null || when.partnerLevel === level)
  );
}
