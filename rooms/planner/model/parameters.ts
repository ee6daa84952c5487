/** How many of each sharing stage pass the brand on in a month. */
export interface Sharing {
  readonly C1: number;
  readonly C2: number;
  readonly M: number;
  readonly P: number;
}

/**
 * Everything a plan assumes, by the names of the specification (domain.md §4). A month is the step; amounts are in major units of
 * the brand's money; rates are shares per month unless said otherwise. C1 bought once, C2 came back, M member, P partner.
 */
export interface PlanParameters {
  /** spent on traffic in a month */
  readonly ad: number;
  /** paid for one fan */
  readonly cpf: number;
  /** fans in a month nobody paid for */
  readonly organic: number;
  /** fan → first order; of friends `u` times as much, at most nine in ten */
  readonly h: number;
  readonly u: number;
  readonly p12: number;
  readonly pM: number;
  readonly pP: number;
  /** leave: fans, first buyers, repeat buyers, members, partners */
  readonly gF: number;
  readonly g1: number;
  readonly g2: number;
  readonly gM: number;
  readonly gP: number;
  readonly s: Sharing;
  /** friends asked by one who shares, and the share of them who become fans */
  readonly n: number;
  readonly a: number;
  /** those who share per order of the month before, on top (group buys) */
  readonly b: number;
  /** spread of sharing: the smaller, the more of it comes from few (negative binomial; 0.2: most bring nobody) */
  readonly k: number;
  /** how many can be reached at all; null = nobody knows */
  readonly addressable: number | null;
  /** goods of a first, a repeat and a member's order */
  readonly a1: number;
  readonly a2: number;
  readonly aM: number;
  /** a friend's discount on the first order, as a share */
  readonly d: number;
  /** orders in a month of a repeat buyer, of a member or partner */
  readonly l2: number;
  readonly lM: number;
  /** a member's yearly fee */
  readonly fee: number;
  /** margin of goods and of the fee before marketing, as shares */
  readonly m: number;
  readonly mF: number;
  /** commission on goods of people who were brought, direct and indirect, as shares */
  readonly c1: number;
  readonly c2: number;
  /** the gift with a friend's first order */
  readonly G: number;
  /** service in a month for one buyer, for one member or partner */
  readonly sC: number;
  readonly sM: number;
  readonly fixed: number;
  /** the till's share of all sales */
  readonly payment: number;
}

export type RateName = 'h' | 'p12' | 'pM' | 'pP' | 'gF' | 'g1' | 'g2' | 'gM' | 'gP';
export type SharingName = keyof Sharing;

/** A number of the plan that can be moved alone: a field, or one stage of sharing (`s.M`). */
export type Lever = Exclude<keyof PlanParameters, 's' | 'addressable'> | `s.${SharingName}`;

export type PlanOverrides = { readonly [K in keyof PlanParameters]?: K extends 's' ? Partial<Sharing> : PlanParameters[K] };

/** One value that cannot be: where it stands (RFC 6901) and between what it has to lie. */
export interface ParameterProblem {
  readonly pointer: string;
  readonly least: number;
  readonly most: number;
}

type Bounds = readonly [least: number, most: number];

const RATE: Bounds = [0, 1];
const AMOUNT: Bounds = [0, 1e9];
const COUNT: Bounds = [0, 1e10];
const MULTIPLE: Bounds = [0, 1000];

const BOUNDS: Readonly<Record<Lever, Bounds>> = {
  ad: AMOUNT,
  cpf: [0.000001, 1e9],
  organic: COUNT,
  h: RATE,
  u: MULTIPLE,
  p12: RATE,
  pM: RATE,
  pP: RATE,
  gF: RATE,
  g1: RATE,
  g2: RATE,
  gM: RATE,
  gP: RATE,
  's.C1': RATE,
  's.C2': RATE,
  's.M': RATE,
  's.P': RATE,
  n: MULTIPLE,
  a: RATE,
  b: MULTIPLE,
  k: [0.01, 1000],
  a1: AMOUNT,
  a2: AMOUNT,
  aM: AMOUNT,
  d: RATE,
  l2: MULTIPLE,
  lM: MULTIPLE,
  fee: AMOUNT,
  // Goods may be sold below what they cost: a first order often is.
  m: [-10, 1],
  mF: [-10, 1],
  c1: RATE,
  c2: RATE,
  G: AMOUNT,
  sC: AMOUNT,
  sM: AMOUNT,
  fixed: AMOUNT,
  payment: RATE,
};

const ADDRESSABLE: Bounds = [1, 1e10];

/** Every lever of a plan. */
export const levers = Object.keys(BOUNDS) as Lever[];

/** Between what a lever may be moved. */
export function boundsOf(lever: Lever): { readonly least: number; readonly most: number } {
  const [least, most] = BOUNDS[lever];
  return { least, most };
}

export function leverValue(plan: PlanParameters, lever: Lever): number {
  return lever.startsWith('s.') ? plan.s[lever.slice(2) as SharingName] : (plan[lever as Exclude<Lever, `s.${SharingName}`>] as number);
}

/** The plan with one lever at a value, all else as it was. */
export function withLever(plan: PlanParameters, lever: Lever, value: number): PlanParameters {
  return lever.startsWith('s.') ? { ...plan, s: { ...plan.s, [lever.slice(2)]: value } } : { ...plan, [lever]: value };
}

/** The plan with what is said otherwise in its place. */
export function withOverrides(plan: PlanParameters, overrides: PlanOverrides): PlanParameters {
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  return { ...plan, ...given, s: { ...plan.s, ...overrides.s } };
}

/** What in a plan cannot be: a share outside 0…1, a negative amount, no number at all. Empty for a plan that can be simulated. */
export function problemsOf(plan: PlanParameters): ParameterProblem[] {
  const problems = levers.flatMap((lever) => problem(`/${lever.replace('.', '/')}`, leverValue(plan, lever), BOUNDS[lever]));
  return plan.addressable === null ? problems : [...problems, ...problem('/addressable', plan.addressable, ADDRESSABLE)];
}

function problem(pointer: string, value: number, [least, most]: Bounds): ParameterProblem[] {
  return value >= least && value <= most ? [] : [{ pointer, least, most }];
}
