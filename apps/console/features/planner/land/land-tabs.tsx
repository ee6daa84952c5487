import { useTranslation } from 'react-i18next';
import { PageTabs } from '../../../../../ui/page/page.tsx';

const places = { steps: 'plan/land', map: 'plan/map' } as const;

/** The ten steps and the map of it all. */
export function LandTabs({ here }: { here: keyof typeof places }) {
  const { t } = useTranslation('land');
  return (
    <PageTabs
      label={t('parts')}
      tabs={(['steps', 'map'] as const).map((part) => ({ to: places[part], label: t(`part.${part}`), isHere: part === here }))}
    />
  );
}
