import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { dayText, parseDay, type EpochDay } from '../../../kit/time/index.ts';
import {
  backTest,
  CLOSEST_CORRELATION,
  FEWEST_REPEATERS,
  SHORTEST_DAYS,
  type BackTest,
  type PurchaseModel,
} from '../model/prediction/fit-purchases.ts';
import { WEEK } from '../model/prediction/outlook.ts';
import type { Prediction } from '../prediction-api.ts';
import { askAside } from './aside.ts';
import { outlookOf, type KeptOutlook } from './outlook.ts';
import { brandValueReply } from './people-values.ts';
import { purchaseEvents } from './purchase-events.ts';

/**
 * The model of who comes back, fitted on what was known at the end of the calibration and held against what came after (CONTRACT §4, §7);
 * beside it the weeks to come, by the model fitted on everything.
 */
export async function figuresPrediction(ctx: Ctx, query: { calibrationEnd?: string | undefined }): Promise<Prediction> {
  const asked = query.calibrationEnd === undefined ? null : parseDay(query.calibrationEnd);
  const kept = await outlookOf(ctx);
  if (!kept) return { ...replyOf(backTest(NOTHING, 0, WEEK), null, asked), madeAt: null, forecast: NO_FORECAST, value: null };
  const { outlook, madeAt } = kept;
  const ahead = { madeAt, forecast: forecastReply(kept), value: brandValueReply(ctx, kept) };
  if (asked === null || asked === outlook.test.end) return { ...replyOf(outlook.test, outlook, outlook.test.end), ...ahead };
  const { last } = outlook;
  const test = await testAt(ctx, kept, asked, last);
  return { ...replyOf(test, outlook, asked), ...ahead };
}

/** With more orders than these a test is kept as long as the outlook it stands beside: reading them all takes long. */
const MANY_ORDERS = 50_000;
const MOST_TESTS = 20;
const MOST_BRANDS = 20;
const tested = new Map<Uuid, { readonly madeAt: string; readonly tests: Map<EpochDay, Promise<BackTest>> }>();

async function testAt(ctx: Ctx, { madeAt, orders }: KeptOutlook, end: EpochDay, last: EpochDay): Promise<BackTest> {
  const work = async (): Promise<BackTest> => await askAside({ ask: 'backTest', events: await purchaseEvents(ctx), end, last });
  if (orders <= MANY_ORDERS) return await work();
  const known = tested.get(ctx.tenantId);
  const kept = known?.madeAt === madeAt ? known : { madeAt, tests: new Map<EpochDay, Promise<BackTest>>() };
  tested.delete(ctx.tenantId);
  tested.set(ctx.tenantId, kept);
  for (const [tenantId] of tested) if (tested.size > MOST_BRANDS) tested.delete(tenantId);
  const done = kept.tests.get(end);
  if (done) return await done;
  const test = work();
  kept.tests.set(end, test);
  test.catch(() => kept.tests.delete(end));
  for (const [day] of kept.tests) if (kept.tests.size > MOST_TESTS) kept.tests.delete(day);
  return await test;
}

const NOTHING = { people: new Int32Array(), days: new Int32Array(), values: new Float64Array() };
const NO_FORECAST: Prediction['forecast'] = {
  status: 'tooLittleData',
  reason: 'nobody',
  method: 'none',
  spendReason: null,
  customers: 0,
  repeaters: 0,
  days: 0,
  error: null,
  weeks: [],
};

function forecastReply({ outlook }: KeptOutlook): Prediction['forecast'] {
  const { status, reason, method, spendReason, customers, repeaters, days } = outlook.model;
  return {
    status,
    reason,
    method,
    spendReason,
    customers,
    repeaters,
    days,
    error: outlook.error,
    weeks: outlook.weeks.map(({ expected, low, high }, i) => ({
      from: dayText(outlook.last + 1 + i * WEEK),
      predicted: expected,
      low,
      high,
    })),
  };
}

function replyOf(
  { model, customers, predicted, actual, steps }: BackTest,
  span: { first: EpochDay; last: EpochDay } | null,
  end: EpochDay | null,
): Omit<Prediction, 'madeAt' | 'forecast' | 'value'> {
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
