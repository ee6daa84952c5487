import { spawn } from 'node:child_process';
import pg from 'pg';
import type { Db } from '../../../kit/db/index.ts';

const SCALE = 20;
const CLIENTS = 16;
const ACCOUNTS = 100_000;

/** TPC-B as pgbench runs it (prepared, 16 clients, scale 20): by pgbench where there is one, else the same by our own client. */
export class TpcB {
  readonly #db: Db;
  readonly by: 'pgbench' | 'own client';
  readonly #clients: pg.Client[] = [];

  private constructor(db: Db, by: 'pgbench' | 'own client') {
    this.#db = db;
    this.by = by;
  }

  static async open(db: Db, wanted: 'pgbench' | 'own client' | null = null): Promise<TpcB> {
    await db.ownerSession(async (sql) => {
      await sql.text(`CREATE TABLE pgbench_branches (bid int NOT NULL, bbalance int, filler char(88)) WITH (fillfactor = 100)`);
      await sql.text(`CREATE TABLE pgbench_tellers (tid int NOT NULL, bid int, tbalance int, filler char(84)) WITH (fillfactor = 100)`);
      await sql.text(`CREATE TABLE pgbench_accounts (aid int NOT NULL, bid int, abalance int, filler char(84)) WITH (fillfactor = 100)`);
      await sql.text(`CREATE TABLE pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22))`);
      await sql.text(`INSERT INTO pgbench_branches SELECT n, 0, '' FROM generate_series(1, ${SCALE}) AS n`);
      await sql.text(`INSERT INTO pgbench_tellers SELECT n, (n - 1) / 10 + 1, 0, '' FROM generate_series(1, ${SCALE * 10}) AS n`);
      await sql.text(
        `INSERT INTO pgbench_accounts SELECT n, (n - 1) / ${ACCOUNTS} + 1, 0, '' FROM generate_series(1, ${SCALE * ACCOUNTS}) AS n`,
      );
      for (const [table, key] of [
        ['branches', 'bid'],
        ['tellers', 'tid'],
        ['accounts', 'aid'],
      ])
        await sql.text(`ALTER TABLE pgbench_${table} ADD PRIMARY KEY (${key})`);
      await sql.text('VACUUM ANALYZE pgbench_branches, pgbench_tellers, pgbench_accounts, pgbench_history');
    });
    const tpcb = new TpcB(db, wanted ?? ((await hasPgbench()) ? 'pgbench' : 'own client'));
    if (tpcb.by === 'own client') {
      for (let i = 0; i < CLIENTS; i++) {
        const client = new pg.Client({ connectionString: db.ownerUrl });
        await client.connect();
        tpcb.#clients.push(client);
      }
    }
    return tpcb;
  }

  /** Transactions a second over `seconds`. */
  async run(seconds: number): Promise<number> {
    return this.by === 'pgbench' ? await pgbench(this.#db.ownerUrl, seconds) : await this.#ownRun(seconds);
  }

  async #ownRun(seconds: number): Promise<number> {
    const start = performance.now();
    const end = start + seconds * 1_000;
    let done = 0;
    await Promise.all(
      this.#clients.map(async (client) => {
        while (performance.now() < end) {
          await transaction(client);
          done += 1;
        }
      }),
    );
    return done / ((performance.now() - start) / 1_000);
  }

  async close(): Promise<void> {
    for (const client of this.#clients) await client.end();
  }
}

async function transaction(client: pg.Client): Promise<void> {
  const aid = 1 + Math.floor(Math.random() * SCALE * ACCOUNTS);
  const bid = 1 + Math.floor(Math.random() * SCALE);
  const tid = 1 + Math.floor(Math.random() * SCALE * 10);
  const delta = Math.floor(Math.random() * 10_001) - 5_000;
  await client.query({ name: 'begin', text: 'BEGIN' });
  await client.query({ name: 'a', text: 'UPDATE pgbench_accounts SET abalance = abalance + $1 WHERE aid = $2', values: [delta, aid] });
  await client.query({ name: 's', text: 'SELECT abalance FROM pgbench_accounts WHERE aid = $1', values: [aid] });
  await client.query({ name: 't', text: 'UPDATE pgbench_tellers SET tbalance = tbalance + $1 WHERE tid = $2', values: [delta, tid] });
  await client.query({ name: 'b', text: 'UPDATE pgbench_branches SET bbalance = bbalance + $1 WHERE bid = $2', values: [delta, bid] });
  await client.query({
    name: 'h',
    text: 'INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES ($1, $2, $3, $4, CURRENT_TIMESTAMP)',
    values: [tid, bid, aid, delta],
  });
  await client.query({ name: 'end', text: 'END' });
}

async function hasPgbench(): Promise<boolean> {
  return (await output('pgbench', ['--version'])) !== null;
}

async function pgbench(url: string, seconds: number): Promise<number> {
  const text = await output('pgbench', ['-n', '-M', 'prepared', '-c', String(CLIENTS), '-j', '2', '-T', String(seconds), url]);
  const found = /tps = ([\d.]+)/.exec(text ?? '')?.[1];
  if (!found) throw new Error('pgbench gave no figure');
  return Number(found);
}

/** What a program prints; null when it is not there or fails. */
async function output(program: string, args: readonly string[]): Promise<string | null> {
  return await new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let text = '';
    child.stdout.on('data', (part: Buffer) => (text += part.toString()));
    child.on('error', () => resolve(null));
    child.on('close', (code) => resolve(code === 0 ? text : null));
  });
}
