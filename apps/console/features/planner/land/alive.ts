import type { Client } from '../../../../../sdk/index.ts';

type Reply<Call> = Call extends (...args: never[]) => Promise<infer Answer> ? Answer : never;

/** By what is asked of a node: alive in this brand, not yet, or null where it cannot be seen. */
export type Alive = Readonly<Record<string, boolean | null>>;

/** What the brand's own pages told; undefined while it is awaited or may not be asked. */
export interface Told {
  readonly loop?: Reply<Client['figures']['loop']> | undefined;
  readonly funnel?: Reply<Client['figures']['funnel']> | undefined;
  readonly evidence?: Reply<Client['planner']['evidence']> | undefined;
  /** null: there is no design */
  readonly roadmap?: Reply<Client['designs']['roadmap']> | null | undefined;
  readonly reviews?: number | undefined;
  readonly tills?: number | undefined;
  /** of the latest orders, how many say in which scene they were made */
  readonly scenes?: number | undefined;
}

const after = ['customer', 'repeat', 'member', 'partner'] as const;
const rungs = ['D1', 'D2', 'D3', 'D4'] as const;
/** a team is more than its owner */
const TEAM = 2;

/** Which nodes of the treasure map are alive, from the figures and answers the brand's pages show anyway. */
export function aliveOf({ loop, funnel, evidence, roadmap, reviews, tills, scenes }: Told): Alive {
  const people = (...stages: readonly string[]) =>
    funnel ? funnel.stages.some((one) => stages.includes(one.stage) && one.people > 0) : null;
  const answer = (question: string) => evidence?.data.find((one) => one.question === question);
  const scored = (question: string) => {
    const found = answer(question);
    return found ? found.score > 0 : null;
  };
  const fact = (question: string, name: string) => {
    const value = answer(question)?.said.facts[name];
    return typeof value === 'number' ? value : null;
  };
  const road = (code: string, name: string): number | null => {
    if (roadmap === undefined) return null;
    const found = roadmap?.data.flatMap((one) => one.evidence).find((one) => one.said.code === code)?.said.facts[name];
    return typeof found === 'number' ? found : 0;
  };
  const some = (count: number | null | undefined, least = 1) => (count === null || count === undefined ? null : count >= least);
  return {
    orders: some(loop?.orders),
    loopRate: loop ? loop.byOrigin.repeat.orders + loop.byOrigin.referred.orders > 0 : null,
    referred: some(loop?.byOrigin.referred.orders),
    fans: people('fan'),
    customers: people(...after),
    repeats: people(...after.slice(1)),
    members: people(...after.slice(2)),
    partners: people('partner'),
    intent: some(road('road.canvas', 'fields')),
    brands: some(road('road.faces', 'brands')),
    staff: some(fact('H2', 'staff'), TEAM),
    till: some(tills),
    materials: some(fact('G4', 'materials')),
    scenes: some(scenes),
    reviews: some(reviews),
    happyDeal: scored('G1'),
    rungs: evidence ? rungs.every((one) => scored(one) === true) : null,
    privileges: scored('F2'),
    companions: scored('D6'),
    plans: evidence ? answer('G2') !== undefined : null,
  };
}
