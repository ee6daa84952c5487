import type { Ctx } from '../../../kit/ctx.ts';
import { dayText, parseDay, type EpochDay } from '../../../kit/time/index.ts';
import {
  backTest,
  CLOSEST_CORRELATION,
  FEWEST_REPEATERS,
  SHORTEST_DAYS,
  type BackTest,
  type PurchaseModel,
} from '../model/prediction/fit-purchases.ts';
import type { Prediction } from '../prediction-api.ts';
import { purchaseEvents } from './purchase-events.ts';

/** Days of the unit all times of prediction are in. */
export const WEEK = 7;

/** The model of who comes back, fitted on what was known at the end of the calibration and held against what came after (CONTRACT §4, §7). */
export async function figuresPrediction(ctx: Ctx, query: { calibrationEnd?: string | undefined }): Promise<Prediction> {
  const asked = query.calibrationEnd === undefined ? null : parseDay(query.calibrationEnd);
  const span = await dataSpan(ctx);
  if (span === null) return replyOf(backTest(NOTHING, 0, WEEK), null, asked);
  const end = asked ?? heldBackFrom(span);
  return replyOf(backTest(await purchaseEvents(ctx), end, WEEK, span.last), span, end);
}

const NOTHING = { people: new Int32Array(), days: new Int32Array(), values: new Float64Array() };

/** First and last day with an order of anybody; null without one. */
export interface DataSpan {
  readonly first: EpochDay;
  readonly last: EpochDay;
}

export async function dataSpan(ctx: Ctx): Promise<DataSpan | null> {
  const row = await ctx.sql.one<{ first: number | null; last: number | null }>`
    SELECT min(day.day) - date '1970-01-01' AS first, max(day.day) - date '1970-01-01' AS last
      FROM analytics.day AS day WHERE day.tenant_id = ${ctx.tenantId} AND day.orders > 0`;
  return row.first === null || row.last === null ? null : { first: row.first, last: row.last };
}

/** A third of the history in whole weeks, a year at most, is what a model is held against. */
export function heldBackFrom({ first, last }: DataSpan): EpochDay {
  return last - Math.min(52, Math.floor((last - first) / (3 * WEEK))) * WEEK;
}

function replyOf({ model, customers, predicted, actual, steps }: BackTest, span: DataSpan | null, end: EpochDay | null): Prediction {
  return {
    ...modelReply(model),
    customers,
    unit: 'week',
    calibrationEnd: end === null ? null : dayText(end),
    dataFrom: span && dayText(span.first),
    dataTo: span && dayText(span.last),
    backTest: {
      predicted,
      actual,
      weeks: steps.map(({ from, expected, low, high, actual: came, isWhole }) => ({
        from: dayText(from),
        predicted: expected,
        low,
        high,
        actual: came,
        isComplete: isWhole,
      })),
    },
  };
}

function modelReply({ status, reason, method, spendReason, bgNbd, gammaGamma, repeaters, days, correlation }: PurchaseModel) {
  return {
    status,
    reason,
    method,
    spendReason,
    bgNbd: bgNbd && { r: bgNbd.r, alpha: bgNbd.alpha, a: bgNbd.a, b: bgNbd.b, logLikelihood: bgNbd.logLikelihood },
    gammaGamma: gammaGamma && { p: gammaGamma.p, q: gammaGamma.q, gamma: gammaGamma.gamma },
    repeaters,
    days,
    correlation,
    asks: { repeaters: FEWEST_REPEATERS, days: SHORTEST_DAYS, correlationBelow: CLOSEST_CORRELATION },
  };
}
