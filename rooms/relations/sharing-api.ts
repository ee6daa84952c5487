import { z } from 'zod';
import { idText, instant, listOf, pageQuery, stage } from '../../kit/http/shapes.ts';

/** What people share, who came by it, and what either side may know of the other (rules.md B12). */

/** A person's link: to the shop, or to one product of it. There is one of each. */
export const shareLink = z
  .object({
    id: z.string(),
    code: z.string(),
    /** where it stands on this server: `/r/<code>` */
    path: z.string(),
    /** null: it leads to the shop's first page */
    product: z.object({ id: z.string(), name: z.string() }).nullable(),
    /** how often it was opened by people */
    clicks: z.number().int(),
    lastAt: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'ShareLink' });

/** All links of one person: one to the shop and one to a product each. */
export const shareLinkList = listOf(shareLink).meta({ id: 'ShareLinkList' });

export const makeLink = z.strictObject({ product: idText.optional() });

/** Somebody a person introduced, as the person may see them: a masked name, since when, how far they came; never what they bought. */
export const broughtFriend = z.object({ name: z.string(), since: instant.nullable(), stage }).meta({ id: 'BroughtFriend' });

const byStage = z.object(
  Object.fromEntries(stage.options.map((one) => [one, z.number().int()])) as Record<z.infer<typeof stage>, z.ZodInt>,
);

export const myShares = z
  .object({
    /** the name friends see; masked as long as none was chosen */
    shownName: z.string(),
    hasChosenName: z.boolean(),
    /** new introductions rest since then, until somebody of the brand has looked; null: they go on */
    pausedSince: instant.nullable(),
    /** friends who said thanks */
    thanks: z.number().int(),
    links: z.array(shareLink),
    friends: z.object({
      count: z.number().int(),
      byStage,
      /** those the friends brought, and so on: a count and nothing else */
      deeper: z.number().int(),
      data: z.array(broughtFriend),
      next: z.string().nullable(),
    }),
  })
  .meta({ id: 'MyShares' });
export const mySharesQuery = pageQuery;

export const introducerQuery = z.object({ touch: z.string().min(1).max(200).optional() });

/** Who introduced the visitor, and whose customer they are: both sides may know that. */
export const introducer = z
  .object({
    /** null: nobody did */
    introducedBy: z
      .object({
        /** the name they go by among friends; masked where they chose none */
        name: z.string(),
        /** null: before anything is written, or since always */
        since: instant.nullable(),
        /** their introductions rest for now: whoever comes by their link is put down to nobody */
        isPaused: z.boolean(),
        /** the visitor has thanked them; null: nobody is signed in, or they were not introduced yet */
        thankedAt: instant.nullable(),
        canThank: z.boolean(),
      })
      .nullable(),
    /** who earns from what the visitor buys; null: nobody, or nobody is signed in */
    customerOf: z
      .object({
        name: z.string(),
        from: instant.nullable(),
        /** null: without end */
        until: instant.nullable(),
        /** null: for good */
        protectionDaysLeft: z.number().int().nullable(),
        cause: z.string(),
      })
      .nullable(),
    /** what the introducer is told of the visitor; said before it is told */
    toldAboutYou: z.array(z.enum(['maskedName', 'since', 'stage'])),
    neverTold: z.array(z.enum(['phone', 'orders', 'amounts'])),
  })
  .meta({ id: 'ShopIntroducer' });

export const thankIntroducer = z.strictObject({});

export const arrive = z.strictObject({ touch: z.string().min(1).max(200) });

export type MyShares = z.infer<typeof myShares>;
export type ShareLinkJson = z.infer<typeof shareLink>;
export type ShopIntroducer = z.infer<typeof introducer>;
