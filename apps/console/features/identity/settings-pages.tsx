/** The pages of Settings, fetched together: each is small. */
export { AccountPage } from './account-page.tsx';
export { AuditPage } from './audit-page.tsx';
export { BrandSettingsPage } from './brand-page.tsx';
export { KeysPage } from './keys-page.tsx';
export { StaffPage } from './staff-page.tsx';
