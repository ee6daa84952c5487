import { ChannelsPage } from '../features/channels/channels-page.tsx';
import { OnceShown } from '../features/identity/once-shown.tsx';
import { SettingsTabs } from '../features/identity/settings-tabs.tsx';
import { ErasuresPage } from '../features/privacy/erasures-page.tsx';
import { PaymentAccountsPage } from '../features/payments/accounts-page.tsx';
import { WebhooksPage } from '../features/payments/webhooks-page.tsx';

/** Settings → payments: the tabs are those of Settings. */
export function PaymentSettingsPage() {
  return <PaymentAccountsPage tabs={<SettingsTabs />} />;
}

/** Settings → how customers sign in. */
export function SignInSettingsPage() {
  return <ChannelsPage tabs={<SettingsTabs />} />;
}

/** Settings → notices to programs outside. */
export function WebhookSettingsPage() {
  return <WebhooksPage tabs={<SettingsTabs />} showSecret={(secret) => <OnceShown {...secret} />} />;
}

/** Settings → what customers asked about their data. */
export function PrivacySettingsPage() {
  return <ErasuresPage tabs={<SettingsTabs />} />;
}
