import type { Db } from '../../kit/db/index.ts';

/** Somebody who holds the write lane of a brand. */
export interface LaneHolder {
  letGo(): Promise<void>;
  /** Resolves when so many transactions wait for a lock. */
  waitedFor(count?: number): Promise<void>;
}

/** Holds the write lane of a brand until told to let go. */
export async function holdLane(db: Db, slug: string): Promise<LaneHolder> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let nowLocked: () => void = () => undefined;
  const locked = new Promise<void>((resolve) => (nowLocked = resolve));
  const done = db.ownerTx(async (sql) => {
    await sql.text(
      `SELECT 1 FROM kit.lane WHERE tenant_id = (SELECT tenant_id FROM identity.tenant_directory WHERE slug = $1) FOR UPDATE`,
      [slug],
    );
    nowLocked();
    await released;
  });
  await locked;
  return {
    async letGo() {
      release();
      await done;
    },
    async waitedFor(count = 1) {
      for (;;) {
        const [row] = await db.platformTx((sql) =>
          sql.text<{ n: number }>(
            `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          ),
        );
        if (row && row.n >= count) return;
      }
    },
  };
}

/** Lets everything that needs no database come as far as it can. */
export async function turns(): Promise<void> {
  for (let i = 0; i < 100; i++) await new Promise((resolve) => void setImmediate(resolve));
}
