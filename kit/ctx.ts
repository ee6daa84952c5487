import type { Sql } from './db/index.ts';
import type { Uuid } from './ids/index.ts';
import type { Log } from './log/index.ts';
import type { EpochDay, Zone } from './time/index.ts';

export type Role = 'owner' | 'operator' | 'staff' | 'readonly';

/** What somebody in the shop is: a person who signed in, or anybody who looks. Never staff. */
export type ShopRole = 'person' | 'guest';

/**
 * Who acts: a member of staff in the console, an API key, the command line on this machine, the product itself, or in the shop a
 * person (`id` is theirs) or a guest.
 */
export interface Actor {
  readonly kind: 'staff' | 'key' | 'cli' | 'system' | ShopRole;
  readonly id: string;
  readonly name: string;
  readonly role: Role | ShopRole;
}

/** The brand everything in a request belongs to. */
export interface Tenant {
  readonly id: Uuid;
  readonly slug: string;
  readonly name: string;
  /** ISO 4217; fixed after the first order. */
  readonly currency: string;
  readonly timeZone: string;
  readonly policy: 'STRICT' | 'CN' | 'US' | 'EU' | 'LAB';
  readonly language: 'zh-CN' | 'en';
  readonly isSandbox: boolean;
  readonly accent: string | null;
}

/**
 * The first argument of every function that touches the world: one tenant, one actor, one instant, one transaction.
 * `now` is the tenant's clock (virtual in sandbox brands), read once per request or job; `recordedAt` the machine's.
 */
export interface Ctx {
  readonly tenantId: Uuid;
  readonly tenant: Tenant;
  readonly actor: Actor;
  readonly now: Date;
  readonly today: EpochDay;
  readonly recordedAt: Date;
  readonly zone: Zone;
  readonly sql: Sql;
  readonly requestId: string;
  readonly log: Log;
}
