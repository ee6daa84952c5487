import type { Ctx } from '../../../kit/ctx.ts';
import { int4s, int8s, texts, uuids } from '../../../kit/db/arrays.ts';
import type { Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/** What history derived about the stages of people. Instants in epoch ms. */
export interface DerivedStages {
  /** rows from this number on are no longer true */
  readonly drops: readonly { personId: Uuid; fromSeq: number }[];
  readonly steps: readonly {
    personId: Uuid;
    seq: number;
    from: Stage | null;
    to: Stage;
    at: number;
    days: number | null;
  }[];
  /** people whose newest row changed */
  readonly current: readonly { node: number; stage: Stage; since: number }[];
}

/** Writes derived stage histories, one statement each. For whoever recomputes history, inside its transaction. */
export async function setStages(ctx: Ctx, { drops, steps, current }: DerivedStages): Promise<void> {
  const done: Promise<unknown>[] = [];
  if (drops.length > 0) {
    const people = uuids(drops, (drop) => drop.personId);
    done.push(ctx.sql.exec`
      DELETE FROM relations.stage_change AS stage_change
       USING unnest(${people}::uuid[], ${int4s(drops, (drop) => drop.fromSeq)}::int[])
             AS gone (person_id, from_seq)
       WHERE stage_change.tenant_id = ${ctx.tenantId} AND stage_change.person_id = gone.person_id AND stage_change.person_id = ANY(${people}::uuid[])
         AND stage_change.seq >= gone.from_seq`);
  }
  if (steps.length > 0) {
    done.push(ctx.sql.put`
      INSERT INTO relations.stage_change (tenant_id, person_id, seq, from_stage, to_stage, at, days)
      SELECT ${ctx.tenantId}, fresh.person_id, fresh.seq, fresh.from_stage, fresh.to_stage, timestamptz 'epoch' + fresh.at_ms * interval '1 millisecond', fresh.days
        FROM unnest(${uuids(steps, (step) => step.personId)}::uuid[], ${int4s(steps, (step) => step.seq)}::int[],
                    ${texts(steps, (step) => step.from)}::text[], ${texts(steps, (step) => step.to)}::text[],
                    ${int8s(steps, (step) => step.at)}::bigint[], ${int4s(steps, (step) => step.days)}::int[])
             AS fresh (person_id, seq, from_stage, to_stage, at_ms, days)`);
  }
  if (current.length > 0) {
    const nodes = int4s(current, (row) => row.node);
    // The list of nodes is there for the planner: it reads those rows by key, never the whole table.
    done.push(ctx.sql.exec`
      UPDATE relations.person AS person
         SET stage = fresh.stage, stage_since = timestamptz 'epoch' + fresh.since_ms * interval '1 millisecond'
        FROM unnest(${nodes}::int[], ${texts(current, (row) => row.stage)}::text[],
                    ${int8s(current, (row) => row.since)}::bigint[]) AS fresh (node, stage, since_ms)
       WHERE person.tenant_id = ${ctx.tenantId} AND person.node = fresh.node AND person.node = ANY(${nodes}::int[])`);
  }
  await Promise.all(done);
}
