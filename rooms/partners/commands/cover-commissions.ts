import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';

/**
 * Marks as paid what settled withdrawals cover of people's commissions, oldest confirmed first; one counts only when all that is
 * left of it is covered, and no longer when something older came back before it. What a case holds is not paid; what was forgiven as a debt covers nothing. The caller holds the lane.
 * @param personIds survivors of merges: what was earned under an absorbed record is theirs
 */
export async function coverCommissions(ctx: Ctx, personIds: readonly Uuid[]): Promise<void> {
  if (personIds.length === 0) return;
  const ids = plainArray(personIds);
  const covers = await ctx.sql.anew<{ person_id: Uuid; amount: bigint }>`
    SELECT settled.person_id, (settled.amount - coalesce(forgiven.amount, 0))::bigint AS amount
      FROM (SELECT withdrawal.person_id, sum(withdrawal.amount) AS amount
              FROM partners.withdrawal AS withdrawal
             WHERE withdrawal.tenant_id = ${ctx.tenantId} AND withdrawal.person_id = ANY(${ids}::uuid[]) AND withdrawal.state = 'settled'
             GROUP BY withdrawal.person_id) AS settled
      LEFT JOIN (SELECT money_case.person_id, sum((money_case.facts ->> 'writtenOff')::bigint) AS amount
                   FROM partners.money_case AS money_case
                  WHERE money_case.tenant_id = ${ctx.tenantId} AND money_case.person_id = ANY(${ids}::uuid[]) AND money_case.kind = 'writeOff'
                    AND money_case.outcome = 'release'
                  GROUP BY money_case.person_id) AS forgiven
             ON forgiven.person_id = settled.person_id`;
  if (covers.length === 0) return;
  const owners = plainArray(covers.map((cover) => cover.person_id));
  await ctx.sql.exec`
    WITH payee AS (
      SELECT person.person_id, coalesce(person.merged_into, person.person_id) AS owner_id
        FROM relations.person AS person
       WHERE person.tenant_id = ${ctx.tenantId} AND (person.person_id = ANY(${owners}::uuid[]) OR person.merged_into = ANY(${owners}::uuid[]))),
    ranked AS (
      SELECT earned.order_id, earned.line, earned.role, earned.depth, earned.payee_id, payee.owner_id,
             sum(earned.amount - earned.reversed) OVER (PARTITION BY payee.owner_id
                                                            ORDER BY earned.confirmed_at, earned.order_id, earned.line, earned.role, earned.depth,
                                                                     earned.payee_id) AS upto
        FROM partners.commission AS earned
        JOIN payee ON payee.person_id = earned.payee_id
       WHERE earned.tenant_id = ${ctx.tenantId} AND earned.payee_id = ANY(ARRAY(SELECT payee.person_id FROM payee))
         AND earned.state IN ('confirmed', 'paid') AND earned.case_id IS NULL)
    UPDATE partners.commission AS commission
       SET state = CASE WHEN ranked.upto <= cover.amount THEN 'paid' ELSE 'confirmed' END
      FROM ranked
      JOIN unnest(${owners}::uuid[], ${plainArray(covers.map((cover) => cover.amount))}::bigint[]) AS cover (owner_id, amount)
           ON cover.owner_id = ranked.owner_id
     WHERE commission.tenant_id = ${ctx.tenantId} AND commission.order_id = ranked.order_id AND commission.line = ranked.line
       AND commission.role = ranked.role AND commission.depth = ranked.depth AND commission.payee_id = ranked.payee_id
       AND commission.state = CASE WHEN ranked.upto <= cover.amount THEN 'confirmed' ELSE 'paid' END`;
}
