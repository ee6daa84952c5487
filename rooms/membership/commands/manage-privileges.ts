import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { int4s, int8s, texts, uuids } from '../../../kit/db/arrays.ts';
import { lockLane } from '../../../kit/db/lane.ts';
import { DomainError } from '../../../kit/errors/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { amountOf } from '../../../kit/money/index.ts';
import { dayText } from '../../../kit/time/index.ts';
import { audit } from '../../identity/index.ts';
import { bestOf, monthOf, type Cell, type Privilege } from '../model/privilege.ts';
import type { createPrivilege as createShape, updatePrivilege as updateShape } from '../privilege-api.ts';
import { findDesign } from '../queries/designs.ts';
import { holdingsOf, standingPrivileges, usedThisMonth } from '../queries/privileges.ts';
import { findTier } from '../queries/tiers.ts';

/**
 * Makes a privilege that people give, or one that acts by itself.
 * @throws `privilege.exists`, `privilege.actsAlready`, `privilege.actsFreely`, `tier.notFound`, `card.notFound`, `currency.other`
 */
export async function createPrivilege(ctx: Ctx, wanted: z.output<typeof createShape>): Promise<Uuid> {
  await lockLane(ctx);
  await assertNameFree(ctx, wanted.name, null);
  const acts = wanted.acts ?? null;
  const same = acts === null ? undefined : (await standingPrivileges(ctx)).find((one) => one.acts === acts);
  if (same) throw new DomainError('privilege.actsAlready', { name: same.name, pointer: '/acts' });
  const cells = await cellsOf(ctx, wanted.cells, acts);
  const privilegeId = newId();
  await ctx.sql.exec`
    INSERT INTO membership.privilege (tenant_id, privilege_id, name, kind, about, acts, created_at)
    VALUES (${ctx.tenantId}, ${privilegeId}, ${wanted.name}, ${wanted.kind}, ${wanted.about || null}, ${acts}, ${ctx.now})`;
  await writeCells(ctx, privilegeId, cells);
  await audit(ctx, { action: 'privilege.created', subjectKind: 'privilege', subjectId: publicId('privilege', privilegeId) });
  return privilegeId;
}

/**
 * Changes or ends a privilege, from now on.
 * @throws `privilege.exists`, `privilege.actsFreely`, `tier.notFound`, `card.notFound`, `currency.other`
 */
export async function updatePrivilege(ctx: Ctx, privilege: Privilege, wanted: z.output<typeof updateShape>): Promise<void> {
  await lockLane(ctx);
  const name = wanted.name ?? privilege.name;
  if (!wanted.ended) await assertNameFree(ctx, name, privilege.privilegeId);
  await ctx.sql.exec`
    UPDATE membership.privilege AS privilege
       SET name = ${name}, about = ${wanted.about === undefined ? privilege.about : wanted.about || null},
           ended_at = ${wanted.ended ? ctx.now : null}
     WHERE privilege.tenant_id = ${ctx.tenantId} AND privilege.privilege_id = ${privilege.privilegeId}`;
  if (wanted.cells) {
    const cells = await cellsOf(ctx, wanted.cells, privilege.acts);
    await ctx.sql.exec`
      DELETE FROM membership.privilege_cell AS privilege_cell
       WHERE privilege_cell.tenant_id = ${ctx.tenantId} AND privilege_cell.privilege_id = ${privilege.privilegeId}`;
    await writeCells(ctx, privilege.privilegeId, cells);
  }
  await audit(ctx, {
    action: 'privilege.changed',
    subjectKind: 'privilege',
    subjectId: publicId('privilege', privilege.privilegeId),
    facts: { changed: Object.keys(wanted) },
  });
}

/**
 * Somebody uses a privilege, ticked by staff: at most so often a month as the best of what they have gives, whoever ticks at once.
 * @throws `privilege.actsByItself`, `privilege.notTheirs`, `privilege.usedUp`
 */
