import { useTranslation } from 'react-i18next';
import { useMay } from '../../../../ui/app/context.tsx';
import { usePlace } from '../../../../ui/app/go.tsx';
import { PageTabs } from '../../../../ui/page/page.tsx';

/** The pages of Settings a role may open. */
export function SettingsTabs() {
  const { t } = useTranslation('identity');
  const place = usePlace();
  const seesStaff = useMay('seeStaff');
  const seesAudit = useMay('audit');
  const seesMoney = useMay('seeMoney');
  const tabs = [
    { to: 'settings', word: 'brand', isShown: true },
    { to: 'settings/staff', word: 'staff', isShown: seesStaff },
    { to: 'settings/keys', word: 'keys', isShown: seesStaff },
    { to: 'settings/payments', word: 'payments', isShown: seesMoney },
    { to: 'settings/sign-in', word: 'signIn', isShown: true },
    { to: 'settings/webhooks', word: 'webhooks', isShown: seesMoney },
    { to: 'settings/privacy', word: 'privacy', isShown: true },
    { to: 'settings/audit', word: 'audit', isShown: seesAudit },
    { to: 'settings/account', word: 'account', isShown: true },
  ];
  return (
    <PageTabs
      label={t('tabs.label')}
      tabs={tabs.filter((tab) => tab.isShown).map((tab) => ({ to: tab.to, label: t(`tabs.${tab.word}`), isHere: place === tab.to }))}
    />
  );
}
