import type { Ctx } from '../../../kit/ctx.ts';
import { minorDigits } from '../../../kit/money/index.ts';
import { acquiredByMonth, figuresAcquisition, newestOfferTrial } from '../../analytics/index.ts';
import type { HoldOutTold } from '../model/exit-tests.ts';
import type { WonCounted } from '../model/measured.ts';
import { wholeMonths } from './counted.ts';

const MONTHS = 12;

/** What it cost to win customers over the last twelve whole months, in major units; null where nothing was entered for any of them. */
export async function countWon(ctx: Ctx): Promise<WonCounted | null> {
  const span = await wholeMonths(ctx, MONTHS);
  if (span === null) return null;
  const months = await acquiredByMonth(ctx, span.from, span.to);
  const begun = months.findIndex(({ spent }) => spent > 0n);
  if (begun < 0) return null;
  const unit = 10 ** minorDigits(ctx.tenant.currency);
  const told = await figuresAcquisition(ctx, { from: span.from, to: span.to });
  const paid = told.data.filter(({ source }) => source.kind === 'paid');
  const buyersOf = (rows: typeof paid): number => rows.reduce((sum, row) => sum + row.firstBuyers, 0);
  return {
    currency: ctx.tenant.currency,
    byMonth: months.slice(begun).map(({ spent, fans, organic }) => ({ spent: Number(spent) / unit, fans, organic })),
    sources: told.data.filter(({ spent }) => spent !== null).length,
    buyers: told.firstBuyers,
    paidBuyers: buyersOf(paid),
    coveredBuyers: buyersOf(paid.filter(({ spent }) => spent !== null)),
    cost: told.costPerBuyer && Number(told.costPerBuyer.amount) / unit,
    margin: told.margin && { perBuyer: Number(told.margin.perBuyer.amount) / unit, months: told.margin.months },
    payback: told.payback,
  };
}

/** What the newest trial of referral offers told that was not broken off; null: there was none. */
export async function holdOutTold(ctx: Ctx): Promise<HoldOutTold | null> {
  const trial = await newestOfferTrial(ctx);
  if (trial === null) return null;
  const { verdict, offered, heldOut, uplift } = trial;
  return {
    verdict: verdict === 'tooEarly' ? 'running' : verdict === 'helped' || verdict === 'harmed' ? 'told' : 'untold',
    people: offered.people + heldOut.people,
    share: uplift?.share ?? null,
    error: uplift?.shareError ?? null,
    needed: uplift?.needed ?? null,
  };
}
