import type { Ctx } from '../../kit/ctx.ts';
import { assert } from '../../kit/errors/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { minorDigits, moneyJson, moneyText } from '../../kit/money/index.ts';
import { policyPackOf } from '../../rooms/policy/index.ts';
import type { ProposalJson } from '../../rooms/planner/api.ts';
import { designReply, madeOf, proposalsOf, type Proposal } from '../../rooms/planner/index.ts';
import { saysOf, standingOf } from './standing.ts';
import en from './words.en.json' with { type: 'json' };
import zh from './words.zh-CN.json' with { type: 'json' };

type Language = 'zh-CN' | 'en';
const words: Record<Language, Record<string, string>> = { 'zh-CN': zh, en };

/** What a design would create, in the language of the brand: what is made speaks to its customers. */
export async function proposalsFor(ctx: Ctx, designId: Uuid): Promise<Proposal[]> {
  const { id, template, document } = await designReply(ctx, designId);
  const pack = policyPackOf(ctx.tenant.policy);
  assert(pack, 'every brand has a policy pack');
  const { currency, language } = ctx.tenant;
  const brand = { currency, minorDigits: minorDigits(currency), paidLevels: pack.commission.paidLevels.default ?? 2 };
  return proposalsOf({ id, template, document }, brand, language);
}

/** Every proposal of a design with what became of it, what the brand already has and what stands in its way. */
export async function proposalReplies(ctx: Ctx, designId: Uuid, language: Language): Promise<ProposalJson[]> {
  const [proposals, made] = [await proposalsFor(ctx, designId), await madeOf(ctx, designId)];
  const standing = await standingOf(ctx, made.values(), language);
  const madeIds = new Set([...made.values()].map((row) => row.object));
  return proposals.map((proposal): ProposalJson => {
    const row = made.get(proposal.key);
    const stands = row && standing.objects.get(row.object);
    const isSame = JSON.stringify(stands?.says) === JSON.stringify(saysOf(proposal));
    return {
      key: proposal.key,
      kind: proposal.kind,
      name: proposal.name,
      stage: proposal.stage,
      cell: proposal.cell,
      why: saidWhy(ctx, proposal, language),
      preview: {
        price: proposal.preview.price === null ? null : moneyJson(BigInt(proposal.preview.price), ctx.tenant.currency),
        ratePpm: proposal.preview.ratePpm,
        lines: [...proposal.preview.lines],
      },
      body: { ...proposal.body },
      state: !row ? 'new' : !stands || stands.isGone ? 'gone' : stands.isLive ? 'live' : isSame ? 'draft' : 'changed',
      made:
        row && stands
          ? { id: row.object, name: stands.name || proposal.name, screen: stands.screen, madeAt: row.made_at.toISOString() }
          : null,
      exists: standing.existing(proposal, madeIds),
      problems: (row && standing.problems.get(row.object)) ?? [],
      isSuggested: proposal.isSuggested,
    };
  });
}

function saidWhy(ctx: Ctx, { why }: Proposal, language: Language): ProposalJson['why'] {
  const facts = Object.fromEntries(
    Object.entries(why.facts).map(([name, value]) => [
      name,
      name === 'spend' ? moneyText(moneyJson(BigInt(value), ctx.tenant.currency), language) : value,
    ]),
  );
  const text = (words[language][why.code] ?? why.code).replaceAll(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ''));
  return { code: why.code, facts, text };
}
