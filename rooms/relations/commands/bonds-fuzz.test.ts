import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { lockLane } from '../../../kit/db/lane.ts';
import type { DomainError } from '../../../kit/errors/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { seeded } from '../../../kit/random/index.ts';
import { makeTestTenant, openTestDb, type TestDb, type TestTenant } from '../../../kit/testing/index.ts';
import {
  addPeople,
  attributionsAt,
  becamePartners,
  bindByOrders,
  bindReferral,
  changeAttribution,
  earnersAbove,
  findPeople,
  mergePeople,
  planMerge,
  recordTouch,
  releaseHeldBy,
  setDials,
} from '../index.ts';
import { drawDials, PlainBonds } from '../model/bonds.fixture.ts';

let base: TestDb;

before(async () => {
  base = await openTestDb();
});
after(() => base.close());

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const T0 = Date.parse('2026-03-01T00:00:00Z');
const PEOPLE = 24;

const outcomeOf = async (work: Promise<unknown>): Promise<string> =>
  await work.then(
    () => 'ok',
    (error: DomainError) => error.code,
  );

/** One brand under random steps, told to the product and to the model alike. */
class Run {
  readonly brand: TestTenant;
  readonly model = new PlainBonds();
  readonly ids: ReadonlyMap<string, Uuid>;
  readonly random: () => number;
  now = T0;
  /** holders as they were seen when they were asked for */
  readonly seen: { at: number; holders: Map<string, string | null> }[] = [];
  constructor(brand: TestTenant, ids: ReadonlyMap<string, Uuid>, random: () => number) {
    this.brand = brand;
    this.ids = ids;
    this.random = random;
  }

  id(name: string): Uuid {
    return this.ids.get(name) ?? '';
  }
  any(): string {
    const names = [...this.model.people.keys()];
    return names[Math.floor(this.random() * names.length)] as string;
  }
  async write<T>(work: Parameters<TestTenant['write']>[0]): Promise<T> {
    return (await this.brand.write(work, new Date(this.now))) as T;
  }

  async step(): Promise<void> {
    const { model, now } = this;
    // What is told of an instant is what held at its end.
    if (this.seen.at(-1)?.at === now) this.seen.pop();
    const [one, other] = [this.any(), this.any()];
    const kind = this.random();
    if (kind < 0.25) {
      const told = await outcomeOf(this.write((ctx) => bindReferral(ctx, { person: this.id(one), referrer: this.id(other) })));
      assert.equal(told, model.introduce(one, other, now));
    } else if (kind < 0.5) {
      const touch = await this.brand.write(
        (ctx) => recordTouch(ctx, { person: this.id(one), object: this.id(other), device: null }),
        new Date(now),
      );
      const binds = model.dials?.bindOn === 'click';
      assert.equal(touch.bound?.verdict ?? null, binds ? model.bind(one, other, now) : null);
    } else if (kind < 0.65) {
      await this.write(async (ctx) => await bindByOrders(ctx, await lockLane(ctx), [this.id(one)], 'firstOrder'));
      model.order(one, now);
    } else if (kind < 0.8) {
      const to = this.random() < 0.3 ? null : other;
      const at = this.random() < 0.5 ? now : now + Math.floor(this.random() * 20) * DAY;
      const told = await outcomeOf(
        this.write((ctx) =>
          changeAttribution(ctx, {
            person: this.id(one),
            object: to === null ? null : this.id(to),
            reason: 'drawn',
            effectiveAt: new Date(at),
          }),
        ),
      );
      assert.equal(told, model.give(one, to, at, now));
    } else if (kind < 0.86) {
      await this.write((ctx) => becamePartners(ctx, [this.id(one)]));
      model.becomePartner(one, now);
    } else if (kind < 0.9) {
      await this.write(async (ctx) => await releaseHeldBy(ctx, await lockLane(ctx), this.id(one), 'left'));
      model.leave(one, now);
    } else if (kind < 0.93 && one !== other && model.people.size > PEOPLE / 2) {
      await this.write(async (ctx) => await mergePeople(ctx, await planMerge(ctx, { person: this.id(one), other: this.id(other) })));
      model.merge(...(this.id(one) < this.id(other) ? ([one, other] as const) : ([other, one] as const)), now);
    } else {
      const dials = drawDials(this.random);
      await this.write((ctx) => setDials(ctx, dials));
      model.dials = dials;
    }
  }

