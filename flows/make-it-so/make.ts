import type { Ctx } from '../../kit/ctx.ts';
import { lockLane } from '../../kit/db/lane.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { createProduct as newProduct } from '../../rooms/catalog/api.ts';
import { createProduct, updateProduct } from '../../rooms/catalog/index.ts';
import { createCard as newCard, createTier as newTier, writeCeremony, writeLetter as newLetter } from '../../rooms/membership/api.ts';
import { createDesign, createTier, draftCeremony, lettersOf, writeLetter } from '../../rooms/membership/index.ts';
import { createPlan, newPlan } from '../../rooms/partners/index.ts';
import { createTask as newTask } from '../../rooms/planner/api.ts';
import { createScript, createTask, keepMade, libraryScript, madeOf, type Proposal } from '../../rooms/planner/index.ts';
import { letterId, madeObjects, screens } from './standing.ts';

/** What a proposal became: its public id, and where it is looked at. */
interface Thing {
  readonly id: string;
  readonly screen: string;
}

/** What was made from a design and stands, by the key of its proposal: one look, however many there are. */
export async function thingsMade(ctx: Ctx, designId: Uuid): Promise<ReadonlyMap<string, Thing>> {
  const made = await madeOf(ctx, designId);
  const { objects } = await madeObjects(ctx, made.values());
  const things = new Map<string, Thing>();
  for (const [key, { object }] of made) {
    const stands = objects.get(object);
    if (stands && !stands.isGone) things.set(key, { id: object, screen: stands.screen });
  }
  return things;
}

/**
 * Makes one thing a design proposes, through the command of its room, in the caller's transaction: as a draft, off sale, not in force. What was
 * made before and stands is answered again and nothing is made twice; what was taken away since is made anew.
 */
export async function makeProposal(
  ctx: Ctx,
  design: { id: string; designId: Uuid },
  proposal: Proposal,
): Promise<Thing & { readonly isNew: boolean }> {
  // Whoever makes something of this brand waits here, so a second click finds what the first one made.
  await lockLane(ctx);
  if ((await madeOf(ctx, design.designId)).has(proposal.key)) {
    const before = (await thingsMade(ctx, design.designId)).get(proposal.key);
    if (before) return { ...before, isNew: false };
  }
  const thing = await make(ctx, design, proposal);
  await keepMade(ctx, design.designId, { key: proposal.key, kind: proposal.kind, object: thing.id });
  return { ...thing, isNew: true };
}

async function make(ctx: Ctx, design: { id: string }, { kind, body }: Proposal): Promise<Thing> {
  switch (kind) {
    case 'product': {
      const id = publicId('product', await productOffSale(ctx, body));
      return { id, screen: screens.product(id) };
    }
    case 'card': {
      const product = publicId('product', await productOffSale(ctx, body['product']));
      const terms = newCard.parse({ ...(body['card'] as object), product });
      return { id: publicId('cardDesign', (await createDesign(ctx, terms)).designId), screen: screens.product(product) };
    }
    case 'tier':
      return { id: publicId('tier', await createTier(ctx, newTier.parse(body))), screen: screens.tier };
    case 'commissionPlan': {
      const id = publicId('plan', (await createPlan(ctx, newPlan.parse(body))).planId);
      return { id, screen: screens.commissionPlan(id) };
    }
    case 'ceremony':
      if (body['occasion'] !== undefined) return await letterOf(ctx, body);
      await draftCeremony(ctx, writeCeremony.parse(body).steps);
      return { id: 'ceremony', screen: screens.ceremony };
    case 'script': {
      const language = ctx.tenant.language;
      const text = libraryScript(String(body['library']), language);
      if (!text) throw new DomainError('script.notFound');
      const id = publicId('script', await createScript(ctx, { ...text, library: String(body['library']), language }));
      return { id, screen: screens.script(id) };
    }
    case 'task':
      return { id: publicId('task', await createTask(ctx, newTask.parse({ ...body, design: design.id }))), screen: screens.task };
  }
}

/** A letter that is sent to nobody yet; one the brand wrote stays as it is. */
async function letterOf(ctx: Ctx, body: unknown): Promise<Thing> {
  const wanted = newLetter.parse(body);
  if (!(await lettersOf(ctx)).has(wanted.occasion)) await writeLetter(ctx, wanted);
  return { id: letterId(wanted.occasion), screen: screens.ceremony };
}

/** A product nobody can buy yet: it is put on sale on its own page. */
async function productOffSale(ctx: Ctx, body: unknown): Promise<Uuid> {
  const { productId, isNew } = await createProduct(ctx, newProduct.parse(body));
  if (isNew) await updateProduct(ctx, productId, { isArchived: true });
  return productId;
}
