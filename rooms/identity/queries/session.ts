import { assert, DomainError } from '../../../kit/errors/index.ts';
import type { Role } from '../../../kit/ctx.ts';
import type { Db } from '../../../kit/db/index.ts';
import type { Caller, Platform } from '../../../kit/http/index.ts';
import { publicId } from '../../../kit/ids/index.ts';
import type { Session } from '../api.ts';
import { openTenantCtx } from '../commands/tenant-ctx.ts';
import { accountById, isAnyPasswordSet } from './accounts.ts';
import { allBrands, brandsOfAccount, type BrandEntry } from './brand.ts';

const MOST_BRANDS = 200;

/** Brands a caller has a part in now, with their role there, in the order of slugs. */
export async function brandsOf(
  platform: Platform,
  caller: Caller,
  page: { after: string; limit: number },
): Promise<(BrandEntry & { role: Role })[]> {
  if (caller.kind === 'nobody') return [];
  if (caller.kind === 'open' || caller.kind === 'cli') {
    return (await allBrands(platform.db, page)).map((entry) => ({ ...entry, role: 'owner' as const }));
  }
  const candidates = caller.kind === 'account' ? await brandsOfAccount(platform.db, caller.accountId) : null;
  const found: (BrandEntry & { role: Role })[] = [];
  for (const tenantId of candidates?.map((entry) => entry.tenantId) ?? (caller.kind === 'key' ? [caller.tenantId] : [])) {
    const entry = await partIn(platform, tenantId, caller);
    if (entry && entry.slug > page.after) found.push(entry);
    if (found.length === page.limit) break;
  }
  return found;
}

async function partIn(platform: Platform, tenantId: string, caller: Caller): Promise<(BrandEntry & { role: Role }) | null> {
  const options = {
    how: 'read',
    recordedAt: platform.now,
    requestId: platform.requestId,
    log: platform.log,
  } as const;
  try {
    return await openTenantCtx(platform.db, tenantId, caller, options, async ({ tenant, actor: { role } }) => {
      assert(role !== 'person' && role !== 'guest', 'visitors of a shop are no callers of the console');
      return { slug: tenant.slug, tenantId, name: tenant.name, isSandbox: tenant.isSandbox, role };
    });
  } catch (error) {
    if (error instanceof DomainError && error.code === 'brand.notFound') return null;
    throw error;
  }
}

/** Who the console is and what it may open. */
export async function session(platform: Platform, caller: Caller): Promise<Session> {
  const account = caller.kind === 'account' ? await platform.db.platformTx((sql) => accountById(sql, caller.accountId)) : null;
  const brands = await brandsOf(platform, caller, { after: '', limit: MOST_BRANDS });
  return {
    signedIn: caller.kind !== 'nobody',
    isOpen: caller.kind === 'open',
    needsSetup: caller.kind === 'nobody' && !(await anyPassword(platform.db)),
    account: account && {
      id: publicId('account', account.account_id),
      name: account.name,
      email: account.email,
      hasPassword: account.password_hash !== null,
    },
    brands: brands.map(({ tenantId, slug, name, role, isSandbox }) => ({
      id: publicId('tenant', tenantId),
      slug,
      name,
      role,
      isSandbox,
    })),
  };
}

/** Whether the console of this machine may still be opened without signing in. */
export async function anyPassword(db: Db): Promise<boolean> {
  return await db.platformTx(isAnyPasswordSet);
}
