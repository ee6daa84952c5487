import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { decodeCursor, pageOf } from '../../../kit/http/index.ts';
import { publicId, type Uuid } from '../../../kit/ids/index.ts';
import { moneyJson } from '../../../kit/money/index.ts';
import type { TimelineItem } from '../api.ts';

type Kind = TimelineItem['kind'];

interface EventRow {
  at: Date;
  kind: Kind;
  key: string;
  subject: Uuid | null;
  amount: bigint | null;
  text: string | null;
  other: string | null;
}

const cursorShape = z.tuple([z.iso.datetime(), z.string().max(120)]);

/**
 * Everything that happened to a person, newest first: met, consented, bought, gave back, moved between stages, was
 * introduced, introduced others. Business time; a page is bounded whatever the length of the history.
 */
export async function timeline(
  ctx: Ctx,
  personId: Uuid,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: TimelineItem[]; next: string | null }> {
  const from = page.cursor === undefined ? null : decodeCursor(page.cursor, cursorShape);
  const at = from ? new Date(from[0]) : new Date('9999-12-31T00:00:00Z');
  const key = from ? from[1] : '\u{10ffff}';
  const take = page.limit + 1;
  const rows = await ctx.sql.anew<EventRow>`
    SELECT event.at, event.kind, event.key, event.subject, event.amount, event.text, event.other
      FROM (
        (SELECT person.seen_at AS at, 'seen' AS kind, 'a' AS key, NULL::uuid AS subject, NULL::bigint AS amount, source.kind AS text, source.name AS other
           FROM relations.person AS person
           LEFT JOIN relations.source AS source ON source.tenant_id = ${ctx.tenantId} AND source.source_id = person.source_id
          WHERE person.tenant_id = ${ctx.tenantId} AND person.person_id = ${personId} AND person.seen_at IS NOT NULL)
        UNION ALL
        (SELECT consent.given_at, 'consent', 'b' || consent.channel, NULL, NULL, consent.channel, NULL
           FROM relations.consent AS consent
          WHERE consent.tenant_id = ${ctx.tenantId} AND consent.person_id = ${personId} AND consent.given_at <= ${at}
          ORDER BY consent.given_at DESC LIMIT ${take})
        UNION ALL
        (SELECT coalesce(referral.from_at, referral.recorded_at), 'introduced', 'c' || referral.referral_id, referral.object_id, NULL, object.name, object.external_id
           FROM relations.referral AS referral
           JOIN relations.person AS object ON object.tenant_id = ${ctx.tenantId} AND object.person_id = referral.object_id
          WHERE referral.tenant_id = ${ctx.tenantId} AND referral.subject_id = ${personId} AND referral.to_at IS NULL)
        UNION ALL
        (SELECT customer_order.paid_at, 'order', 'd' || customer_order.order_id, customer_order.order_id, customer_order.net_amount, customer_order.origin, customer_order.external_id
           FROM orders.customer_order AS customer_order
          WHERE customer_order.tenant_id = ${ctx.tenantId} AND customer_order.person_id = ${personId} AND customer_order.paid_at <= ${at}
          ORDER BY customer_order.paid_at DESC, customer_order.order_id DESC LIMIT ${take})
        UNION ALL
        (SELECT sales_return.at, 'return', 'e' || sales_return.return_id, sales_return.return_id, sales_return.amount, NULL, sales_return.external_id
           FROM orders.sales_return AS sales_return
          WHERE sales_return.tenant_id = ${ctx.tenantId} AND sales_return.person_id = ${personId} AND sales_return.at <= ${at}
          ORDER BY sales_return.at DESC, sales_return.return_id DESC LIMIT ${take})
        UNION ALL
        (SELECT stage_change.at, 'stage', 'f' || lpad(stage_change.seq::text, 6, '0'), NULL, stage_change.days::bigint, stage_change.to_stage, stage_change.from_stage
           FROM relations.stage_change AS stage_change
          WHERE stage_change.tenant_id = ${ctx.tenantId} AND stage_change.person_id = ${personId} AND stage_change.at <= ${at}
          ORDER BY stage_change.seq DESC LIMIT ${take})
        UNION ALL
        (SELECT coalesce(referral.from_at, referral.recorded_at), 'introducedSomeone', 'g' || referral.referral_id, referral.subject_id, NULL, subject.name, subject.external_id
           FROM relations.referral AS referral
           JOIN relations.person AS subject ON subject.tenant_id = ${ctx.tenantId} AND subject.person_id = referral.subject_id
          WHERE referral.tenant_id = ${ctx.tenantId} AND referral.object_id = ${personId} AND referral.to_at IS NULL
            AND coalesce(referral.from_at, referral.recorded_at) <= ${at}
          ORDER BY coalesce(referral.from_at, referral.recorded_at) DESC, referral.referral_id DESC LIMIT ${take})
      ) AS event
     WHERE (event.at, event.key COLLATE "C") < (${at}, ${key}::text COLLATE "C")
     ORDER BY event.at DESC, event.key COLLATE "C" DESC
     LIMIT ${take}`;
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.at.toISOString(), row.key]);
  return {
    data: shown.map((row) => ({
      at: row.at.toISOString(),
      kind: row.kind,
      facts: factsOf(row, ctx.tenant.currency),
    })),
    next,
  };
}

function factsOf(row: EventRow, currency: string): Record<string, unknown> {
  switch (row.kind) {
    case 'seen':
      return { sourceKind: row.text, source: row.other };
    case 'consent':
      return { channel: row.text };
    case 'order':
      return {
        order: row.subject && publicId('order', row.subject),
        externalId: shownId(row.other),
        net: moneyJson(row.amount ?? 0n, currency),
        origin: row.text,
      };
    case 'return':
      return {
        salesReturn: row.subject && publicId('salesReturn', row.subject),
        externalId: row.other,
        amount: moneyJson(row.amount ?? 0n, currency),
      };
    case 'stage':
      return { from: row.other, to: row.text, days: row.amount === null ? null : Number(row.amount) };
    case 'introduced':
    case 'introducedSomeone':
      return {
        person: { id: row.subject && publicId('person', row.subject), name: row.text, externalId: row.other },
      };
    default:
      return {};
  }
}

// Orders from rows without an id carry a generated one that means nothing outside.
function shownId(externalId: string | null): string | null {
  return externalId?.startsWith('~') ? null : externalId;
}
