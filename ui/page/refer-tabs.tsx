import { useTranslation } from 'react-i18next';
import { useMay } from '../app/context.tsx';
import { PageTabs } from './page.tsx';

/** The pages of Refer, the same on each of them. */
export function ReferTabs({
  here,
}: {
  here: 'plans' | 'partners' | 'applications' | 'training' | 'materials' | 'team' | 'leads' | 'levels' | 'pool' | 'deal' | 'chains';
}) {
  const { t } = useTranslation('ui');
  const maySeePlans = useMay('seePlans');
  const tabs = [
    ...(maySeePlans ? [{ to: 'refer', word: 'plans' as const }] : []),
    ...(maySeePlans ? [{ to: 'refer/deal', word: 'deal' as const }] : []),
    { to: 'refer/partners', word: 'partners' as const },
    { to: 'refer/applications', word: 'applications' as const },
    { to: 'refer/training', word: 'training' as const },
    { to: 'refer/materials', word: 'materials' as const },
    { to: 'refer/team', word: 'team' as const },
    { to: 'refer/leads', word: 'leads' as const },
    { to: 'refer/levels', word: 'levels' as const },
    { to: 'refer/pool', word: 'pool' as const },
    ...(maySeePlans ? [{ to: 'refer/chains', word: 'chains' as const }] : []),
  ];
  return (
    <PageTabs
      label={t('referTabs.label')}
      tabs={tabs.map(({ to, word }) => ({ to, label: t(`referTabs.${word}`), isHere: word === here }))}
    />
  );
}
