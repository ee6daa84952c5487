import { z } from 'zod';
import { day, instant, listOf, pageQuery } from '../../kit/http/shapes.ts';
import { said, shownFigure } from './diagnosis-api.ts';
import { leverName, planMonths, planParams, planStart, presetId } from './model-api.ts';

const LONGEST = 2000;
const text = z.string().max(LONGEST);
const line = z.string().max(200);
const stages = ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'] as const;
const ladders = ['product', 'team', 'scene', 'method'] as const;

/** The 24 cells of the growth path, row by row: `prospect.product` … `partner.method`. */
export const cellKeys = stages.flatMap((stage) => ladders.map((ladder) => `${stage}.${ladder}` as const));
export type CellKey = (typeof cellKeys)[number];
export const cellKey = z.enum(cellKeys as [CellKey, ...CellKey[]]);

const ladderTexts = z.strictObject({
  audience: text.optional(),
  value: text.optional(),
  channels: text.optional(),
  relationship: text.optional(),
  revenue: text.optional(),
  resources: text.optional(),
  activities: text.optional(),
  partners: text.optional(),
  costs: text.optional(),
});

const pillars = z.array(line).max(12).optional();

export const cell = z
  .strictObject({
    offer: text.optional(),
    owner: line.optional(),
    /** where it happens: one of the scenes, or the brand's own */
    scene: line.optional(),
    /** the script that is used: `scr_…`, one of the library, or its words */
    script: text.optional(),
    enters: text.optional(),
    exits: text.optional(),
    /** of those in the stage, who should move on in a month */
    targetRatePpm: z.number().int().min(0).max(1_000_000).optional(),
    /** in how many days they should have moved on */
    maxDays: z.number().int().min(0).max(3650).optional(),
    noteworthy: z.boolean().optional(),
  })
  .meta({ id: 'PlanCell' });

const stepNumber = z.enum(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);

const step = z.strictObject({
  owner: line.optional(),
  due: day.nullable().optional(),
  note: text.optional(),
  doneAt: instant.nullable().optional(),
});

/** The plan itself. Everything may be left out: holes stay visible. */
export const designDocument = z
  .strictObject({
    canvas: ladderTexts.optional(),
    brands: z
      .array(z.strictObject({ name: line, story: text.optional(), positioning: text.optional(), pillars }))
      .max(20)
      .optional(),
    ips: z
      .array(
        z.strictObject({
          name: line,
          role: line.optional(),
          brandIndex: z.number().int().min(0).max(19).nullable().optional(),
          story: text.optional(),
          pillars,
        }),
      )
      .max(40)
      .optional(),
    /** what an IP does for a product brand, by `<brand>.<ip>`: their places in the lists above */
    matrix: z
      .record(z.string().regex(/^(?:1?\d)\.(?:[0-3]?\d)$/), z.strictObject({ text: text.optional(), pillars }))
      .refine((cells) => Object.keys(cells).length <= 800, { error: '≤ 800' })
      .optional(),
    cells: z.partialRecord(cellKey, cell).optional(),
    steps: z.partialRecord(stepNumber, step).optional(),
    /** what differs from the preset of the template */
    params: planParams.optional(),
    months: planMonths.optional(),
    /** how many can be reached at all; `params.addressable` says it too and comes first */
    market: z.number().min(1).max(1e10).nullable().optional(),
  })
  .meta({ id: 'DesignDocument' });

const name = z.string().trim().min(1).max(80);

const adopted = z
  .object({ id: z.string(), scenario: z.string().nullable(), from: z.string(), adoptedAt: instant })
  .meta({ id: 'DesignAdopted' });

const designHead = {
  id: z.string(),
  name: z.string(),
  template: presetId,
  version: z.number().int(),
  /** the brand lives by it since then; null: it is a plan among others */
  adopted: adopted.nullable(),
  /** of the 24 cells, how many say what is offered */
  cellsFilled: z.number().int(),
  /** of the ten steps, how many are done */
  stepsDone: z.number().int(),
  scenarios: z.number().int(),
  createdAt: instant,
  changedAt: instant,
};

export const design = z.object({ ...designHead, document: designDocument }).meta({ id: 'Design' });
export const designList = listOf(z.object(designHead).meta({ id: 'DesignHead' })).meta({ id: 'DesignList' });
export const designsQuery = pageQuery;

/** The template fills in what it knows of the category, in the language of the request, unless a document is given. */
export const createDesign = z.strictObject({ name, template: presetId, document: designDocument.optional() });

/** `version`: the one that was read; a newer one refuses it with 409 and nothing is lost. */
export const updateDesign = z.strictObject({
  version: z.number().int().min(1),
  name: name.optional(),
  document: designDocument.optional(),
});

