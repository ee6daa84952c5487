import { lockLane } from '../../kit/db/lane.ts';
import type { Db } from '../../kit/db/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { makeTestTenant, type TestTenant } from '../../kit/testing/index.ts';
import {
  addPeople,
  attributionsAt,
  bindByOrders,
  bindReferral,
  changeAttribution,
  earnersAbove,
  findPeople,
  recordTouch,
  setDials,
  SHOP_DIALS,
  type Dials,
} from './index.ts';

export const DAY = 86_400_000;
export const T0 = Date.parse('2026-03-01T00:00:00Z');
export const day = (n: number): Date => new Date(T0 + n * DAY);

/** A brand whose people are called by letters, acted on at days after a beginning. */
export class Shop {
  readonly db: Db;
  readonly brand: TestTenant;
  readonly #ids = new Map<string, Uuid>();
  constructor(db: Db, brand: TestTenant) {
    this.db = db;
    this.brand = brand;
  }
  id(name: string): Uuid {
    return this.#ids.get(name) ?? '';
  }
  name(id: Uuid | null | undefined): string | null {
    return [...this.#ids].find(([, known]) => known === id)?.[0] ?? null;
  }
  async meet(...names: string[]): Promise<void> {
    await this.brand.write(async (ctx) => {
      const lane = await lockLane(ctx);
      await addPeople(
        ctx,
        lane,
        names.map((externalId) => ({ externalId })),
      );
      await lane.save();
    }, day(0));
    for (const [name, person] of await this.brand.read((ctx) => findPeople(ctx, names))) this.#ids.set(name, person.personId);
  }
  async under(dials: Partial<Dials> | null, at = 0): Promise<void> {
    await this.brand.write((ctx) => setDials(ctx, dials === null ? null : { ...SHOP_DIALS, ...dials }), day(at));
  }
  async introduce(person: string, referrer: string, at = 0): Promise<void> {
    await this.brand.write((ctx) => bindReferral(ctx, { person: this.id(person), referrer: this.id(referrer) }), day(at));
  }
  async click(person: string, object: string, at: number): Promise<string | null> {
    const touch = await this.brand.write(
      (ctx) => recordTouch(ctx, { person: this.id(person), object: this.id(object), device: null }),
      day(at),
    );
    return touch.bound?.verdict ?? null;
  }
  async give(person: string, to: string | null, at: number, effective?: number): Promise<void> {
    await this.brand.write(
      (ctx) =>
        changeAttribution(ctx, {
          person: this.id(person),
          object: to === null ? null : this.id(to),
          reason: 'asked for',
          effectiveAt: effective === undefined ? undefined : day(effective),
        }),
      day(at),
    );
  }
  async order(person: string, at: number): Promise<void> {
    await this.brand.write(async (ctx) => await bindByOrders(ctx, await lockLane(ctx), [this.id(person)], 'firstOrder'), day(at));
  }
  async holder(person: string, at: number): Promise<string | null> {
    return this.name((await this.brand.read((ctx) => attributionsAt(ctx, [this.id(person)]), day(at))).get(this.id(person)));
  }
  async chain(person: string, at: number, depth = 3): Promise<string> {
    const found = await this.brand.read((ctx) => earnersAbove(ctx, [this.id(person)], depth), day(at));
    return (found.get(this.id(person))?.above ?? []).map((one) => `${one.depth}${this.name(one.personId)}`).join(' ');
  }
  async makePartners(...names: string[]): Promise<void> {
    await this.db.ownerTx((sql) =>
      sql.text(`UPDATE relations.person SET stage = 'partner' WHERE tenant_id = $1 AND external_id = ANY ($2)`, [
        this.brand.tenant.id,
        names,
      ]),
    );
  }
  async rows(): Promise<{ ended: string | null; subject: string | null; object: string | null; from: number; to: number | null }[]> {
    const rows = await this.db.ownerTx((sql) =>
      sql.text<{ subject_id: Uuid; object_id: Uuid | null; from_at: Date; to_at: Date | null; ended: string | null }>(
        'SELECT subject_id, object_id, from_at, to_at, ended FROM relations.attribution WHERE tenant_id = $1 ORDER BY from_at, attribution_id',
        [this.brand.tenant.id],
      ),
    );
    return rows.map((row) => ({
      subject: this.name(row.subject_id),
      object: this.name(row.object_id),
      from: (row.from_at.getTime() - T0) / DAY,
      to: row.to_at === null ? null : (row.to_at.getTime() - T0) / DAY,
      ended: row.ended,
    }));
  }
}

export async function shopIn(db: Db, ...names: string[]): Promise<Shop> {
  const made = new Shop(db, await makeTestTenant(db));
  await made.meet(...names);
  return made;
}
