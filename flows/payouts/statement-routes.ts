import type { Ctx } from '../../kit/ctx.ts';
import { csvLine } from '../../kit/csv/index.ts';
import { route, type Language, type Route } from '../../kit/http/index.ts';
import { publicId } from '../../kit/ids/index.ts';
import * as api from '../../rooms/partners/api.ts';
import {
  acceptBooks,
  cutOf,
  payoutStop,
  recordsOf,
  releasesBy,
  settlement,
  statementList,
  statementOf,
} from '../../rooms/partners/index.ts';
import { findPerson } from '../../rooms/relations/index.ts';
import { releaseCalendar } from './calendar.ts';
import { decimalText } from './pay-file.ts';

const tag = 'Payouts';
const personOf = (ctx: Ctx, params: Record<string, string>) => findPerson(ctx, params['id'] ?? '');

/** What people were paid for and when it comes: statements, the calendar of releases, settlement day. */
export const statementRoutes: Route[] = [
  route({
    id: 'people.statements',
    method: 'get',
    path: '/people/{id}/statements',
    tag,
    permission: 'money.read',
    summary: 'A statement per period in which something moved, newest first',
    query: api.statementsQuery,
    reply: api.statementList,
    find: personOf,
    async handle(ctx, { params, query }) {
      const person = await personOf(ctx, params);
      return { data: await statementList(ctx, person.person_id, await cutOf(ctx, query)), next: null };
    },
  }),
  route({
    id: 'people.statement',
    method: 'get',
    path: '/people/{id}/statement',
    tag,
    permission: 'money.read',
    summary: 'One statement with every line; the present one unless a day of another is given',
    query: api.statementQuery,
    reply: api.statementWithLines,
    find: personOf,
    async handle(ctx, { params, query }) {
      const person = await personOf(ctx, params);
      return await statementOf(ctx, person.person_id, await cutOf(ctx, query), query.from);
    },
  }),
  route({
    id: 'people.statementCsv',
    method: 'get',
    path: '/people/{id}/statement.csv',
    tag,
    permission: 'money.read',
    summary: 'One statement as a file, all of its lines',
    query: api.statementQuery,
    replyType: 'text/csv',
    find: personOf,
    async handle(ctx, { params, query, language }) {
      const person = await personOf(ctx, params);
      const statement = await statementOf(ctx, person.person_id, await cutOf(ctx, query), query.from);
      return new Response(statementCsv(ctx, statement, language), {
        headers: {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="statement-${statement.from}.csv"`,
        },
      });
    },
  }),
  route({
    id: 'people.releases',
    method: 'get',
    path: '/people/{id}/releases.ics',
    tag,
    permission: 'money.read',
    summary: 'The days on which a person’s commissions are released, as a calendar',
    replyType: 'text/calendar',
    find: personOf,
    async handle(ctx, { params, language }) {
      const person = await personOf(ctx, params);
      const days = await releasesBy(ctx, await recordsOf(ctx, person.person_id));
      return calendarOf(ctx, days, { owner: publicId('person', person.person_id), language });
    },
  }),
  route({
    id: 'settlement.releases',
    method: 'get',
    path: '/settlement/releases.ics',
    tag,
    permission: 'money.read',
    summary: 'The days on which everybody’s commissions are released, as a calendar',
    replyType: 'text/calendar',
    async handle(ctx, { language }) {
      return calendarOf(ctx, await releasesBy(ctx, null), { owner: ctx.tenantId, language });
    },
  }),
  route({
    id: 'payoutStop.get',
    method: 'get',
    path: '/payout-stop',
    tag,
    permission: 'money.read',
    summary: 'Whether payouts stand still because the books were found broken, and what was found',
    reply: api.payoutStop,
    async handle(ctx, { language }) {
      return await payoutStop(ctx, language);
    },
  }),
  route({
    id: 'payoutStop.lift',
    method: 'post',
    path: '/payout-stop/lift',
    tag,
    permission: 'payouts.lift',
    status: 200,
    summary: 'Let payouts go on although something is broken: for exactly what was found, until anything else is',
    body: api.acceptBooks,
    reply: api.payoutStop,
    async handle(ctx, { body, language }) {
      await acceptBooks(ctx, body.reason);
      return await payoutStop(ctx, language);
    },
  }),
  route({
    id: 'settlement.get',
    method: 'get',
    path: '/settlement',
    tag,
    permission: 'money.read',
    summary: 'Settlement day: what is due, what is held and why, who asked for what, whether the books balance',
    reply: api.settlement,
    async handle(ctx) {
      return await settlement(ctx);
    },
  }),
];

function calendarOf(
  ctx: Ctx,
  days: readonly { on: string; commissions: number; amount: bigint }[],
  { owner, language }: { owner: string; language: Language },
): Response {
  const { currency, name } = ctx.tenant;
  const text = releaseCalendar(
    days.map((day) => ({ ...day, amount: `${currency} ${decimalText(day.amount, currency)}` })),
    { owner, brand: name, language, at: ctx.now },
  );
  return new Response(text, { headers: { 'content-type': 'text/calendar; charset=utf-8' } });
}

const HEADINGS: Record<Language, readonly string[]> = {
  'zh-CN': ['时间', '类型', '金额', '抵扣欠款', '币种', '订单', '行', '提现', '案件', '明细'],
  en: ['at', 'kind', 'amount', 'debt netted', 'currency', 'order', 'line', 'withdrawal', 'case', 'trace'],
};

function statementCsv(ctx: Ctx, statement: api.StatementWithLines, language: Language): string {
  const { currency } = ctx.tenant;
  const text = (money: { amount: string }): string => decimalText(BigInt(money.amount), currency);
  const rows = statement.lines.map((line) =>
    csvLine([
      line.at,
      line.kind,
      text(line.amount),
      text(line.netted),
      currency,
      line.order,
      line.line,
      line.withdrawal,
      line.case,
      line.trace,
    ]),
  );
  return `\uFEFF${csvLine(HEADINGS[language])}${rows.join('')}`;
}
