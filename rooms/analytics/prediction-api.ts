import { z } from 'zod';
import { day } from '../../kit/http/shapes.ts';

/** Why there is no full model of who comes back and who has left; null when there is one. */
export const fitReason = z.enum(['nobody', 'tooFewRepeaters', 'tooShort', 'nobodyLeaves', 'noSpread', 'noPeak']);
/** Why spending is a plain mean bent towards everybody's and not Gamma-Gamma. */
export const spendReason = z.enum(['nothingSpent', 'tooFewRepeaters', 'noMean', 'dependsOnFrequency']);
const fitStatus = z.enum(['ok', 'degenerate', 'tooLittleData']);
/** bgNbd: the full model; nbd: purchases without leaving; pooled: everybody's rate, bent to one's own; none: nothing can be said */
const fitMethod = z.enum(['bgNbd', 'nbd', 'pooled', 'none']);

export const predictionQuery = z.object({
  /** the last day that is known to the fit; what came after is what it is held against. Absent: the last third of the history is held back */
  calibrationEnd: day.optional(),
  unit: z.enum(['week']).default('week'),
});

/** How well what came later was foreseen, and how the model was fitted (CONTRACT §4, §7). */
export const prediction = z
  .object({
    status: fitStatus,
    reason: fitReason.nullable(),
    method: fitMethod,
    spendReason: spendReason.nullable(),
    bgNbd: z.object({ r: z.number(), alpha: z.number(), a: z.number(), b: z.number(), logLikelihood: z.number() }).nullable(),
    gammaGamma: z.object({ p: z.number(), q: z.number(), gamma: z.number() }).nullable(),
    /** persons with a first purchase by the end of the calibration, and those of them who came back by then */
    customers: z.number().int(),
    repeaters: z.number().int(),
    /** the longest history among them */
    days: z.number().int(),
    /** of how often and how much, among those who came back */
    correlation: z.number().nullable(),
    /** what a full fit asks for */
    asks: z.object({ repeaters: z.number().int(), days: z.number().int(), correlationBelow: z.number() }),
    unit: z.enum(['week']),
    calibrationEnd: day.nullable(),
    dataFrom: day.nullable(),
    dataTo: day.nullable(),
    backTest: z.object({
      /** purchase days of these customers from the day after the end to the last day with an order */
      predicted: z.number().nullable(),
      actual: z.number().int(),
      /** four fifths of what the model held possible lie between low and high */
      weeks: z.array(
        z.object({
          from: day,
          predicted: z.number(),
          low: z.number(),
          high: z.number(),
          actual: z.number().int(),
          isComplete: z.boolean(),
        }),
      ),
    }),
  })
  .meta({ id: 'Prediction' });

export type Prediction = z.infer<typeof prediction>;
