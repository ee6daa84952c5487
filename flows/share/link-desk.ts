import type { Actor } from '../../kit/ctx.ts';
import type { Db } from '../../kit/db/index.ts';
import { newId, publicId, type Uuid } from '../../kit/ids/index.ts';
import { log } from '../../kit/log/index.ts';
import { openTenantCtx } from '../../rooms/identity/index.ts';
import { landClicks, linkByCode, openTouchPage, type Click, type TouchPage } from '../../rooms/relations/index.ts';
import { DEVICE_COOKIE, deviceIn } from './device.ts';

/** Where a link leads, and what the browser is to remember it by; null where it remembers already. */
export interface Redirect {
  readonly location: string;
  readonly cookie: string | null;
}

/**
 * Answers whoever opens a short link, from memory: the database is asked once per link, and told in batches who came. A click is in the
 * database within a second of its answer.
 */
export interface LinkDesk {
  /** null: this process does not know the code; `look` may. @param isCounted false for machines that look ahead */
  open(code: string, visit: { cookie: string | undefined; isCounted: boolean }): Redirect | null;
  /** Looks a code up. @returns whether there is such a link */
  look(code: string): Promise<boolean>;
  /** Resolves when every click answered before it is in the database. */
  land(): Promise<void>;
  /** Lands what waits and stops. */
  close(): Promise<void>;
}

interface Known {
  readonly tenantId: Uuid;
  readonly linkId: Uuid;
  readonly isOpen: boolean;
  readonly location: string;
  readonly seenAt: number;
  isAsked: boolean;
}

interface Batch {
  readonly tenantId: Uuid;
  readonly clicks: Map<string, Click>;
  readonly counts: Map<Uuid, number>;
  readonly page: TouchPage;
}

const LAND_MS = 400;
/** A link that was closed, on whatever machine, is known to be after this long. */
const FRESH_MS = 5_000;
const STALE_MS = 60_000;
const MOST_LINKS = 100_000;
/** With so many waiting, links still open and count, and nobody is remembered by them. */
const MOST_WAITING = 200_000;
const AT_ONCE = 5_000;
const DEVICE_SECONDS = 34_560_000;

const DESK: Actor = { kind: 'system', id: 'links', name: 'links', role: 'owner' };
const desks = new Set<LinkDesk>();

/** Resolves when every click this process has answered so far is in the database: whoever signs in now may have come by one of them. */
export async function landAll(): Promise<void> {
  await Promise.all([...desks].map(async (desk) => await desk.land()));
}

/** @param now the machine's clock */
export function openLinkDesk(db: Db, now: () => Date): LinkDesk {
  const known = new Map<string, Known>();
  let open = new Map<Uuid, Batch>();
  let waiting = 0;
  /** what could not be written yet, the oldest first */
  let late: Batch[] = [];
  let landing = Promise.resolve();

  async function look(code: string): Promise<boolean> {
    const link = await linkByCode(db, code);
    if (!link) {
      known.delete(code);
      return false;
    }
    if (known.size >= MOST_LINKS) known.clear();
    const path = link.productId === null ? '' : `/products/${publicId('product', link.productId)}`;
    const { tenantId, linkId, isOpen } = link;
    known.set(code, { tenantId, linkId, isOpen, location: `/s/${link.slug}${path}`, seenAt: now().getTime(), isAsked: false });
    return true;
  }

  function batchOf(tenantId: Uuid): Batch {
    const standing = open.get(tenantId);
    if (standing && standing.clicks.size < AT_ONCE && standing.page.hasRoom()) return standing;
    if (standing) late.push(standing);
    const fresh = { tenantId, clicks: new Map(), counts: new Map(), page: openTouchPage() };
    open.set(tenantId, fresh);
    return fresh;
  }

  /** The click of a device on a link; opened again before it is written it is the same one. */
  function clickOf(batch: Batch, linkId: Uuid, device: string): Click {
    const key = linkId + device;
    const before = batch.clicks.get(key);
    if (before) return before;
    const click = { ...batch.page.skip(), linkId, device };
    batch.clicks.set(key, click);
    waiting++;
    return click;
  }

  async function write({ tenantId, clicks, counts, page }: Batch): Promise<void> {
    const options = { how: 'write', recordedAt: now(), requestId: newId() } as const;
    await openTenantCtx(db, tenantId, DESK, options, async (ctx) => await landClicks(ctx, { counts, clicks: [...clicks.values()], page }));
  }

  async function landOnce(): Promise<void> {
    late.push(...open.values());
    open = new Map();
    const batches = late;
    late = [];
    for (const [at, batch] of batches.entries()) {
      try {
        await write(batch);
        waiting -= batch.page.places.length;
      } catch (error) {
        // The database is away: what waits is told again, in the same order.
        late.unshift(...batches.slice(at));
        log.warn({ err: error, clicks: waiting }, 'clicks wait for the database');
        return;
      }
    }
  }

  async function land(): Promise<void> {
    landing = landing.then(landOnce);
    await landing;
  }

  const timer = setInterval(() => {
    if (open.size > 0 || late.length > 0) void land();
  }, LAND_MS);
  timer.unref();

  const desk: LinkDesk = {
    open(code, { cookie, isCounted }) {
      const link = known.get(code);
      if (!link) return null;
      const age = now().getTime() - link.seenAt;
      if (age > STALE_MS) return null;
      if (age > FRESH_MS && !link.isAsked) {
        link.isAsked = true;
        look(code).catch(() => (link.isAsked = false));
      }
      if (!link.isOpen) return { location: link.location, cookie: null };
      // A preview tells whose link it is, and leaves nothing behind.
      if (!isCounted) return { location: `${link.location}?by=${code}`, cookie: null };
      const batch = batchOf(link.tenantId);
      batch.counts.set(link.linkId, (batch.counts.get(link.linkId) ?? 0) + 1);
      if (waiting >= MOST_WAITING) return { location: `${link.location}?by=${code}`, cookie: null };
      const device = deviceIn(cookie);
      if (device !== null) return { location: `${link.location}?touch=${clickOf(batch, link.linkId, device).token}`, cookie: null };
      const given = batch.page.add(link.linkId);
      waiting++;
      return { location: `${link.location}?touch=${given.token}`, cookie: deviceCookie(given.device) };
    },
    look,
    land,
    async close() {
      clearInterval(timer);
      desks.delete(desk);
      await land();
    },
  };
  desks.add(desk);
  return desk;
}

function deviceCookie(device: string): string {
  return `${DEVICE_COOKIE}=${device}; Max-Age=${DEVICE_SECONDS}; Path=/; HttpOnly; SameSite=Lax`;
}
