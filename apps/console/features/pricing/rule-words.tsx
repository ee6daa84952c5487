import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { formatPpm } from '../../../../ui/format/number.ts';
import { StateTag } from '../../../../ui/tags/tags.tsx';

export type Rule = Awaited<ReturnType<Client['priceRules']['list']>>['data'][number];
export type RuleKind = Rule['kind'];
export const ruleKinds: readonly RuleKind[] = ['stage', 'tier', 'referral', 'quantity', 'campaign'];

/** What a rule is about: a product, a category, a step of the ladder, or everything. */
export function RuleScope({ rule }: { rule: Rule }) {
  const { t } = useTranslation('pricing');
  if (rule.product) {
    return (
      <Go to={`products/${rule.product.id}`} className="zh-link zh-cut" title={rule.product.name}>
        <bdi>{rule.product.name}</bdi>
      </Go>
    );
  }
  if (rule.category !== null) return <bdi>{t('scope.category', { name: rule.category })}</bdi>;
  if (rule.ladderRole !== null) return <>{t('scope.step', { name: t(`ui:ladder.${rule.ladderRole}`) })}</>;
  return <>{t('scope.all')}</>;
}

/** What the tiers of the brand are called, by their id. */
export function useTiers(): readonly { readonly id: string; readonly name: string }[] {
  return useAsk(['tiers'], (client, signal) => client.tiers.list({ signal })).data?.data ?? [];
}

/** Who has it: by stage, by an introduction, from so many pieces, or everybody. */
export function useRuleFor(): (rule: Rule) => string {
  const { t } = useTranslation('pricing');
  const tiers = useTiers();
  const format = useFormat();
  return (rule) => {
    const who = {
      stage: rule.stages.map((stage) => t(`ui:stage.${stage}`)).join(t('ui:listComma')),
      tier: t('for.tier', { tier: tiers.find((one) => one.id === rule.tier)?.name ?? rule.tier ?? '' }),
      referral: t('for.referral'),
      quantity: t('for.everybody'),
      campaign: t('for.everybody'),
    }[rule.kind];
    return rule.minQuantity > 1 ? t('for.pieces', { who, pieces: format.count(rule.minQuantity) }) : who;
  };
}

/** The price of a piece, or what is taken off. */
export function useRuleGives(): (rule: Pick<Rule, 'price' | 'offPpm'>) => string {
  const { t } = useTranslation('pricing');
  const format = useFormat();
  return (rule) => (rule.price ? format.money(rule.price) : t('gives.off', { share: formatPpm(rule.offPpm ?? 0, format.language) }));
}

/** From when to when; always, when it is open on both sides. */
export function usePeriodWords(): (period: { startsAt: string | null; endsAt: string | null }) => string {
  const { t } = useTranslation('pricing');
  const format = useFormat();
  return ({ startsAt, endsAt }) => {
    const from = startsAt ? format.instantDay(startsAt) : '';
    // It ends with the moment given: the day before it is the last one.
    const to = endsAt ? format.instantDay(new Date(Date.parse(endsAt) - 1).toISOString()) : '';
    if (startsAt && endsAt) return t('when.both', { from, to });
    if (startsAt) return t('when.from', { from });
    return endsAt ? t('when.to', { to }) : t('when.always');
  };
}

export function StateOf({ state }: { state: 'planned' | 'standing' | 'gone' | 'over' }) {
  const { t } = useTranslation('pricing');
  const moods = { planned: 'warning', standing: 'good', gone: 'harm', over: 'calm' } as const;
  return <StateTag mood={moods[state]}>{t(`state.${state}`)}</StateTag>;
}
