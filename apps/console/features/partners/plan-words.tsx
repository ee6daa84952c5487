import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useFormat } from '../../../../ui/app/context.tsx';
import { formatPpm } from '../../../../ui/format/number.ts';
import { StateTag } from '../../../../ui/tags/tags.tsx';

export type Plan = Awaited<ReturnType<Client['commissionPlans']['get']>>;
export type PlanState = Plan['state'];

/** The state of a plan in a word. */
export function PlanStateTag({ state }: { state: PlanState }) {
  const { t } = useTranslation('partners');
  return <StateTag mood={state === 'active' ? 'good' : state === 'draft' ? 'warning' : 'calm'}>{t(`planState.${state}`)}</StateTag>;
}

/** The rates of a plan's depths in one line. */
export function LevelsText({ levels }: { levels: Plan['levels'] }) {
  const { t } = useTranslation('partners');
  const { language } = useFormat();
  if (levels.length === 0) return <span className="zh-soft">{t('plan.noLevels')}</span>;
  const shown = [...levels].sort((a, b) => a.depth - b.depth).slice(0, 4);
  return (
    <span className="zh-number">
      {shown.map((level) => t('plan.levelShort', { depth: level.depth, rate: formatPpm(level.ratePpm, language) })).join(t('ui:listComma'))}
      {levels.length > shown.length ? ' …' : ''}
    </span>
  );
}

export const planTitle = (plan: { name: string; version: number }): string =>
  plan.version > 1 ? `${plan.name} (${plan.version})` : plan.name;
