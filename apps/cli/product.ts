import { pauseWork } from '../server/imports.ts';
import { createApp } from '../server/app.ts';
import { connect, migrate, type Db } from '../../kit/db/index.ts';
import { defaultDataDir, openDatabase } from '../../kit/pg/index.ts';
import { createClient, type Client } from '../../sdk/index.ts';
import { terminalLanguage } from './command.ts';

/** The product in this process: the API without a server, asked through the SDK. */
export interface Product {
  readonly db: Db;
  readonly dataDir: string;
  /** A client that acts as the owner of the brand `slug` (or of none). */
  client(slug?: string): Client;
}

/**
 * Opens the database of a data folder (starting it when nobody has), brings it up to date and lends it to `work`.
 * Whether a server runs on the same folder makes no difference.
 */
export async function withProduct<T>(dataDir: string | undefined, work: (product: Product) => Promise<T>): Promise<T> {
  const database = await openDatabase({
    ...(dataDir === undefined ? {} : { dataDir }),
    // The next statement that fails for it tells; an import waits until it is back.
    onExit: () => void database.ensureRunning().catch(() => undefined),
  });
  const db = connect({ ownerUrl: database.ownerUrl, appUrl: database.appUrl });
  try {
    await migrate(db);
    const folder = database.dataDir ?? dataDir ?? defaultDataDir();
    const app = createApp({ db, dataDir: folder });
    return await work({
      db,
      dataDir: folder,
      client: (slug) =>
        createClient({ fetch: app.localFetch, language: terminalLanguage(), ...(slug === undefined ? {} : { brand: slug }) }),
    });
  } finally {
    await pauseWork();
    await db.close();
    await database.close();
  }
}
