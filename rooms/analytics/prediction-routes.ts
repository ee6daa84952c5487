import { route, type Route } from '../../kit/http/route.ts';
import * as api from './prediction-api.ts';
import { figuresPrediction } from './queries/figures-prediction.ts';

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
];
