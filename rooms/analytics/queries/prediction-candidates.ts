import { setImmediate as othersFirst } from 'node:timers/promises';
import type { Ctx } from '../../../kit/ctx.ts';
import { uuids } from '../../../kit/db/arrays.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import { ASK_AGAIN_MS, heldOutSince, MEMBERSHIP_INVITED } from '../../membership/index.ts';
import { STAGES } from '../model/cells.ts';
import { bandAbout } from '../model/prediction/lifetime-value.ts';
import { personOutlook, type PersonOutlook } from '../model/prediction/outlook.ts';
import type { PredictionCandidates } from '../prediction-api.ts';
import { residentOf } from '../resident/registry.ts';
import type { Resident } from '../resident/resident.ts';
import { likeliest, type Purpose } from './candidates.ts';
import { outlookOf, type KeptOutlook } from './outlook.ts';
import { namesOf } from './people-list.ts';
import { bandsOf, basisReply, money, valueReply, valuesOfPeople, type OwnValue } from './people-values.ts';
import { purchasesOf, type PersonPurchases } from './purchase-events.ts';

/** So many of those who behave like members or partners are weighed against each other. */
const WEIGHED = 400;
/** People foreseen before other requests get their turn. */
const AT_ONCE = 25;
/** Of somebody who brought more people than these the newest count. */
const MOST_BROUGHT = 50;

/** Whom to invite next: those who behave like it already, by what they (and, as partners, those they brought) are expected to bring. */
export async function predictionCandidates(ctx: Ctx, query: { for: Purpose; limit: number }): Promise<PredictionCandidates> {
  const kept = await outlookOf(ctx);
  const none = { status: 'tooLittleData', reason: 'nobody', method: 'none', spendReason: null } as const;
  if (!kept) return { ...none, horizon: 0, dataTo: null, madeAt: null, basis: null, data: [], next: null };
  const { model, horizon, last } = kept.outlook;
  const resident = await residentOf(ctx);
  const found = await likeliest(resident, query.for, ctx.today, WEIGHED);
  const contacts = await contactsOf(
    ctx,
    query.for,
    found.map(({ node }) => resident.personId(node)),
  );
  const directs = query.for === 'partnership' ? broughtBy(resident, found) : new Map<number, number[]>();
  const nodes = new Set([...found.map(({ node }) => node), ...[...directs.values()].flat()]);
  const outlooks = await outlooksOf(ctx, kept, resident, [...nodes]);
  const weighed = found.flatMap(({ node, score, reasons }) => {
    const id = resident.personId(node);
    const contact = contacts.get(id);
    // Erased people are nobody's candidates.
    if (!contact) return [];
    const own = outlooks.get(node);
    const theirs = directs.get(node)?.map((direct) => outlooks.get(direct));
    const brought = theirs?.reduce((sum, direct) => sum + salesOf(direct), 0) ?? null;
    return [{ node, score, reasons, own, brought, worth: worthOf(kept, own, theirs), ...contact }];
  });
  // Whom nobody may ask now stands behind whom one may.
  const isOpen = ({ invite }: { invite: string }): number => (invite === 'ok' ? 0 : 1);
  weighed.sort(
    (a, b) =>
      isOpen(a) - isOpen(b) || b.worth.value - a.worth.value || b.score - a.score || resident.idRank(a.node) - resident.idRank(b.node),
  );
  const shown = weighed.slice(0, query.limit);
  const names = await namesOf(
    ctx,
    shown.map(({ node }) => node),
  );
  // Each band is drawn a thousand times: between two of them other requests get their turn.
  const values: PredictionCandidates['data'][number]['lifetimeValue'][] = [];
  for (const { worth } of shown) {
    values.push(worth.reply(ctx));
    await othersFirst();
  }
  return {
    status: model.status,
    reason: model.reason,
    method: model.method,
    spendReason: model.spendReason,
    horizon,
    dataTo: dayText(last),
    madeAt: kept.madeAt,
    basis: kept.outlook.value && basisReply(kept.basis),
    data: shown.flatMap(({ node, score, reasons, own, brought, invite, askedAt }, i) => {
      const name = names.get(node);
      if (!name) return [];
      return [
        {
          person: { id: publicId('person', name.personId), externalId: name.externalId, name: name.name },
          stage: STAGES[resident.stage[node] ?? 0] ?? ('prospect' as const),
          score,
          reasons,
          pAlive: own?.outlook.alive ?? null,
          expectedOrders: own?.outlook.orders ?? 0,
          own: money(ctx, salesOf(own)),
          ownInterval: {
            low: money(ctx, (own?.outlook.ordersLow ?? 0) * (own?.outlook.each ?? 0)),
            high: money(ctx, (own?.outlook.ordersHigh ?? 0) * (own?.outlook.each ?? 0)),
          },
          brought: brought === null ? null : money(ctx, brought),
          expectedValue: money(ctx, salesOf(own) + (brought ?? 0)),
          lifetimeValue: values[i] ?? null,
          invite,
          askedAt: askedAt && askedAt.toISOString(),
        },
      ];
    }),
    next: null,
  };
}

/** Somebody who bought, with what is expected of them. */
interface Foreseen {
  readonly outlook: PersonOutlook;
  readonly own: PersonPurchases;
  readonly value: OwnValue | undefined;
}

