import type { Db } from '../../kit/db/index.ts';
import type { LinkDesk } from '../../flows/share/link-desk.ts';
import type { AnyRoute, Limiter } from '../../kit/http/index.ts';
import type { Log } from '../../kit/log/index.ts';
import type { ReadyFiles } from './ready-files.ts';
import type { Shelf } from './shelf.ts';
import type { Counters } from './together.ts';

/** What every request is served with. */
export interface House {
  readonly db: Db;
  readonly routes: readonly AnyRoute[];
  readonly log: Log;
  /** The machine's clock. */
  now(): Date;
  /** Checks every reply against its shape: for tests, where a wrong reply is a failure. */
  readonly isCheckingReplies: boolean;
  readonly signIns: Limiter;
  readonly requests: Limiter;
  /** Where requests wait that share a transaction. */
  readonly counters: Counters;
  /** Short links, answered from memory. */
  readonly links: LinkDesk;
  /** What guests are told alike, ready as bytes. */
  readonly shelf: Shelf;
  /** Files that never change, ready as bytes. */
  readonly files: ReadyFiles;
  /** Idempotency-Keys whose request runs in this process right now. */
  readonly running: Set<string>;
  /** Shows a one-time set-up link to whoever runs the server. */
  showSetupLink(origin: string): Promise<void>;
}

/** How a request came in: over which network address, or as a command on this machine. */
export interface Connection {
  readonly address: string;
  readonly isCommandLine?: boolean;
}
