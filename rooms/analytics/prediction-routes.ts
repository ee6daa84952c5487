import { z } from 'zod';
import { perform } from '../../kit/db/trial.ts';
import { route, type Route } from '../../kit/http/route.ts';
import { dryRunQuery } from '../../kit/http/shapes.ts';
import { findPerson } from '../relations/index.ts';
import { keepOutlook } from './commands/keep-outlook.ts';
import { setValueBasis } from './commands/set-value-basis.ts';
import * as trials from './offer-trial-api.ts';
import * as api from './prediction-api.ts';
import { figuresPrediction } from './queries/figures-prediction.ts';
import { invitationRounds, startRound } from './queries/invitation-rounds.ts';
import { offerTrialsReply } from './queries/offer-trials.ts';
import { personPrediction } from './queries/person-prediction.ts';
import { predictionCandidates } from './queries/prediction-candidates.ts';
import { predictionSegments } from './queries/prediction-segments.ts';
import { valueBasisNow } from './queries/people-values.ts';
import * as valueApi from './value-api.ts';

const figures = { tag: 'Figures', permission: 'figures.read', method: 'get' } as const;

/** The routes of what is to be expected: of the brand, of groups, of one person. */
export const predictionRoutes: Route[] = [
  route({
    id: 'figures.prediction',
    path: '/figures/prediction',
    ...figures,
    summary: 'Who comes back, by a model fitted on what was known and held against what came after',
    query: api.predictionQuery,
    reply: api.prediction,
    async handle(ctx, { query }) {
      return await figuresPrediction(ctx, query);
    },
  }),
  route({
    id: 'figures.predictAnew',
    method: 'post',
    path: '/figures/prediction',
    tag: 'Figures',
    permission: 'planner.write',
    status: 200,
    summary: 'Works out anew what is to be expected, on everything known now',
    body: z.strictObject({}),
    reply: api.prediction,
    async handle(ctx) {
      await keepOutlook(ctx);
      return await figuresPrediction(ctx, {});
    },
  }),
  route({
    id: 'figures.valueBasis',
    path: '/figures/prediction/basis',
    ...figures,
    summary: 'What turns sales into value: the margin, where it is from, and what later money counts',
    reply: valueApi.valueBasis,
    async handle(ctx) {
      return await valueBasisNow(ctx);
    },
  }),
  route({
    id: 'figures.changeValueBasis',
    method: 'patch',
    path: '/figures/prediction/basis',
    tag: 'Figures',
    permission: 'planner.write',
    summary: 'Says the margin where costs are not recorded, and what later money counts; what is expected is worked out anew',
    body: valueApi.changeValueBasis,
    reply: valueApi.valueBasis,
    async handle(ctx, { body }) {
      await setValueBasis(ctx, body);
      return await valueBasisNow(ctx);
    },
  }),
  route({
    id: 'figures.predictionSegments',
    path: '/figures/prediction/segments',
    ...figures,
    summary: 'What groups of people are expected to bring: by stage, source, first product or the quarter they came in',
    query: api.predictionSegmentsQuery,
    reply: api.predictionSegments,
    async handle(ctx, { query }) {
      return await predictionSegments(ctx, query.by);
    },
  }),
  route({
    id: 'figures.predictionCandidates',
    path: '/figures/prediction/candidates',
    ...figures,
    summary: 'Whom to invite next, why, what they are expected to bring, and whether they may be asked',
    query: api.predictionCandidatesQuery,
    reply: api.predictionCandidates,
    async handle(ctx, { query }) {
      return await predictionCandidates(ctx, query);
    },
  }),
  route({
    id: 'figures.inviteMembers',
    method: 'post',
    path: '/figures/prediction/invitations',
    tag: 'Figures',
    permission: 'planner.write',
    summary: 'Asks everybody who behaves like a member and may be asked to become one, and leaves a share of them out by lot',
    query: dryRunQuery,
    body: api.inviteMembers,
    reply: api.invitationRound,
    async handle(ctx, { query, body }) {
      return await perform(ctx, query, () => startRound(ctx, body));
    },
  }),
  route({
    id: 'figures.invitations',
    path: '/figures/prediction/invitations',
    ...figures,
    summary: 'Rounds of invitations: what those who were asked did, and those who were left out by lot',
    reply: api.invitationRounds,
    async handle(ctx) {
      return await invitationRounds(ctx);
    },
  }),
  route({
    id: 'figures.offerTrials',
    path: '/figures/offer-trials',
    ...figures,
    summary: 'Trials of the gift for bringing a friend: what those who were offered it did, and those left out by lot',
    reply: trials.offerTrials,
    async handle(ctx) {
      return await offerTrialsReply(ctx);
    },
  }),
  route({
    id: 'people.prediction',
    method: 'get',
    path: '/people/{id}/prediction',
    tag: 'People',
    permission: 'people.read',
    summary: 'What a person is expected to do in the weeks after the last day of data',
    query: api.personPredictionQuery,
    reply: api.personPrediction,
    find: async (ctx, params) => await findPerson(ctx, params['id'] ?? ''),
    async handle(ctx, { params, query }) {
      return await personPrediction(ctx, await findPerson(ctx, params['id'] ?? ''), query.horizon);
    },
  }),
];
