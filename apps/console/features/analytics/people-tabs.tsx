import { useTranslation } from 'react-i18next';
import { useMay } from '../../../../ui/app/context.tsx';
import { usePlace } from '../../../../ui/app/go.tsx';
import { PageTabs } from '../../../../ui/page/page.tsx';

const tabs = [
  { to: 'people', word: 'list', isFigure: false },
  { to: 'people/stages', word: 'stages', isFigure: true },
  { to: 'people/cohorts', word: 'cohorts', isFigure: true },
  { to: 'people/sources', word: 'sources', isFigure: true },
  { to: 'people/rfm', word: 'rfm', isFigure: true },
  { to: 'people/ranking', word: 'ranking', isFigure: true },
  { to: 'people/natural', word: 'natural', isFigure: true },
];

/** The pages about people; those that show figures only for roles that may see figures. */
export function PeopleTabs() {
  const { t } = useTranslation('analytics');
  const place = usePlace();
  const mayFigures = useMay('figures');
  return (
    <PageTabs
      label={t('tabs.label')}
      tabs={tabs
        .filter((tab) => mayFigures || !tab.isFigure)
        .map((tab) => ({ to: tab.to, label: t(`tabs.${tab.word}`), isHere: place === tab.to }))}
    />
  );
}
