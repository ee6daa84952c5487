import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { Actor, Ctx } from '../kit/ctx.ts';
import type { Db } from '../kit/db/index.ts';
import { newId, type Uuid } from '../kit/ids/index.ts';
import { openTenantCtx } from '../rooms/identity/index.ts';

/** Where imports work: the database, and the folder files lie in. */
export interface ImportHost {
  readonly db: Db;
  /** `uploads/` and `imports/` are made below it */
  readonly dataDir: string;
}

const IMPORTER: Actor = { kind: 'system', id: 'imports', name: 'import', role: 'owner' };

/** A transaction in a brand on behalf of the importer. */
export async function inBrand<T>(host: ImportHost, tenantId: Uuid, how: 'read' | 'write', work: (ctx: Ctx) => Promise<T>): Promise<T> {
  return await openTenantCtx(host.db, tenantId, IMPORTER, { how, recordedAt: new Date(), requestId: newId() }, work);
}

/** Who works on a run: this process, told apart from an earlier one of the same number. */
export const OWNER = `${hostname()}:${process.pid}:${randomBytes(4).toString('hex')}`;

/** A run whose owner has not been heard of for so long is taken over. */
export const STALE_MS = 20_000;
export const BEAT_MS = 3_000;

/** Whether whoever worked on a run is known to be gone, or has been silent for too long. */
export function isOwnerGone(owner: string, heartbeatAt: Date | null, now: number): boolean {
  if (heartbeatAt === null || now - heartbeatAt.getTime() > STALE_MS) return true;
  if (owner === OWNER) return false;
  const [host, pid] = owner.split(':');
  if (host !== hostname()) return false;
  return Number(pid) === process.pid || !isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
