import type { Ctx } from '../kit/ctx.ts';
import { publicId } from '../kit/ids/index.ts';
import { inboxOf, invitationsOf, listRedemptions, tierHistoryOf } from '../rooms/membership/index.ts';
import { audit } from '../rooms/identity/index.ts';
import { listMemberCards } from '../rooms/membership/index.ts';
import { movementsOf, pointsOf } from '../rooms/points/index.ts';
import { givingsOf } from '../rooms/catalog/index.ts';
import { listPromises, offerPlacesOf } from '../rooms/pricing/index.ts';
import { addressReplies, destinationOf, listOrders, listReturns, orderReply, requestsOf, reviewsOf } from '../rooms/orders/index.ts';
import {
  applicationsOf,
  cutOf,
  earningsOf,
  leadsOf,
  listCases,
  listWithdrawals,
  myLessons,
  partnerHistoryOf,
  payeeReply,
  servicesOf,
  statementList,
  teamMarksOf,
} from '../rooms/partners/index.ts';
import {
  bondsOf,
  findPerson,
  hasShownName,
  linksOf,
  mergedRecordsOf,
  personReply,
  referralHistoryOf,
  relationsOf,
  shownNames,
  stagesOf,
  tracesOf,
  wishesOf,
} from '../rooms/relations/index.ts';
import { listTasks, scriptUsesOf } from '../rooms/planner/index.ts';
import { promiseReplies } from './happy-deal/replies.ts';
import { linksJson } from './share/links-json.ts';

const ALL = 200;

/**
 * Everything the brand holds about a person as one document (P18): the record and those merged into it, introductions,
 * stages, partnerships, everything earned, orders with their lines, returns. Others appear by id only. Audited.
 * @throws DomainError `person.notFound`
 */
export async function exportPerson(ctx: Ctx, id: string): Promise<PersonDocument> {
  const person = await findPerson(ctx, id);
  const document = await gatherPerson(ctx, person);
  await audit(ctx, {
    action: 'person.exported',
    subjectKind: 'person',
    subjectId: publicId('person', person.person_id),
  });
  return document;
}

export type PersonDocument = Awaited<ReturnType<typeof gatherPerson>>;

/** The same without a word on the record: whoever hands it out says to whom. */
export async function gatherPerson(ctx: Ctx, person: Awaited<ReturnType<typeof findPerson>>) {
  const tree = await relationsOf(ctx, person.node);
  return {
    exportedAt: ctx.now.toISOString(),
    brand: ctx.tenant.slug,
    person: await personReply(ctx, person),
    mergedRecords: await mergedRecordsOf(ctx, person.person_id),
    relations: {
      referrer: tree.referrer?.id ?? null,
      upline: tree.upline.map((above) => above.person.id),
      directs: tree.directs,
      downline: tree.downline,
    },
    referrals: await referralHistoryOf(ctx, person.person_id),
    bonds: await bondsOf(ctx, person.person_id),
    shownName: (await hasShownName(ctx, person.person_id))
      ? ((await shownNames(ctx, [person.person_id])).get(person.person_id) ?? null)
      : null,
    links: await linksJson(ctx, await linksOf(ctx, person.person_id)),
    traces: await tracesOf(ctx, person.person_id),
    partnerships: await partnerHistoryOf(ctx, person.person_id),
    cards: await allOf((cursor) => listMemberCards(ctx, { limit: ALL, cursor, personId: person.person_id })),
    services: await servicesOf(ctx, person.person_id),
    partnerApplications: await applicationsOf(ctx, person.person_id),
    leads: await leadsOf(ctx, person.person_id),
    planTasks: await allOf((cursor) => listTasks(ctx, { limit: ALL, cursor, personId: person.person_id })),
    scriptUses: await scriptUsesOf(ctx, person.person_id),
    teamMarks: await teamMarksOf(ctx, person.person_id),
    training: (await myLessons(ctx, person.person_id)).filter((lesson) => lesson.passed),
    earnings: await earningsOf(ctx, person.person_id),
    stages: await allOf((cursor) => stagesOf(ctx, person.person_id, { limit: ALL, cursor })),
    orders: await ordersOf(ctx, person.person_id),
    addresses: await addressReplies(ctx, person.person_id),
    refundRequests: await requestsOf(ctx, person.person_id),
    reviews: await reviewsOf(ctx, person.person_id),
    promisedGifts: await promiseReplies(
      ctx,
      await allOf((cursor) => listPromises(ctx, { limit: ALL, cursor, personId: person.person_id })),
    ),
    givings: await allOf((cursor) => givingsOf(ctx, person.person_id, { limit: ALL, cursor })),
    returns: await allOf((cursor) => listReturns(ctx, { limit: ALL, cursor, personId: person.person_id })),
    points: await pointsOf(ctx, person.person_id),
    pointsHistory: await allOf((cursor) => movementsOf(ctx, person.person_id, { limit: ALL, cursor })),
    payee: await payeeReply(ctx, person.person_id),
    withdrawals: await allOf((cursor) => listWithdrawals(ctx, { limit: ALL, cursor, personId: person.person_id })),
    redemptions: await allOf((cursor) => listRedemptions(ctx, { limit: ALL, cursor, person: publicId('person', person.person_id) })),
    tiers: await tierHistoryOf(ctx, person.person_id),
    inbox: await allOf((cursor) => inboxOf(ctx, person.person_id, { limit: ALL, cursor })),
    invitations: await invitationsOf(ctx, person.person_id),
    offerTrials: await offerPlacesOf(ctx, person.person_id),
    cases: await allOf((cursor) => listCases(ctx, { limit: ALL, cursor, personId: person.person_id })),
    statements: await statementList(ctx, person.person_id, await cutOf(ctx, {})),
    ownDataWishes: await wishesOf(ctx, person.person_id),
  };
}

async function ordersOf(ctx: Ctx, personId: string): Promise<unknown[]> {
  const orders = await allOf((cursor) => listOrders(ctx, { limit: ALL, cursor, personId }));
  const whole: unknown[] = [];
  for (const order of orders) whole.push({ ...(await orderReply(ctx, order.id)), goesTo: await destinationOf(ctx, order.id) });
  return whole;
}

async function allOf<Row>(page: (cursor: string | undefined) => Promise<{ data: Row[]; next: string | null }>): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const { data, next } = await page(cursor);
    rows.push(...data);
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return rows;
}
