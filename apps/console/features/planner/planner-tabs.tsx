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

/** The pages of Plan, the same on each of them; one page alone needs no tabs. */
export function PlannerTabs({ here }: { here: (typeof places)[number]['word'] }) {
  const { t } = useTranslation('planner');
  if (places.length < 2) return null;
  return (
    <PageTabs label={t('tabs.label')} tabs={places.map(({ to, word }) => ({ to, label: t(`tabs.${word}`), isHere: word === here }))} />
  );
}
