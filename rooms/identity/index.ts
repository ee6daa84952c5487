export { createBrand } from './commands/create-brand.ts';
export { audit, type AuditNote } from './commands/record-audit.ts';
export { offerSetUp } from './commands/set-up.ts';
export { sweepAccess } from './commands/sweep.ts';
export { openTenantCtx, type TenantCtxOptions } from './commands/tenant-ctx.ts';
export { anyPassword } from './queries/session.ts';
export {
  allBrands,
  brand,
  brandBySlug,
  brandsOfAccount,
  setCurrencyRule,
  type BrandEntry,
} from './queries/brand.ts';
export { TIME_ZONE_CHANGED, type TimeZoneChanged } from './events.ts';
export { callerOf, type Credentials } from './queries/caller-of.ts';
export { founderOf } from './queries/founder.ts';
