import content from '../../../../../rooms/planner/content/knowledge.json' with { type: 'json' };
import type { Told } from './alive.ts';

export type PointId = keyof typeof content.points;
type SystemId = keyof typeof content.systems;
type MethodId = keyof typeof content.methods;

/** What of a system or a method is told beyond its name: words stand in the content of the two languages, by these places. */
export interface Knowledge {
  readonly kind: 'systems' | 'methods';
  readonly artefacts: number;
  readonly questions: readonly string[];
  readonly metrics: readonly string[];
  /** the step of landing each task belongs to */
  readonly tasks: readonly number[];
}

export const points = Object.entries(content.points) as [PointId, readonly string[]][];

/** A metric's figure as it is now, or why there is none; null while it is awaited or may not be asked. */
export type Reading =
  | { readonly kind: 'share' | 'count' | 'days' | 'number' | 'money' | 'months'; readonly value: number; readonly text: string | null }
  | { readonly kind: 'silent'; readonly text: string | null }
  /** nobody but the owner can count it */
  | { readonly kind: 'own' }
  | null;

/** What there is to know of a node of the map; null for what has its own page alone. */
export function knowledgeOf(id: string): Knowledge | null {
  if (id in content.systems) return { kind: 'systems', ...content.systems[id as SystemId] };
  if (id in content.methods) return { kind: 'methods', artefacts: 0, questions: [], ...content.methods[id as MethodId] };
  return null;
}

/** Reads a metric from what the brand's pages tell. */
export function readingOf(metric: string, { loop, funnel, evidence, roadmap, scenes }: Told): Reading {
  const [source, what, more = ''] = (content.metrics as Readonly<Record<string, readonly string[]>>)[metric] ?? [];
  const silent: Reading = { kind: 'silent', text: null };
  switch (source) {
    case 'loop':
      if (!loop) return null;
      if (what === 'loopRate') return loop.loopRate === null ? silent : { kind: 'share', value: Number(loop.loopRate), text: null };
      return {
        kind: 'count',
        value: what === 'referred' ? loop.byOrigin.referred.orders : what === 'buyers' ? loop.buyers : loop.orders,
        text: null,
      };
    case 'people': {
      const stage = funnel?.stages.find((one) => one.stage === what);
      return funnel ? { kind: 'count', value: stage?.people ?? 0, text: null } : null;
    }
    case 'days': {
      if (!funnel) return null;
      const median = funnel.transitions.find((one) => one.from === what && one.to === more)?.medianDays ?? null;
      return median === null ? silent : { kind: 'days', value: median, text: null };
    }
    case 'scenes':
      return scenes === undefined ? null : { kind: 'count', value: scenes, text: null };
    case 'evidence': {
      if (!evidence) return null;
      const found = evidence.data.find((one) => one.question === what);
      if (found?.figure) return { ...found.figure, text: found.said.text };
      return { kind: 'silent', text: (found ?? evidence.silent.find((one) => one.question === what))?.said.text ?? null };
    }
    case 'road': {
      if (roadmap === undefined) return null;
      const fact = roadmap?.data.flatMap((one) => one.evidence).find((one) => one.said.code === what);
      const value = fact?.said.facts[more];
      return typeof value === 'number' ? { kind: 'count', value, text: null } : silent;
    }
    default:
      return { kind: 'own' };
  }
}

/** How a fan point stands by the answers of a diagnosis: 0…1 over what was answered, and how many that were. */
export function pointScore(
  questions: readonly string[],
  answers: Readonly<Record<string, number>>,
): { score: number | null; answered: number } {
  const given = questions.flatMap((question) => answers[question] ?? []);
  return { score: given.length === 0 ? null : given.reduce((sum, one) => sum + one, 0) / (4 * given.length), answered: given.length };
}