export async function takePrivilege(ctx: Ctx, privilege: Privilege, personId: Uuid): Promise<void> {
  if (privilege.acts !== null) throw new DomainError('privilege.actsByItself', { name: privilege.name });
  await lockLane(ctx);
  const best = bestOf(privilege, await holdingsOf(ctx, personId));
  if (best === null) throw new DomainError('privilege.notTheirs');
  const nth = ((await usedThisMonth(ctx, personId)).get(privilege.privilegeId)?.month ?? 0) + 1;
  if (best.cap !== null && nth > best.cap) throw new DomainError('privilege.usedUp', { cap: best.cap });
  const useId = newId();
  await ctx.sql.exec`
    INSERT INTO membership.privilege_use (tenant_id, use_id, privilege_id, person_id, month, nth, holder_id, unit_cost, used_at, used_by,
                                          recorded_at)
    VALUES (${ctx.tenantId}, ${useId}, ${privilege.privilegeId}, ${personId}, ${dayText(monthOf(ctx.today))}::date, ${nth}, ${best.holderId},
            ${best.unitCost}, ${ctx.now}, ${ctx.actor.name}, ${ctx.recordedAt})`;
  await audit(ctx, {
    action: 'privilege.used',
    subjectKind: 'person',
    subjectId: publicId('person', personId),
    facts: { privilege: publicId('privilege', privilege.privilegeId) },
  });
}

/**
 * The last use of today was a slip: it counts no more, and who took it back is written down.
 * @throws `privilege.nothingToUndo`
 */
export async function undoPrivilege(ctx: Ctx, privilege: Privilege, personId: Uuid): Promise<void> {
  await lockLane(ctx);
  const midnight = new Date(ctx.zone.startOf(ctx.today));
  const last = await ctx.sql.maybe<{ use_id: Uuid; used_by: string }>`
    SELECT privilege_use.use_id, privilege_use.used_by
      FROM membership.privilege_use AS privilege_use
     WHERE privilege_use.tenant_id = ${ctx.tenantId} AND privilege_use.privilege_id = ${privilege.privilegeId}
       AND privilege_use.person_id = ${personId} AND privilege_use.undone_at IS NULL AND privilege_use.used_at >= ${midnight}
     ORDER BY privilege_use.nth DESC
     LIMIT 1`;
  if (!last) throw new DomainError('privilege.nothingToUndo');
  await ctx.sql.exec`
    UPDATE membership.privilege_use AS privilege_use
       SET undone_at = ${ctx.now}, undone_by = ${ctx.actor.name}
     WHERE privilege_use.tenant_id = ${ctx.tenantId} AND privilege_use.use_id = ${last.use_id}`;
  await audit(ctx, {
    action: 'privilege.undone',
    subjectKind: 'person',
    subjectId: publicId('person', personId),
    facts: { privilege: publicId('privilege', privilege.privilegeId), usedBy: last.used_by },
  });
}

async function cellsOf(ctx: Ctx, wanted: z.output<typeof createShape>['cells'], acts: Privilege['acts']): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const [i, { tier, card, cap, unitCost }] of wanted.entries()) {
    const holderId =
      tier === undefined ? (await findDesign(ctx, card ?? '')).designId : (await findTier(ctx, tier, `/cells/${i}/tier`)).tierId;
    const cost = amountOf(ctx.tenant.currency, unitCost, `/cells/${i}/unitCost`) ?? 0n;
    if (acts !== null && (cap != null || cost !== 0n)) throw new DomainError('privilege.actsFreely', { pointer: `/cells/${i}` });
    if (cells.some((cell) => cell.holderId === holderId)) continue;
    cells.push({ holder: tier === undefined ? 'card' : 'tier', holderId, cap: cap ?? null, unitCost: cost });
  }
  return cells;
}

async function writeCells(ctx: Ctx, privilegeId: Uuid, cells: readonly Cell[]): Promise<void> {
  await ctx.sql.exec`
    INSERT INTO membership.privilege_cell (tenant_id, privilege_id, holder_id, holder, cap, unit_cost)
    SELECT ${ctx.tenantId}, ${privilegeId}, fresh.holder_id, fresh.holder, fresh.cap, fresh.unit_cost
      FROM unnest(${uuids(cells, (cell) => cell.holderId)}::uuid[], ${texts(cells, (cell) => cell.holder)}::text[],
                  ${int4s(cells, (cell) => cell.cap)}::int[], ${int8s(cells, (cell) => cell.unitCost)}::bigint[])
           AS fresh (holder_id, holder, cap, unit_cost)`;
}

async function assertNameFree(ctx: Ctx, name: string, except: Uuid | null): Promise<void> {
  const taken = (await standingPrivileges(ctx)).some((one) => one.name === name && one.privilegeId !== except);
  if (taken) throw new DomainError('privilege.exists', { name, pointer: '/name' });
}
