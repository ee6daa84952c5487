import type { Uuid } from '../../../kit/ids/index.ts';
import type { LetterOccasion } from '../letter-api.ts';

export const letterOccasions = [
  'upgrade',
  'anniversary',
  'firstReferral',
  'partnerSigning',
  'farewell',
] as const satisfies readonly LetterOccasion[];

/** What happened is looked for so far back: whoever was away for a while forgets nobody, and nobody is written to about what is long past. */
export const LOOK_BACK_MS = 31 * 86_400_000;

/** Something a letter is about. `once`: one letter for it, whatever is looked at twice. */
export interface LetterEvent {
  readonly occasion: LetterOccasion;
  readonly personId: Uuid;
  readonly once: string;
  readonly at: number;
  /** what the blanks of the letter are filled with */
  readonly facts: Readonly<Record<string, string>>;
  /** somebody else whom it is about */
  readonly about?: Uuid;
}

/** A letter with its blanks filled; a blank nothing is known for goes, with the comma that stood behind it. */
export function filledLetter(text: string, facts: Readonly<Record<string, string>>): string {
  const filled = text.replaceAll(/\{(\w+)\}([,，、]\s*)?/gu, (_, name: string, mark: string | undefined) => {
    const fact = facts[name];
    return fact ? fact + (mark ?? '') : '';
  });
  return filled.charAt(0).toUpperCase() + filled.slice(1);
}
