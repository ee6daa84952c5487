import { z } from 'zod';
import { instant, listOf, pageQuery, stage } from '../../kit/http/shapes.ts';

const line = z.string().trim().max(200);
const text = z.string().trim().max(2000);

/** Where words are said. */
export const scriptScene = z.enum(['moments', 'group', 'direct', 'live', 'offline']).meta({ id: 'ScriptScene' });

/** Words for one occasion, part by part (domain.md §9). */
export const scriptDocument = z
  .strictObject({
    goal: line,
    persona: text.optional(),
    trigger: text.optional(),
    opener: text,
    needQuestions: z.array(line).max(3).optional(),
    valuePoint: text.optional(),
    proof: text.optional(),
    offer: text.optional(),
    /** real only */
    urgency: text.optional(),
    objections: z
      .array(
        z.strictObject({
          type: z.enum(['price', 'trust', 'need', 'time', 'effect', 'compare']),
          reply: text,
          evidence: text.optional(),
        }),
      )
      .max(12)
      .optional(),
    close: z.strictObject({ kind: z.enum(['choice', 'summary', 'trial']), text }).optional(),
    nextStep: text.optional(),
    exitLine: text.optional(),
    optOutLine: text.optional(),
    variables: z
      .array(
        z
          .string()
          .regex(/^[a-zA-Z][a-zA-Z0-9]*$/)
          .max(40),
      )
      .max(20)
      .optional(),
    tone: line.optional(),
    maxChars: z.number().int().min(1).max(5000).optional(),
    followUps: z
      .array(z.strictObject({ afterDays: z.number().int().min(0).max(365), text, stopIf: line.optional() }))
      .max(6)
      .optional(),
  })
  .meta({ id: 'ScriptDocument' });

export const script = z
  .object({
    id: z.string(),
    stage,
    scene: scriptScene,
    /** the text of ours it began as; null: the brand's own */
    library: z.string().nullable(),
    state: z.enum(['draft', 'live', 'retired']),
    version: z.number().int(),
    language: z.enum(['zh-CN', 'en']),
    document: scriptDocument,
    /** words the policy does not like, and where they stand */
    warnings: z.array(
      z.object({
        pointer: z.string(),
        word: z.string(),
        /** it cannot be live while this stands in it */
        isRefused: z.boolean(),
        detail: z.string(),
      }),
    ),
    createdAt: instant,
    changedAt: instant,
  })
  .meta({ id: 'Script' });

export const scriptList = listOf(script).meta({ id: 'ScriptList' });

/** One script with everything it ever said, the newest first: whoever looks sees who wrote what, and can take an older one up again. */
export const scriptWhole = script
  .extend({
    versions: z.array(
      z.object({
        version: z.number().int(),
        language: z.enum(['zh-CN', 'en']),
        writtenBy: z.string(),
        writtenAt: instant,
        document: scriptDocument,
      }),
    ),
  })
  .meta({ id: 'ScriptWhole' });

export const scriptsQuery = z.object({
  ...pageQuery.shape,
  stage: stage.optional(),
  scene: scriptScene.optional(),
  state: z.enum(['draft', 'live', 'retired']).optional(),
});

export const createScript = z.strictObject({
  stage,
  scene: scriptScene,
  library: z.string().max(120).nullable().default(null),
  language: z.enum(['zh-CN', 'en']).optional(),
  document: scriptDocument,
});

/** Words that change become the next version; the ones before stay readable. */
export const updateScript = z.strictObject({
  version: z.number().int().min(1).optional(),
  language: z.enum(['zh-CN', 'en']).optional(),
  document: scriptDocument.optional(),
  state: z.enum(['draft', 'live', 'retired']).optional(),
});

export type ScriptDocument = z.infer<typeof scriptDocument>;
export type ScriptJson = z.infer<typeof script>;
