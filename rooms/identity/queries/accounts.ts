import type { Db, Sql } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { AccountRow } from '../schema.ts';

/** The account of an address in its normal form, null when there is none. */
export async function accountByEmail(sql: Sql, email: string): Promise<AccountRow | null> {
  return await sql.maybe<AccountRow>`
    SELECT account.account_id, account.email, account.name, account.password_hash, account.is_host
      FROM identity.account AS account
     WHERE account.email = ${email}`;
}

export async function accountById(sql: Sql, accountId: Uuid): Promise<AccountRow | null> {
  return await sql.maybe<AccountRow>`
    SELECT account.account_id, account.email, account.name, account.password_hash, account.is_host
      FROM identity.account AS account
     WHERE account.account_id = ${accountId}`;
}

/** Those who set the installation up. */
export async function hostAccounts(db: Db): Promise<AccountRow[]> {
  return await db.platformTx(
    async (sql) =>
      await sql<AccountRow>`
        SELECT account.account_id, account.email, account.name, account.password_hash, account.is_host
          FROM identity.account AS account
         WHERE account.is_host`,
  );
}

/** Whether somebody has a password: from then on everybody must sign in. */
export async function isAnyPasswordSet(sql: Sql): Promise<boolean> {
  const { answer } = await sql.one<{ answer: boolean }>`
    SELECT EXISTS (SELECT 1 FROM identity.account AS account WHERE account.password_hash IS NOT NULL) AS answer`;
  return answer;
}
