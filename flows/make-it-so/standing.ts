import type { Ctx } from '../../kit/ctx.ts';
import { parseId, publicId, type IdKind, type Uuid } from '../../kit/ids/index.ts';
import type { MoneyJson } from '../../kit/money/index.ts';
import { listProducts, saleProductsById } from '../../rooms/catalog/index.ts';
import { cardsById, ceremonyDraft, ceremonyOf, lettersOf, listDesigns, tiersAndDrafts } from '../../rooms/membership/index.ts';
import { checkReply, findPlan, judgePlan, listPlans, planOfRow, plansById } from '../../rooms/partners/index.ts';
import { scriptsById, tasksMade, type MadeRow, type Proposal, type ProposalKind } from '../../rooms/planner/index.ts';

/** An object a proposal became, as it stands now. */
export interface Stands {
  readonly name: string;
  readonly screen: string;
  readonly isLive: boolean;
  readonly isGone: boolean;
  /** what of it a proposal says, to see whether the two still agree */
  readonly says: unknown;
}

/** What the brand has of the things a design creates: set-wise, one question for each kind. */
export interface Standing {
  /** by public id */
  readonly objects: ReadonlyMap<string, Stands>;
  /** what stands in the way of each commission plan that is a draft, by its id */
  readonly problems: ReadonlyMap<string, { code: string; detail: string }[]>;
  /** the first thing of the kind (and rung) the brand has, whoever made it */
  existing(proposal: Proposal, made: ReadonlySet<string>): { id: string; name: string; screen: string } | null;
}

/** Where each kind of thing is looked at, reviewed and put in use. */
export const screens = {
  product: (id: string) => `products/${id}`,
  tier: 'tiers',
  commissionPlan: (id: string) => `refer/plans/${id}`,
  ceremony: 'ceremony',
  script: (id: string) => `plan/scripts?script=${id}`,
  task: 'plan/land',
} as const;

/** A letter has no id of its own: there is one for each occasion. */
export function letterId(occasion: string): string {
  return `letter.${occasion}`;
}

/** What a design became as it stands now, by public id: looked up by what was made, one question for each kind. */
export async function madeObjects(ctx: Ctx, made: Iterable<MadeRow>) {
  const rows = [...made];
  const ids = (kind: ProposalKind, id: IdKind): Uuid[] =>
    rows.filter((row) => row.kind === kind).flatMap((row) => parseId(id, row.object) ?? []);
  const products = await saleProductsById(ctx, ids('product', 'product'));
  const cards = await cardsById(ctx, ids('card', 'cardDesign'));
  const tiers = await tiersAndDrafts(ctx);
  const plans = await plansById(ctx, ids('commissionPlan', 'plan'));
  const [ceremony, draft] = [await ceremonyOf(ctx, null), await ceremonyDraft(ctx)];
  const objects = new Map<string, Stands>();
  for (const [productId, product] of products) {
    const id = publicId('product', productId);
    const says = [product.name, product.ladderRole, product.price?.toString() ?? null];
    objects.set(id, { name: product.name, screen: screens.product(id), isLive: !product.isArchived, isGone: false, says });
  }
  for (const { id, product, price, isOnSale, term, grant } of cards) {
    const says = [product.name, priceOf(price), term.unit, term.count, grant?.per ?? null];
    objects.set(id, { name: product.name, screen: screens.product(product.id), isLive: isOnSale, isGone: false, says });
  }
  for (const tier of tiers) {
    const says = [tier.name, Number(tier.reach), Number(tier.keep)];
    objects.set(publicId('tier', tier.tierId), { name: tier.name, screen: screens.tier, isLive: !tier.isDraft, isGone: false, says });
  }
  for (const plan of plans) {
    objects.set(plan.id, {
      name: plan.name,
      screen: screens.commissionPlan(plan.id),
      isLive: plan.state === 'active',
      isGone: plan.state === 'retired',
      says: plan.levels.map((level) => [level.depth, level.ratePpm]),
    });
  }
  const said = (steps: readonly { step: string; text?: string | undefined }[]) => steps.map((one) => [one.step, one.text ?? null]);
  objects.set('ceremony', {
    name: '',
    screen: screens.ceremony,
    isLive: draft === null && ceremony.version > 0,
    isGone: draft === null && ceremony.version === 0,
    says: said(draft?.steps ?? ceremony.steps),
  });
  for (const [occasion, letter] of await lettersOf(ctx)) {
    const says = [letter.title, letter.text];
    objects.set(letterId(occasion), { name: '', screen: screens.ceremony, isLive: letter.openedAt !== null, isGone: false, says });
  }
  for (const script of await scriptsById(ctx, ids('script', 'script'))) {
    const id = publicId('script', script.script_id);
    objects.set(id, {
      name: script.document.goal,
      screen: screens.script(id),
      isLive: script.state === 'live',
      isGone: script.state === 'retired',
      // What was written since is the brand's own: that is what a script is made for.
      says: script.library,
    });
  }
  for (const task of await tasksMade(ctx, ids('task', 'task'))) {
    const id = publicId('task', task.task_id);
    objects.set(id, { name: task.title, screen: screens.task, isLive: true, isGone: task.state === 'dropped', says: null });
  }
  return { objects: objects as ReadonlyMap<string, Stands>, tiers, ceremony };
}

