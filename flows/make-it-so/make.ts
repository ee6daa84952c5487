import type { Ctx } from '../../kit/ctx.ts';
import { lockLane } from '../../kit/db/lane.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { createProduct as newProduct } from '../../rooms/catalog/api.ts';
import { createProduct, updateProduct } from '../../rooms/catalog/index.ts';
import { createCard as newCard, createTier as newTier, writeCeremony } from '../../rooms/membership/api.ts';
import { createDesign, createTier, draftCeremony } from '../../rooms/membership/index.ts';
import { createPlan, newPlan } from '../../rooms/partners/index.ts';
import { createTask as newTask } from '../../rooms/planner/api.ts';
import { createScript, keepMade, libraryScript, madeOf, makeTask, type Proposal } from '../../rooms/planner/index.ts';
import { standingOf } from './standing.ts';

/**
 * Makes one thing a design proposes, through the command of its room, in the caller's transaction: as a draft, off sale, not in force. What was
 * made before and stands is answered again and nothing is made twice; what was taken away since is made anew.
 * @returns the public id of what was made
 */
export async function makeProposal(
  ctx: Ctx,
  design: { id: string; designId: Uuid },
  proposal: Proposal,
): Promise<{ id: string; isNew: boolean }> {
  // Whoever makes something of this brand waits here, so a second click finds what the first one made.
  await lockLane(ctx);
  const before = (await madeOf(ctx, design.designId)).get(proposal.key);
  if (before) {
    const { objects } = await standingOf(ctx, [before], ctx.tenant.language);
    const stands = objects.get(before.object);
    if (stands && !stands.isGone) return { id: before.object, isNew: false };
  }
  const object = await make(ctx, design, proposal);
  await keepMade(ctx, design.designId, { key: proposal.key, kind: proposal.kind, object });
  return { id: object, isNew: true };
}

async function make(ctx: Ctx, design: { id: string; designId: Uuid }, { kind, body }: Proposal): Promise<string> {
  switch (kind) {
    case 'product':
      return publicId('product', await productOffSale(ctx, body));
    case 'card': {
      const productId = await productOffSale(ctx, body['product']);
      const terms = newCard.parse({ ...(body['card'] as object), product: publicId('product', productId) });
      return publicId('cardDesign', (await createDesign(ctx, terms)).designId);
    }
    case 'tier':
      return publicId('tier', await createTier(ctx, newTier.parse(body)));
    case 'commissionPlan':
      return publicId('plan', (await createPlan(ctx, newPlan.parse(body))).planId);
    case 'ceremony':
      await draftCeremony(ctx, writeCeremony.parse(body).steps);
      return 'ceremony';
    case 'script': {
      const language = ctx.tenant.language;
      const text = libraryScript(String(body['library']), language);
      if (!text) throw new DomainError('script.notFound');
      return publicId('script', await createScript(ctx, { ...text, library: String(body['library']), language }));
    }
    case 'task': {
      const task = newTask.parse({ ...body, design: design.id });
      const owner = (body['owner'] as { name: string } | undefined)?.name ?? null;
      return publicId('task', await makeTask(ctx, design.designId, task, owner));
    }
  }
}

/** A product nobody can buy yet: it is put on sale on its own page. */
async function productOffSale(ctx: Ctx, body: unknown): Promise<Uuid> {
  const { productId, isNew } = await createProduct(ctx, newProduct.parse(body));
  if (isNew) await updateProduct(ctx, productId, { isArchived: true });
  return productId;
}
