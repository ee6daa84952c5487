import type { z } from 'zod';
import type * as analytics from '../rooms/analytics/api.ts';
import type * as partners from '../rooms/partners/api.ts';
import type * as shapes from '../kit/http/shapes.ts';
import { get, patch, post } from './endpoint.ts';

type Reply<T extends z.ZodType> = z.output<T>;
type Body<T extends z.ZodType> = z.input<T>;
type Query<T extends z.ZodType> = { [K in keyof z.output<T>]?: z.output<T>[K] | undefined };
type Period = Query<typeof shapes.periodQuery>;

/** What figures are asked: how the loop stands, who comes back, what is to be expected. */
export const figureEndpoints = {
  loop: get<Period, Reply<typeof analytics.loop>>()('/figures/loop'),
  lifetime: get<{ to?: string | undefined }, Reply<typeof analytics.lifetime>>()('/figures/lifetime'),
  funnel: get<Period, Reply<typeof analytics.funnel>>()('/figures/funnel'),
  acquisition: get<Period, Reply<typeof analytics.acquisition>>()('/figures/acquisition'),
  cohorts: get<Period, Reply<typeof analytics.cohorts>>()('/figures/cohorts'),
  rfm: get<null, Reply<typeof analytics.rfm>>()('/figures/rfm'),
  daily: get<Query<typeof analytics.dailyQuery>, Reply<typeof analytics.daily>>()('/figures/daily'),
  /** Where, how and through what deals are closed, as orders say it. */
  deals: get<Query<typeof analytics.dealsQuery>, Reply<typeof analytics.deals>>()('/figures/deals'),
  equation: get<Period, Reply<typeof analytics.equation>>()('/figures/equation'),
  leaks: get<Period, Reply<typeof analytics.leakList>>()('/figures/leaks'),
  worth: get<Query<typeof analytics.worthQuery>, Reply<typeof analytics.worthList>>()('/figures/worth'),
  attributed: get<Query<typeof analytics.attributedQuery>, Reply<typeof analytics.attributedWorth>>()('/figures/attributed'),
  ladder: get<Period, Reply<typeof analytics.ladder>>()('/figures/ladder'),
  waiting: get<null, Reply<typeof analytics.whereWait>>()('/figures/waiting'),
  gauge: get<null, Reply<typeof partners.gauge>>()('/figures/gauge'),
  /** Whose introductions are happy and whose do harm, with the brakes that stand; a brake is lifted by `cases.close`. */
  chains: get<Query<typeof analytics.chainsQuery>, Reply<typeof analytics.chains>>()('/figures/chains'),
  /** Fitted up to `calibrationEnd` and held against what came after; `status` and `reason` say whether it can be trusted. */
  prediction: get<Query<typeof analytics.predictionQuery>, Reply<typeof analytics.prediction>>()('/figures/prediction'),
  predictAnew: post<object, Reply<typeof analytics.prediction>>()('/figures/prediction'),
  /** What turns sales into value: margin and discount; the margin that is said counts where costs are not recorded. */
  valueBasis: get<null, Reply<typeof analytics.valueBasis>>()('/figures/prediction/basis'),
  changeValueBasis: patch<Body<typeof analytics.changeValueBasis>, Reply<typeof analytics.valueBasis>>()('/figures/prediction/basis'),
  predictionSegments: get<Query<typeof analytics.predictionSegmentsQuery>, Reply<typeof analytics.predictionSegments>>()(
    '/figures/prediction/segments',
  ),
  predictionCandidates: get<Query<typeof analytics.predictionCandidatesQuery>, Reply<typeof analytics.predictionCandidates>>()(
    '/figures/prediction/candidates',
  ),
  /** With `{ dryRun: true }` in the options it only says what would happen. */
  inviteMembers: post<Body<typeof analytics.inviteMembers>, Reply<typeof analytics.invitationRound>>()('/figures/prediction/invitations'),
  invitations: get<null, Reply<typeof analytics.invitationRounds>>()('/figures/prediction/invitations'),
  offerTrials: get<null, Reply<typeof analytics.offerTrials>>()('/figures/offer-trials'),
  candidates: get<Query<typeof analytics.candidatesQuery>, Reply<typeof analytics.candidateList>>()('/figures/candidates'),
};