  async compare(): Promise<void> {
    const names = [...this.model.people.keys()];
    for (const ahead of [0, 1, 5, 15, 60]) {
      const at = this.now + ahead * DAY;
      const told = await this.holdersAt(names, at, this.now);
      const expected = new Map(names.map((name) => [name, this.model.holder(name, at)]));
      assert.deepEqual(told, expected, `${ahead} days ahead`);
      if (ahead === 0) this.seen.push({ at, holders: expected });
    }
    const chains = await this.brand.read(
      (ctx) =>
        earnersAbove(
          ctx,
          names.map((name) => this.id(name)),
          3,
        ),
      new Date(this.now),
    );
    for (const name of names) {
      const chain: string[] = [];
      for (let up = this.model.holder(name, this.now); up !== null && chain.length < 3; up = this.model.of(up).referrer) chain.push(up);
      assert.deepEqual(
        chains.get(this.id(name))?.above.map((one) => one.personId),
        chain.map((above) => this.id(above)),
      );
    }
    assert.ok(!this.model.hasRing(this.now));
  }

  /** What was seen in the past is told of the past; people of a merge answer for each other. */
  async compareThePast(): Promise<void> {
    const { alias } = this.model;
    const nowOf = (name: string | null): string | null => {
      let known = name;
      while (known !== null && alias.has(known)) known = alias.get(known) ?? null;
      return known;
    };
    const touched = new Set([...alias.keys(), ...[...alias.keys()].map((name) => nowOf(name))]);
    for (const { at, holders } of this.seen) {
      const names = [...holders.keys()].filter((name) => !touched.has(name));
      const expected = new Map(names.map((name) => [name, nowOf(holders.get(name) ?? null)]));
      assert.deepEqual(await this.holdersAt(names, at, this.now), expected);
    }
  }

  private async holdersAt(names: readonly string[], at: number, now: number): Promise<Map<string, string | null>> {
    const nameOf = new Map([...this.ids].map(([name, id]) => [id, name]));
    const told = await this.brand.read(
      (ctx) =>
        attributionsAt(
          ctx,
          names.map((name) => this.id(name)),
          new Date(at),
        ),
      new Date(now),
    );
    return new Map(names.map((name) => [name, nameOf.get(told.get(this.id(name)) ?? '') ?? null]));
  }
}

test('random bonds, changes, orders, exits and merges leave what a plain model says, ahead and in the past (G2, G4)', async (t) => {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1e9);
  const steps = Number(process.env['STEPS'] ?? 400);
  t.diagnostic(`SEED=${seed}`);
  const random = seeded(seed);
  const names = Array.from({ length: PEOPLE }, (_, i) => `p${i}`);
  const brand = await makeTestTenant(base.db);
  await brand.write(async (ctx) => {
    const lane = await lockLane(ctx);
    await addPeople(
      ctx,
      lane,
      names.map((externalId) => ({ externalId })),
    );
    await lane.save();
  }, new Date(T0));
  const known = await brand.read((ctx) => findPeople(ctx, names));
  await base.db.ownerTx((sql) =>
    sql.text(`UPDATE relations.person SET stage = 'partner' WHERE tenant_id = $1 AND node % 3 = 0`, [brand.tenant.id]),
  );
  const run = new Run(brand, new Map([...known].map(([name, person]) => [name, person.personId])), random);
  for (const [i, name] of names.entries()) run.model.meet(name, i % 3 === 0);
  for (let i = 0; i < steps; i++) {
    run.now += Math.floor(random() * 30) * HOUR;
    await run.step();
    if (i % 5 === 0) await run.compare();
  }
  await run.compareThePast();
  const overlaps = await base.db.ownerTx((sql) =>
    sql.text(
      `SELECT 1 FROM (SELECT to_at, lead(from_at) OVER (PARTITION BY subject_id ORDER BY from_at, attribution_id) AS next_at
                        FROM relations.attribution WHERE tenant_id = $1 AND (to_at IS NULL OR to_at > from_at)) AS span
        WHERE next_at < coalesce(to_at, 'infinity')`,
      [brand.tenant.id],
    ),
  );
  assert.deepEqual(overlaps, []);
});
