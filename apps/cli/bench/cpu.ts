import { readdirSync, readFileSync } from 'node:fs';
import type { Db } from '../../../kit/db/index.ts';

/** What the kernel says of a process, in its ticks of 10 ms. */
interface Told {
  readonly parent: number;
  readonly own: number;
  /** of children that have ended */
  readonly ended: number;
}

const TICK_MS = 10;

/** Milliseconds of CPU a process and those it started have taken so far; NaN where the system does not tell (only Linux does). */
export function cpuMs(pid: number): number {
  const self = tellOf(pid);
  if (self === null) return Number.NaN;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => tellOf(Number(name)))
    .filter((told) => told?.parent === pid);
  return children.reduce((sum, told) => sum + (told?.own ?? 0), self.own + self.ended) * TICK_MS;
}

/** The same of a PostgreSQL on this machine. */
export async function databaseCpuMs(db: Db): Promise<number> {
  const [backend] = await db.ownerSession((sql) => sql.text<{ pid: number }>('SELECT pg_backend_pid() AS pid'));
  return cpuMs(tellOf(backend?.pid ?? 0)?.parent ?? 0);
}

function tellOf(pid: number): Told | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything; what follows is numbers.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const at = (field: number): number => fields[field - 3] ?? 0;
    return { parent: at(4), own: at(14) + at(15), ended: at(16) + at(17) };
  } catch {
    return null;
  }
}
