import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageTabs } from '../../../../ui/page/page.tsx';

/** The pages of Plan in the order in which an owner comes by them. */
const places = [
  { to: 'plan/diagnose', word: 'diagnose' },
  { to: 'plan', word: 'designs' },
  { to: 'plan/simulate', word: 'simulate' },
  { to: 'plan/predict', word: 'predict' },
  { to: 'plan/make', word: 'make' },
  { to: 'plan/land', word: 'land' },
  { to: 'plan/actuals', word: 'actuals' },
  { to: 'plan/scripts', word: 'scripts' },
] as const;

/** The pages of Plan, the same on each of them. @param children the parts of the page one is on, in a row below */
export function PlannerTabs({ here, children }: { here: (typeof places)[number]['word']; children?: ReactNode }) {
  const { t } = useTranslation('planner');
  const tabs = (
    <PageTabs label={t('tabs.label')} tabs={places.map(({ to, word }) => ({ to, label: t(`tabs.${word}`), isHere: word === here }))} />
  );
  return children === undefined ? (
    tabs
  ) : (
    <div className="zh-plan-tabs">
      {tabs}
      {children}
    </div>
  );
}
