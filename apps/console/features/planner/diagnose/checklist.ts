import { diagnosisSections, type SectionId } from '../../../../../rooms/planner/model/index.ts';

export const sections = diagnosisSections;
export const sectionIds: readonly SectionId[] = sections.map(({ id }) => id);

export type Score = 0 | 1 | 2 | 3 | 4;
export const scores = [0, 1, 2, 3, 4] as const satisfies readonly Score[];

/** A checklist while it is filled in: the owner's own answers, and why they overrule what the data say. */
export interface Answered {
  readonly answers: Readonly<Record<string, number>>;
  readonly notes: Readonly<Record<string, string>>;
}

export const nothingAnswered: Answered = { answers: {}, notes: {} };

export function withAnswer(now: Answered, question: string, score: number | null): Answered {
  const { [question]: _, ...others } = now.answers;
  return { ...now, answers: score === null ? others : { ...others, [question]: score } };
}

export function withNote(now: Answered, question: string, note: string): Answered {
  const { [question]: _, ...others } = now.notes;
  return { ...now, notes: note === '' ? others : { ...others, [question]: note } };
}

/** Reads what this device kept; whatever is not a score of a question that still exists is left out. */
export function readAnswered(text: string | null): Answered {
  const known = new Set(sections.flatMap(({ questions }) => questions));
  const kept = parsed(text);
  return {
    answers: picked(
      kept['answers'],
      known,
      (value) => typeof value === 'number' && (scores as readonly number[]).includes(value),
    ) as Record<string, number>,
    notes: picked(kept['notes'], known, (value) => typeof value === 'string') as Record<string, string>,
  };
}

function parsed(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function picked(value: unknown, known: ReadonlySet<string>, fits: (value: unknown) => boolean): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([question, each]) => known.has(question) && fits(each)));
}

/** The notes as they are kept with the diagnosis: one line to a question, within what a note may hold. */
export function notesText(notes: Readonly<Record<string, string>>, most = 2000): string {
  return Object.entries(notes)
    .filter(([, note]) => note.trim() !== '')
    .map(([question, note]) => `${question}: ${note.trim()}`)
    .join('\n')
    .slice(0, most);
}

export interface Moved {
  readonly question: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** What is answered otherwise in a later diagnosis, the largest steps first. */
export function movedBetween(before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>): Moved[] {
  const step = ({ before: from, after: to }: Moved) => (from === null || to === null ? 0 : Math.abs(to - from));
  return sections
    .flatMap(({ questions }) => questions)
    .map((question): Moved => ({ question, before: before[question] ?? null, after: after[question] ?? null }))
    .filter((one) => one.before !== one.after)
    .sort((one, other) => step(other) - step(one));
}
