import { z } from 'zod';
import { instant } from '../../kit/http/shapes.ts';

/** What happens in a member's life after the entry, and is worth a letter. */
export const letterOccasion = z
  .enum(['upgrade', 'anniversary', 'firstReferral', 'partnerSigning', 'farewell'])
  .meta({ id: 'LetterOccasion' });

export const letter = z
  .object({
    occasion: letterOccasion,
    /** null: nothing was written yet */
    title: z.string().nullable(),
    text: z.string().nullable(),
    /** who signs */
    name: z.string().nullable(),
    /** sent to whomever it happens since then; null: to nobody */
    openedAt: instant.nullable(),
    writtenAt: instant.nullable(),
    writtenBy: z.string().nullable(),
    /** how many had it in their inbox, and how many of those looked */
    told: z.number().int(),
    read: z.number().int(),
  })
  .meta({ id: 'Letter' });

export const letters = z.object({ data: z.array(letter) }).meta({ id: 'Letters' });

/** `{name}`, `{tier}`, `{years}`, `{number}` and `{friend}` stand for what is known of whom it happens to. */
export const writeLetter = z.strictObject({
  occasion: letterOccasion,
  title: z.string().trim().min(1).max(60),
  text: z.string().trim().min(1).max(2000),
  name: z.string().trim().min(1).max(60).nullable().default(null),
  isOpen: z.boolean(),
});

export type LetterOccasion = z.infer<typeof letterOccasion>;
export type LetterJson = z.infer<typeof letter>;
