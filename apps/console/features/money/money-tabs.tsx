import { useTranslation } from 'react-i18next';
import { PageTabs } from '../../../../ui/page/page.tsx';

const tabs = [
  { to: 'money', word: 'settlement' },
  { to: 'money/withdrawals', word: 'withdrawals' },
  { to: 'money/cases', word: 'cases' },
  { to: 'money/ledger', word: 'ledger' },
] as const;

/** The pages of Money, the same on each of them. */
export function MoneyTabs({ here }: { here: (typeof tabs)[number]['word'] }) {
  const { t } = useTranslation('money');
  return <PageTabs label={t('tabs.label')} tabs={tabs.map(({ to, word }) => ({ to, label: t(`tabs.${word}`), isHere: word === here }))} />;
}
