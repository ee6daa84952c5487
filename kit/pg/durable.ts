/** One row of pg_settings. */
export interface Setting {
  name: string;
  setting: string;
}

/** The server could lose what it has acknowledged; `settings` are the ones that allow it, as found. */
export class NotDurableError extends Error {
  readonly settings: readonly Setting[];

  constructor(settings: readonly Setting[]) {
    const found = settings.map((row) => `${row.name}=${row.setting}`).join(', ');
    super(`PostgreSQL could lose acknowledged writes: ${found}. Turn these on and start again.`);
    this.name = 'NotDurableError';
    this.settings = settings;
  }
}

/** What each setting may be. remote_apply promises more than on: the standby has applied the commit too. */
const DURABLE: Readonly<Record<string, readonly string[]>> = {
  fsync: ['on'],
  full_page_writes: ['on'],
  synchronous_commit: ['on', 'remote_apply'],
};

/**
 * Refuses a server that may acknowledge a commit and lose it in a crash. To be called at boot on the connection the
 * product writes with, since a role or database may override synchronous_commit.
 * Source: PostgreSQL manual, "Reliability and the Write-Ahead Log".
 * @param query runs one statement and answers its rows
 * @throws NotDurableError naming every setting that is off
 */
export async function assertDurable(query: (text: string) => Promise<readonly Setting[]>): Promise<void> {
  const rows = await query(
    "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') ORDER BY name",
  );
  const found = new Map(rows.map((row) => [row.name, row.setting]));
  const bad = Object.entries(DURABLE)
    .map(([name, allowed]) => ({ name, setting: found.get(name) ?? 'unknown', allowed }))
    .filter((row) => !row.allowed.includes(row.setting));
  if (bad.length > 0) throw new NotDurableError(bad.map(({ name, setting }) => ({ name, setting })));
}
