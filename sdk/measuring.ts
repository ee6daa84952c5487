import type { z } from 'zod';
import type * as shapes from '../kit/http/shapes.ts';
import type * as analytics from '../rooms/analytics/api.ts';
import type * as pricing from '../rooms/pricing/api.ts';
import type * as relations from '../rooms/relations/api.ts';
import { get, post } from './endpoint.ts';

type Reply<T extends z.ZodType> = z.output<T>;
type Body<T extends z.ZodType> = z.input<T>;
type Query<T extends z.ZodType> = { [K in keyof z.output<T>]?: z.output<T>[K] | undefined };
type PageQuery = Query<typeof shapes.pageQuery>;

/** What is recorded so that the numbers of a plan can be measured. */
export const measuringEndpoints = {
  /** What was spent so that people come; what an entry really was is said by another that stands for it. */
  spend: {
    list: get<PageQuery, Reply<typeof relations.spendList>>()('/spend'),
    record: post<Body<typeof relations.recordSpend>, Reply<typeof relations.recordedSpend>>()('/spend'),
    correct: post<Body<typeof relations.correctSpend>, Reply<typeof relations.spend>>()('/spend/{id}/correction'),
  },
  /** Whether the gift for a friend adds anybody: what came of it is told by `figures.offerTrials`. */
  offerTrials: {
    start: post<Body<typeof pricing.startOfferTrial>, Reply<typeof analytics.offerTrial>>()('/offer-trials'),
    stop: post<object, Reply<typeof analytics.offerTrial>>()('/offer-trials/stop'),
  },
};
