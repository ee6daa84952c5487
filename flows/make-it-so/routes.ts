import type { z } from 'zod';
import type { Ctx } from '../../kit/ctx.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { refusalOf, route, type Route } from '../../kit/http/index.ts';
import { publicId } from '../../kit/ids/index.ts';
import * as api from '../../rooms/planner/api.ts';
import { findDesign } from '../../rooms/planner/index.ts';
import { makeProposal, thingsMade } from './make.ts';
import { proposalReplies, proposalsFor } from './proposals.ts';

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
      // What is proposed and what stands is read once; then each thing is made in a transaction of its own.
      const { design, proposals, stands } = await run('read', async (ctx) => {
        const designId = (await designById(ctx, params)).design_id;
        return {
          design: { id: publicId('design', designId), designId },
          proposals: new Map((await proposalsFor(ctx, designId)).map((one) => [one.key, one])),
          stands: await thingsMade(ctx, designId),
        };
      });
      const reply: z.input<typeof api.proposalsMade> = { data: [], refused: [] };
      for (const key of new Set(body.keys)) {
        try {
          const proposal = proposals.get(key);
          if (!proposal) throw new DomainError('proposal.notFound', { pointer: '/keys' });
          const known = stands.get(key);
          const thing = known ? { ...known, isNew: false } : await run('write', (ctx) => makeProposal(ctx, design, proposal));
          reply.data.push({ key, kind: proposal.kind, ...thing });
        } catch (error) {
          // What one thing meets does not hinder the others; a fault of ours ends the whole.
          if (!(error instanceof DomainError)) throw error;
          const { code, detail } = refusalOf(error, language, '').problem;
          reply.refused.push({ key, code, detail });
        }
      }
      return reply;
    },
  }),
];
