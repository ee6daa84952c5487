import { useTranslation } from 'react-i18next';
import { PageTabs } from './page.tsx';

const places = ['orders', 'deals', 'refunds', 'reviews', 'ladder', 'products', 'prices', 'coupons', 'look'] as const;

/** The pages of Convert, the same on each of them. */
export function ConvertTabs({ here }: { here: (typeof places)[number] }) {
  const { t } = useTranslation('ui');
  return <PageTabs label={t('convert.label')} tabs={places.map((to) => ({ to, label: t(`convert.${to}`), isHere: to === here }))} />;
}
