import { z } from 'zod';
import { instant, listOf } from '../../kit/http/shapes.ts';

/** The steps a ceremony may have; each at most once, in the order the brand likes. */
export const ceremonyStep = z.enum(['pledge', 'number', 'welcome', 'kit', 'privilege', 'mentor', 'letter']).meta({ id: 'CeremonyStep' });

const title = z.string().trim().min(1).max(60);
const text = z.string().trim().min(1).max(2000);

/** What the brand says at a step, in its own words; what it leaves out the product says. */
export const designedStep = z
  .strictObject({
    step: ceremonyStep,
    title: title.optional(),
    text: text.optional(),
    /** who signs the letter, who the mentor is */
    name: z.string().trim().min(1).max(60).optional(),
    /** what is in the kit, what the pledge asks */
    points: z.array(z.string().trim().min(1).max(120)).max(12).optional(),
  })
  .meta({ id: 'DesignedStep' });

export const writeCeremony = z.strictObject({
  steps: z
    .array(designedStep)
    .min(1)
    .max(7)
    .refine((steps) => new Set(steps.map((each) => each.step)).size === steps.length, { error: 'each step once' })
    .refine((steps) => steps.every((each) => each.step !== 'letter' || each.text !== undefined), { error: 'a letter has a text' }),
  /** lies beside the one in force until it is written for good; nobody goes through it */
  isDraft: z.boolean().optional(),
});

export const ceremony = z
  .object({
    /** 0 = the product's own, until the brand writes one */
    version: z.number().int(),
    steps: z.array(designedStep),
    writtenAt: instant.nullable(),
    writtenBy: z.string().nullable(),
    draft: z.object({ steps: z.array(designedStep), writtenAt: instant, writtenBy: z.string() }).nullable(),
    /** of those who began: how many there are, and how many came to the end */
    began: z.number().int(),
    finished: z.number().int(),
  })
  .meta({ id: 'Ceremony' });

export const ownCeremony = z
  .object({
    /** `waiting`: members only; nobody is one before their card is paid */
    state: z.enum(['waiting', 'open', 'done']),
    /** the member number, for life */
    number: z.number().int().nullable(),
    joinedAt: instant.nullable(),
    welcomedAt: instant.nullable(),
    /** who brought them, by the name they chose */
    introducer: z.object({ name: z.string(), hasWelcomed: z.boolean() }).nullable(),
    steps: z.array(
      z.object({
        step: ceremonyStep,
        title: z.string().nullable(),
        text: z.string().nullable(),
        name: z.string().nullable(),
        points: z.array(z.string()),
        doneAt: instant.nullable(),
      }),
    ),
  })
  .meta({ id: 'OwnCeremony' });

export const doStep = z.strictObject({ step: ceremonyStep });

/** What a kind of notice tells stands in its facts; amounts are money, people are masked unless they introduced the reader. */
export const notice = z
  .object({
    id: z.string(),
    kind: z.string(),
    facts: z.record(z.string(), z.unknown()),
    at: instant,
    readAt: instant.nullable(),
    /** one tap sends something back: a welcome to a friend who joined */
    canAnswer: z.boolean(),
    answeredAt: instant.nullable(),
  })
  .meta({ id: 'Notice' });

export const inbox = listOf(notice).extend({ unread: z.number().int() }).meta({ id: 'Inbox' });
export const readNotices = z.object({ unread: z.number().int() });

export const badge = z.enum(['welcomed', 'firstUse', 'regular', 'paidForItself', 'friend', 'renewed']).meta({ id: 'Badge' });
export const badges = z
  .object({ data: z.array(z.object({ badge, isEarned: z.boolean(), have: z.number().int(), need: z.number().int() })) })
  .meta({ id: 'Badges' });

export const helper = z.object({ rank: z.number().int(), name: z.string(), friends: z.number().int(), isMe: z.boolean() });
export const leaderboard = z
  .object({
    /** who helped the most friends to something they bought: masked names, never what anybody earned */
    data: z.array(helper),
    /** null for a guest; rank null before the first friend */
    me: z.object({ rank: z.number().int().nullable(), friends: z.number().int() }).nullable(),
  })
  .meta({ id: 'Leaderboard' });

export const memberInvitation = z.object({ askedAt: instant }).meta({ id: 'MemberInvitation' });

export type CeremonyStep = z.infer<typeof ceremonyStep>;
export type DesignedStep = z.infer<typeof designedStep>;
export type CeremonyJson = z.infer<typeof ceremony>;
export type OwnCeremonyJson = z.infer<typeof ownCeremony>;
export type NoticeJson = z.infer<typeof notice>;
export type BadgesJson = z.infer<typeof badges>;
export type LeaderboardJson = z.infer<typeof leaderboard>;