function salesOf(one: Foreseen | undefined): number {
  return one ? Math.max(0, one.outlook.orders * one.outlook.each) : 0;
}

/** What somebody and those they brought leave until the nearest horizon; the band is drawn for those who are shown. */
function worthOf(kept: KeptOutlook, own: Foreseen | undefined, theirs: readonly (Foreseen | undefined)[] | undefined) {
  const weeks = kept.outlook.value?.horizons[0];
  const nearest = (one: Foreseen | undefined) => one?.value?.worths[0] ?? { mean: 0, fees: 0, variance: 0 };
  const mine = nearest(own);
  const brought = theirs?.map(nearest) ?? [];
  const sum = (of: 'mean' | 'fees' | 'variance'): number => brought.reduce((all, one) => all + one[of], mine[of]);
  const value = sum('mean');
  return {
    value,
    reply(ctx: Ctx): PredictionCandidates['data'][number]['lifetimeValue'] {
      if (weeks === undefined) return null;
      const deviation = Math.sqrt(sum('variance'));
      const drawn = theirs === undefined && own?.value ? bandsOf(kept, own.own, own.value)[0] : undefined;
      return {
        ...valueReply(ctx, { weeks, mean: value, fees: sum('fees'), deviation }, drawn ?? bandAbout(value, deviation)),
        own: money(ctx, mine.mean),
        brought: theirs === undefined ? null : money(ctx, value - mine.mean),
      };
    },
  };
}

/** The nodes of those each one brought who bought something. */
function broughtBy(resident: Resident, found: readonly { node: number }[]): Map<number, number[]> {
  return new Map(
    found.map(({ node }) => [
      node,
      [...resident.directsOf(node)].filter((direct) => (resident.orders[direct] as number) > 0).slice(-MOST_BROUGHT),
    ]),
  );
}

/** The outlook of many people at once, by node; who never bought is left out. */
async function outlooksOf(ctx: Ctx, kept: KeptOutlook, resident: Resident, nodes: readonly number[]): Promise<Map<number, Foreseen>> {
  const { model, horizon, last } = kept.outlook;
  const bought = await purchasesOf(
    ctx,
    nodes.map((node) => resident.personId(node)),
    last,
  );
  const people = nodes.flatMap((node) => {
    const id = resident.personId(node);
    const own = bought.get(id);
    return own ? [{ id, node, own }] : [];
  });
  const values = await valuesOfPeople(ctx, kept, people);
  const found = new Map<number, Foreseen>();
  for (const [at, { id, node, own }] of people.entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await othersFirst();
    const outlook = personOutlook(model, own, horizon);
    if (outlook) found.set(node, { outlook, own, value: values.get(id) });
  }
  return found;
}

type Contact = { readonly invite: PredictionCandidates['data'][number]['invite']; readonly askedAt: Date | null };

/** Whether these people may be asked now: with a contact they agreed to, and not asked lately. Erased people are left out. */
async function contactsOf(ctx: Ctx, purpose: Purpose, ids: readonly Uuid[]): Promise<Map<Uuid, Contact>> {
  const people = uuids(ids, (id) => id);
  const [agreed, asked, held] = await Promise.all([
    ctx.sql<{ person_id: Uuid; has_agreed: boolean }>`
      SELECT person.person_id,
             EXISTS (SELECT 1 FROM relations.consent AS consent
                      WHERE consent.tenant_id = ${ctx.tenantId} AND consent.person_id = person.person_id AND consent.withdrawn_at IS NULL) AS has_agreed
        FROM relations.person AS person
       WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ANY(${people}::uuid[]) AND person.erased_at IS NULL`,
    purpose === 'partnership'
      ? ctx.sql<{ person_id: Uuid; asked_at: Date; is_open: boolean }>`
          SELECT DISTINCT ON (application.person_id) application.person_id, application.asked_at, application.state = 'open' AS is_open
            FROM partners.application AS application
           WHERE application.tenant_id = ${ctx.tenantId} AND application.person_id = ANY(${people}::uuid[])
           ORDER BY application.person_id, application.application_id DESC`
      : ctx.sql<{ person_id: Uuid; asked_at: Date; is_open: boolean }>`
          SELECT DISTINCT ON (notice.person_id) notice.person_id, notice.told_at AS asked_at, false AS is_open
            FROM membership.notice AS notice
           WHERE notice.tenant_id = ${ctx.tenantId} AND notice.person_id = ANY(${people}::uuid[]) AND notice.kind = ${MEMBERSHIP_INVITED}
           ORDER BY notice.person_id, notice.notice_id DESC`,
    purpose === 'partnership' ? new Map<Uuid, Date>() : heldOutSince(ctx, ids),
  ]);
  const last = new Map(asked.map((row) => [row.person_id, row]));
  return new Map(
    agreed.map(({ person_id: id, has_agreed: hasAgreed }): [Uuid, Contact] => {
      const heldAt = held.get(id);
      if (heldAt) return [id, { invite: 'heldOut', askedAt: heldAt }];
      const ask = last.get(id);
      const askedAt = ask?.asked_at ?? null;
      if (ask?.is_open) return [id, { invite: 'invited', askedAt }];
      if (askedAt && ctx.now.getTime() - askedAt.getTime() < ASK_AGAIN_MS) return [id, { invite: 'askedLately', askedAt }];
      return [id, { invite: hasAgreed ? 'ok' : 'noConsent', askedAt }];
    }),
  );
}