/** So many scenarios stand beside a design. */
export const MOST_SCENARIOS = 50;

export const FORMAT = 'zihuan-design';
export const FORMAT_VERSION = 1;

const scenarioFacts = {
  name,
  note: z.string().trim().max(LONGEST),
  /** what differs from the design's own */
  params: planParams,
  months: planMonths,
  adsOffAfter: z.number().int().min(0).max(120).nullable(),
  /** who is there when it begins, by where they came from; null: nobody */
  start: planStart.nullable().default(null),
};

/** A design as a file: what another brand can take in. */
export const designFile = z
  .strictObject({
    format: z.literal(FORMAT),
    formatVersion: z.literal(FORMAT_VERSION),
    name,
    template: presetId,
    document: designDocument,
    scenarios: z.array(z.strictObject(scenarioFacts)).max(MOST_SCENARIOS),
  })
  .meta({ id: 'DesignFile' });

export const scenario = z
  .object({ id: z.string(), design: z.string(), ...scenarioFacts, createdAt: instant, changedAt: instant })
  .meta({ id: 'PlanScenario' });

export const scenarioList = z.object({ data: z.array(scenario) }).meta({ id: 'PlanScenarioList' });

export const createScenario = z.strictObject({
  name,
  note: scenarioFacts.note.default(''),
  params: planParams.default({}),
  months: planMonths.default(24),
  adsOffAfter: scenarioFacts.adsOffAfter.default(null),
  start: scenarioFacts.start,
});

export const updateScenario = z.strictObject({
  name: name.optional(),
  note: scenarioFacts.note.optional(),
  params: planParams.optional(),
  months: planMonths.optional(),
  adsOffAfter: scenarioFacts.adsOffAfter.optional(),
  start: planStart.nullable().optional(),
});

/** The ten steps with their exit tests, read from the live system. */
export const roadmap = z
  .object({
    data: z.array(
      z.object({
        step: z.number().int(),
        /** the exit test in words */
        test: said,
        now: shownFigure.nullable(),
        goal: shownFigure.nullable(),
        /** every part of it was looked at and holds; where one cannot be (null in the evidence), the owner says so by `doneAt` */
        met: z.boolean(),
        evidence: z.array(z.object({ said, screen: z.string(), met: z.boolean().nullable() })),
        owner: z.string().nullable(),
        due: day.nullable(),
        note: z.string(),
        doneAt: instant.nullable(),
        isLate: z.boolean(),
      }),
    ),
    /** steps that are met, and those their owner calls passed where no part of the test says otherwise */
    met: z.number().int(),
  })
  .meta({ id: 'Roadmap' });

/** Where a number of the plan comes from: assumed, seen in the brand's own history, and what is taken from both. */
const calibrated = z
  .object({
    lever: z.union([leverName, z.literal('addressable')]),
    /** the preset's */
    prior: z.number(),
    /** seen: of so many person-months in how many it happened, or the mean of so many */
    own: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('rate'), n: z.number(), k: z.number() }),
        z.object({ kind: z.literal('mean'), n: z.number(), mean: z.number(), deviation: z.number() }),
      ])
      .nullable(),
    posterior: z.number(),
    /** in which eight of ten such values lie */
    interval: z.object({ low: z.number(), high: z.number() }).nullable(),
    /** of the posterior, the share that was measured */
    measured: z.number(),
    /** how it was read, or why it could not be */
    said,
    screen: z.string().nullable(),
  })
  .meta({ id: 'CalibratedLever' });

export const calibrationQuery = z.object({
  preset: presetId.default('food'),
  /** what this design says otherwise is what is assumed, and its template the preset */
  design: z.string().max(600).optional(),
});

export const calibration = z
  .object({
    preset: presetId,
    asOf: instant,
    /** the days of history it rests on */
    days: z.number().int(),
    customers: z.number().int(),
    orders: z.number().int(),
    /** what is too little or odd about the history, in sentences */
    notes: z.array(said),
    data: z.array(calibrated),
    /** what the design says otherwise and the posteriors, as overrides of the preset, and who is there now */
    params: planParams,
    start: z.object({
      A: z.object({ F: z.number(), C1: z.number(), C2: z.number(), M: z.number(), P: z.number() }),
      R: z.object({ F: z.number(), C1: z.number(), C2: z.number(), M: z.number(), P: z.number() }),
    }),
  })
  .meta({ id: 'Calibration' });

export type DesignJson = z.infer<typeof design>;
export type DesignDocument = z.infer<typeof designDocument>;
export type DesignFile = z.infer<typeof designFile>;
export type CalibrationJson = z.infer<typeof calibration>;
export type RoadmapJson = z.infer<typeof roadmap>;
export type ScenarioJson = z.infer<typeof scenario>;
