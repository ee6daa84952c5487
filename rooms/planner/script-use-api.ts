import { z } from 'zod';
import { idText, instant, money, periodQuery, stage } from '../../kit/http/shapes.ts';
import { scriptScene } from './script-api.ts';

const count = z.number().int();
const maybe = z.number().nullable();
const version = z.number().int().min(1);

/** Words that were said to somebody. */
export const recordScriptUse = z.strictObject({
  person: idText,
  /** left out: the one the lot chose where two are on trial, else the newest */
  version: version.optional(),
  /** left out: the script's own place */
  scene: scriptScene.optional(),
  /** left out: now */
  saidAt: instant.optional(),
  /** the same one twice is one */
  externalId: idText.optional(),
});

/** What came back, as whoever said the words notes it; `false` takes a note back. */
export const noteScriptUse = z.strictObject({ replied: z.boolean().optional(), complained: z.boolean().optional() });

export const scriptUse = z
  .object({
    id: z.string(),
    script: z.string(),
    version,
    person: z.string(),
    /** the stage they stood at */
    stage,
    scene: scriptScene,
    usedBy: z.string(),
    saidAt: instant,
    repliedAt: instant.nullable(),
    complainedAt: instant.nullable(),
    isTrial: z.boolean(),
  })
  .meta({ id: 'ScriptUse' });

/** Left out: what is said to many at once. */
export const scriptLotQuery = z.object({ person: idText.optional() });

/** Which version somebody is to hear. */
export const scriptLot = z
  .object({
    version,
    isTrial: z.boolean(),
    /** when any words of ours were last noted for them */
    lastSaidAt: instant.nullable(),
    /** that was a week ago or longer: nobody is approached unasked more often */
    isRested: z.boolean(),
    /** they agreed to hear from the brand, and did not take it back */
    hasAgreed: z.boolean().nullable(),
  })
  .meta({ id: 'ScriptLot' });

export const startScriptTrial = z.strictObject({
  versionA: version,
  versionB: version,
  shareBPpm: z.number().int().min(100_000).max(900_000).default(500_000),
  /** so long after the words an order counts */
  days: z.number().int().min(1).max(90).default(14),
});

/** What people did after words were said to them; each counts once, from the first time. */
const side = {
  people: count,
  replied: count,
  complained: count,
  /** took their consent back within the days */
  optedOut: count,
  /** whose days are over: only of them a rate is told */
  over: count,
  deals: count,
  sales: money,
  /** null: nobody's days are over */
  dealRate: maybe,
  dealError: maybe,
  /** null: nobody noted a reply or a complaint at all */
  replyRate: maybe,
  complaintRate: maybe,
};

export const scriptVersionResult = z.object({ version, ...side }).meta({ id: 'ScriptVersionResult' });

export const scriptTrial = z
  .object({
    days: count,
    shareBPpm: count,
    beganBy: z.string(),
    beganAt: instant,
    endedAt: instant.nullable(),
    a: scriptVersionResult,
    b: scriptVersionResult,
    /** deal rate of b less that of a, and one standard error; null while one side has nobody whose days are over */
    difference: maybe,
    standardError: maybe,
    /** people on each side to tell such a difference from chance, four times in five; null where there is none to tell */
    needed: count.nullable(),
    /** `running`: nothing is judged before it was ended and everybody's days are over */
    verdict: z.enum(['running', 'waiting', 'undecided', 'a', 'b']),
  })
  .meta({ id: 'ScriptTrial' });

export const scriptResult = z
  .object({
    days: count,
    versions: z.array(scriptVersionResult),
    /** the one that runs, or the last that ran */
    trial: scriptTrial.nullable(),
    /** the last times it was said */
    uses: z.array(scriptUse.extend({ personName: z.string().nullable() })),
  })
  .meta({ id: 'ScriptResult' });

export const scriptResultsQuery = periodQuery;

export const scriptResults = z
  .object({
    days: count,
    scripts: z.array(z.object({ script: z.string(), goal: z.string(), stage, scene: scriptScene, ...side })),
    staff: z.array(z.object({ name: z.string(), said: count, ...side })),
    scenes: z.array(z.object({ scene: scriptScene, ...side })),
  })
  .meta({ id: 'ScriptResults' });

export type ScriptSideJson = z.infer<typeof scriptVersionResult>;
export type ScriptUseJson = z.infer<typeof scriptUse>;
