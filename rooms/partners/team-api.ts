import { z } from 'zod';
import { day, idText, instant, listOf, pageQuery } from '../../kit/http/shapes.ts';
import { personRef } from '../relations/api.ts';

// The part of the room's api.ts about what a brand tells its partners and asks of them together (SPEC R5).

const words = (most: number) => z.string().trim().min(1).max(most);

/** Every partner, those of a level, or a team: whoever belongs to its leader, and the leader. */
const audience = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('level'), level: words(64) }),
  z.strictObject({ kind: z.literal('team'), leader: idText }),
]);
const toldTo = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('level'), level: z.object({ id: z.string(), label: z.string() }) }),
  z.object({ kind: z.literal('team'), leader: personRef }),
]);

const note = {
  id: z.string(),
  externalId: z.null(),
  title: z.string(),
  body: z.string(),
  to: toldTo,
  toldAt: instant,
  toldBy: z.string(),
  /** taken back, or ended before its day */
  withdrawnAt: instant.nullable(),
  /** how many partners it is for today, and how many of them have seen it */
  partners: z.int(),
  read: z.int(),
};

export const createTeamNotice = z.strictObject({ title: words(100), body: words(2_000), to: audience });
export const withdrawTeamNotice = z.strictObject({});
export const teamNotice = z.object(note).meta({ id: 'TeamNotice' });
export const teamNoticeList = listOf(teamNotice);

/** What can be counted: friends' first orders, lessons passed, services; `done`: each says so themselves. */
const measure = z.enum(['done', 'firstOrders', 'lessons', 'services']);

export const createTeamTask = z.strictObject({
  title: words(100),
  body: z.string().trim().max(2_000).default(''),
  to: audience,
  /** heads and purchases have names so that they can be said and refused (compliance P1, P4) */
  measure: z.enum([...measure.options, 'recruits', 'teamSize', 'teamSales', 'ownPurchases', 'stock']),
  goal: z.int().min(1).max(1_000).default(1),
  /** the last day, in the brand's zone */
  dueOn: day,
});
export const endTeamTask = z.strictObject({});
export const teamTask = z
  .object({
    ...note,
    measure,
    goal: z.int(),
    dueAt: instant,
    state: z.enum(['open', 'over']),
    /** how many of them have done it */
    done: z.int(),
  })
  .meta({ id: 'TeamTask' });
export const teamTaskList = listOf(teamTask);
export const teamProgress = listOf(
  z.object({ person: personRef, readAt: instant.nullable(), had: z.int(), isDone: z.boolean(), doneAt: instant.nullable() }),
);

// What a partner sees of it in the shop.

export const myTeamNotices = z
  .object({
    data: z.array(z.object({ id: z.string(), title: z.string(), body: z.string(), at: instant, readAt: instant.nullable() })),
    next: z.string().nullable(),
    unread: z.int(),
  })
  .meta({ id: 'MyTeamNotices' });
export const readTeamNotices = z.strictObject({});

export const myTeamTask = z
  .object({
    id: z.string(),
    title: z.string(),
    body: z.string(),
    measure,
    goal: z.int(),
    had: z.int(),
    at: instant,
    dueAt: instant,
    state: z.enum(['open', 'done', 'over']),
    doneAt: instant.nullable(),
  })
  .meta({ id: 'MyTeamTask' });
export const myTeamTasks = listOf(myTeamTask);
export const tickTeamTask = z.strictObject({ isDone: z.boolean() });

export const teamNotesQuery = pageQuery;

export type TeamNotice = z.infer<typeof teamNotice>;
export type TeamTask = z.infer<typeof teamTask>;
export type MyTeamNotices = z.infer<typeof myTeamNotices>;
export type MyTeamTask = z.infer<typeof myTeamTask>;
