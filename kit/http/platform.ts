import type { Db } from '../db/index.ts';
import type { Uuid } from '../ids/index.ts';
import type { Log } from '../log/index.ts';
import type { Limiter } from './limiter.ts';

/**
 * Who knocks, before any brand is chosen. What they may do in a brand is read in the transaction that does it,
 * so a changed role or a revoked key counts at once.
 * - `open`: the console on this machine while no staff password exists (CONTRACT §2): owner everywhere
 * - `cli`: a command on this machine, in the product's own process: owner everywhere
 * - `person`, `guest`: a visitor of one brand's shop, signed in there or not
 */
export type Caller =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'open' }
  | { readonly kind: 'cli' }
  | { readonly kind: 'account'; readonly accountId: Uuid }
  | { readonly kind: 'key'; readonly tenantId: Uuid; readonly keyId: Uuid }
  | { readonly kind: 'person'; readonly tenantId: Uuid; readonly sessionId: Uuid }
  | { readonly kind: 'guest'; readonly tenantId: Uuid; readonly address: string };

/** What routes outside every brand are given. */
export interface Platform {
  readonly db: Db;
  readonly caller: Caller;
  /** The machine's clock: sign-ins and links live by it. */
  readonly now: Date;
  readonly requestId: string;
  readonly log: Log;
  /** The request came over loopback and asked for a loopback host. */
  readonly isLocal: boolean;
  /** A page of another site sent it. */
  readonly isCrossSite: boolean;
  /** Scheme, host and port the caller sees. */
  readonly origin: string;
  readonly address: string;
  readonly signIns: Limiter;
  readonly session: {
    /** The token the cookie holds, whether it is good or not. */
    readonly token: string | null;
    set(token: string, maxAgeSeconds: number): void;
    clear(): void;
  };
  /** Shows a one-time link to whoever runs the server (stderr), at most one at a time. */
  showSetupLink(): Promise<void>;
}