/** Looks at what stands. @param made what a design became: those are looked up by id, whatever became of them since */
export async function standingOf(ctx: Ctx, made: Iterable<MadeRow>, language: 'zh-CN' | 'en'): Promise<Standing> {
  const rows = [...made];
  const { objects, tiers, ceremony } = await madeObjects(ctx, rows);
  const onSale = await productsOnSale(ctx);
  // One more than was made here is enough to find one that was not; of plans one is in force.
  const cards = (await listDesigns(ctx, { limit: rows.filter((row) => row.kind === 'card').length + 1 })).data;
  const [active] = (await listPlans(ctx, { limit: 1, state: 'active' })).data;
  return {
    objects,
    problems: await problemsOf(ctx, rows, objects, language),
    existing(proposal, madeIds) {
      const own = (id: string): boolean => !madeIds.has(id);
      if (proposal.kind === 'product') {
        const found = onSale.find((one) => one.ladderRole === proposal.body['ladderRole'] && own(one.id));
        return found ? { id: found.id, name: found.name, screen: screens.product(found.id) } : null;
      }
      if (proposal.kind === 'card') {
        const found = cards.find((one) => own(one.id));
        return found ? { id: found.id, name: found.product.name, screen: screens.product(found.product.id) } : null;
      }
      if (proposal.kind === 'tier') {
        const found = tiers.find((one) => own(publicId('tier', one.tierId)));
        return found ? { id: publicId('tier', found.tierId), name: found.name, screen: screens.tier } : null;
      }
      if (proposal.kind === 'commissionPlan') {
        return active && own(active.id) ? { id: active.id, name: active.name, screen: screens.commissionPlan(active.id) } : null;
      }
      const { occasion } = proposal.body;
      if (proposal.kind === 'ceremony' && typeof occasion === 'string') {
        const id = letterId(occasion);
        return objects.has(id) && own(id) ? { id, name: proposal.name, screen: screens.ceremony } : null;
      }
      if (proposal.kind === 'ceremony' && ceremony.version > 0 && !madeIds.has('ceremony'))
        return { id: 'ceremony', name: proposal.name, screen: screens.ceremony };
      return null;
    },
  };
}

/** Some products of each step of the ladder that are on sale. */
async function productsOnSale(ctx: Ctx): Promise<{ id: string; name: string; ladderRole: string | null }[]> {
  const found = [];
  for (const ladderRole of ['fan', 'entry', 'core', 'premium', 'companion'])
    found.push(...(await listProducts(ctx, { ladderRole, limit: 5 })).data);
  return found;
}

/** What a proposal says of the thing, in the form in which `Stands.says` tells the thing itself. */
export function saysOf({ kind, body }: Proposal): unknown {
  const product = (one: Record<string, unknown>) => priceOf((one['price'] as MoneyJson | undefined) ?? null);
  switch (kind) {
    case 'product':
      return [body['name'], body['ladderRole'], product(body)];
    case 'card': {
      const sold = body['product'] as Record<string, unknown>;
      const card = body['card'] as { term: { unit: string; count: number }; grant: { per: string } };
      return [sold['name'], product(sold), card.term.unit, card.term.count, card.grant.per];
    }
    case 'tier':
      return [body['name'], body['reach'], body['keep']];
    case 'commissionPlan':
      return (body['levels'] as { depth: number; ratePpm: number }[]).map((level) => [level.depth, level.ratePpm]);
    case 'ceremony':
      if (body['occasion'] !== undefined) return [body['title'], body['text']];
      return (body['steps'] as { step: string; text?: string }[]).map((one) => [one.step, one.text ?? null]);
    case 'script':
      return body['library'];
    default:
      return null;
  }
}

function priceOf(price: MoneyJson | null): string | null {
  return price?.amount ?? null;
}

async function problemsOf(
  ctx: Ctx,
  made: readonly MadeRow[],
  objects: ReadonlyMap<string, Stands>,
  language: 'zh-CN' | 'en',
): Promise<Map<string, { code: string; detail: string }[]>> {
  const found = new Map<string, { code: string; detail: string }[]>();
  for (const row of made) {
    if (row.kind !== 'commissionPlan' || objects.get(row.object)?.isLive !== false) continue;
    const plan = planOfRow(await findPlan(ctx, row.object));
    const { broken, warnings } = await checkReply(ctx, plan, await judgePlan(ctx, plan, null), language);
    found.set(
      row.object,
      [...broken, ...warnings].map(({ code, detail }) => ({ code, detail })),
    );
  }
  return found;
}
