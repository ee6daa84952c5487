import type { Ctx } from '../../kit/ctx.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { refusalOf, route, type Route } from '../../kit/http/index.ts';
import * as api from '../../rooms/planner/api.ts';
import { findDesign } from '../../rooms/planner/index.ts';
import { makeProposal } from './make.ts';
import { proposalReplies, proposalsFor, screenOf } from './proposals.ts';

const tag = 'Planner';

const designById = async (ctx: Ctx, params: Record<string, string>) => await findDesign(ctx, params['id'] ?? '');

/** A design becomes real, thing by thing: every thing is a draft that somebody reviews where it belongs. */
export const makeItSoRoutes: Route[] = [
  route({
    id: 'designs.proposals',
    method: 'get',
    path: '/planner/designs/{id}/proposals',
    tag,
    permission: 'planner.read',
    summary: 'What a design would create, what of it was made, and what the brand has already',
    reply: api.proposalList,
    async handle(ctx, { params, language }) {
      return { data: await proposalReplies(ctx, (await designById(ctx, params)).design_id, language) };
    },
  }),
  route({
    id: 'designs.make',
    method: 'post',
    path: '/planner/designs/{id}/proposals',
    tag,
    permission: 'planner.write',
    tx: 'none',
    summary: 'Make drafts of what a design proposes: each by itself, none twice',
    body: api.makeProposals,
    reply: api.proposalsMade,
    find: designById,
    async handle(_, { params, body, language, run }) {
      const designId = await run('read', async (ctx) => (await designById(ctx, params)).design_id);
      const reply: { data: unknown[]; refused: unknown[] } = { data: [], refused: [] };
      for (const key of new Set(body.keys)) {
        try {
          reply.data.push(
            await run('write', async (ctx) => {
              const proposal = (await proposalsFor(ctx, designId)).find((one) => one.key === key);
              if (!proposal) throw new DomainError('proposal.notFound', { pointer: '/keys' });
              const { id, isNew } = await makeProposal(ctx, { id: params['id'] ?? '', designId }, proposal);
              return { key, kind: proposal.kind, id, isNew, screen: await screenOf(ctx, designId, key) };
            }),
          );
        } catch (error) {
          // What one thing meets does not hinder the others; a fault of ours ends the whole.
          if (!(error instanceof DomainError)) throw error;
          const { code, detail } = refusalOf(error, language, '').problem;
          reply.refused.push({ key, code, detail });
        }
      }
      return reply as never;
    },
  }),
];
