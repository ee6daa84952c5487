import type { Actor } from '../../../kit/ctx.ts';
import type { Platform } from '../../../kit/http/index.ts';
import { COMMAND_LINE, LOCAL_OWNER } from '../commands/tenant-ctx.ts';
import { identityError } from '../errors.ts';
import type { AccountRow } from '../schema.ts';
import { accountById, hostAccounts } from './accounts.ts';
import { brandsOf } from './session.ts';

const MOST_BRANDS = 200;

/**
 * In whose name a new brand is made and who owns it from the start: on the machine itself the hosts, otherwise the
 * signed-in account, which must be a host or own a brand already.
 * @throws `permission.denied`
 */
export async function founderOf(platform: Platform): Promise<{ actor: Actor; owners: AccountRow[] }> {
  const { caller, db } = platform;
  if (caller.kind === 'cli') return { actor: COMMAND_LINE, owners: await hostAccounts(db) };
  if (caller.kind === 'open') return { actor: LOCAL_OWNER, owners: [] };
  if (caller.kind !== 'account') throw identityError('permission.denied');
  const account = await db.platformTx((sql) => accountById(sql, caller.accountId));
  const mayFound =
    account !== null &&
    (account.is_host || (await brandsOf(platform, caller, { after: '', limit: MOST_BRANDS })).some((entry) => entry.role === 'owner'));
  if (!account || !mayFound) throw identityError('permission.denied');
  return {
    actor: { kind: 'staff', id: account.account_id, name: account.name, role: 'owner' },
    owners: [account],
  };
}
