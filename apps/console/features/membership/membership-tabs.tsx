import { useTranslation } from 'react-i18next';
import { PageTabs } from '../../../../ui/page/page.tsx';

const places = [
  { to: 'cards', word: 'cards' },
  { to: 'tiers', word: 'tiers' },
  { to: 'points', word: 'points' },
  { to: 'desk', word: 'desk' },
  { to: 'ceremony', word: 'ceremony' },
  { to: 'outlets', word: 'outlets' },
] as const;

/** The pages of Bring back, the same on each of them. */
export function MembershipTabs({ here }: { here: (typeof places)[number]['word'] }) {
  const { t } = useTranslation('membership');
  return (
    <PageTabs label={t('tabs.label')} tabs={places.map(({ to, word }) => ({ to, label: t(`tabs.${word}`), isHere: word === here }))} />
  );
}
