import { z } from 'zod';
import { day, decimal, idText, instant, listOf, money, pageQuery, stage } from '../../kit/http/shapes.ts';
import { personRef } from '../relations/api.ts';
import { caseKind, payee, statementFields, withdrawal } from './payouts-api.ts';

// The part of the room's api.ts about becoming a partner and being one: what the console decides, and what a partner sees in the shop.
// A person's own things (`my…`) never carry another person's id, phone, orders or amounts (rules.md B12).

const words = (most: number) => z.string().trim().min(1).max(most);
const productRef = z.object({ id: z.string(), externalId: z.string(), name: z.string() });

// How somebody becomes a partner.

/** They say themselves that no law bars them (an official, a serviceman, a full-time student …), and when they were born. */
export const applyAsPartner = z.strictObject({
  bornOn: day.optional(),
  isBarred: z.boolean(),
  note: words(500).optional(),
});
export const acceptInvitation = applyAsPartner.omit({ note: true });
export const declineInvitation = z.strictObject({});
export const invitePartner = z.strictObject({ level: words(64).optional(), note: words(500).optional() });
export const approveApplication = z.strictObject({ level: words(64).optional() });
export const declineApplication = z.strictObject({ reason: words(500) });

export const partnerApplication = z
  .object({
    id: z.string(),
    externalId: z.null(),
    person: personRef,
    kind: z.enum(['applied', 'invited']),
    state: z.enum(['open', 'accepted', 'declined']),
    /** the level that an invitation or an approval gave */
    level: z.string().nullable(),
    note: z.string().nullable(),
    bornOn: day.nullable(),
    /** when they said that no law bars them */
    declaredAt: instant.nullable(),
    askedAt: instant,
    askedBy: z.string(),
    answeredAt: instant.nullable(),
    answeredBy: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'PartnerApplication' });
export const partnerApplicationList = listOf(partnerApplication);
export const partnerApplicationsQuery = pageQuery.extend({ state: z.enum(['open', 'accepted', 'declined']).optional() });

// What moves a partner between levels.

const notNegative = money.refine((value) => /^\d{1,18}$/.test(value.amount));
const days = { windowDays: z.int().min(1).max(3_650), graceDays: z.int().min(0).max(3_650) };
const count = z.int().min(0).max(1_000_000_000);

/**
 * What a level asks for within the last `windowDays`: at `reach` a partner gets it, below `keep` they are warned and fall one level after
 * `graceDays`. Recruits and what a team sells have names so that they can be said and refused (compliance P1).
 */
export const levelRule = z
  .discriminatedUnion('measure', [
    z.strictObject({ measure: z.enum(['sales', 'teamSales']), reach: notNegative, keep: notNegative, ...days }),
    z.strictObject({ measure: z.enum(['services', 'recruits', 'teamSize']), reach: count, keep: count, ...days }),
  ])
  .meta({ id: 'LevelRule' });
export type LevelRule = z.output<typeof levelRule>;

const measured = z.object({
  measure: z.enum(['sales', 'services']),
  windowDays: z.int(),
  /** money for sales, a count for services */
  had: z.union([money, z.int()]),
  needed: z.union([money, z.int()]),
});

export const levelWarning = z
  .object({
    partner: z.string(),
    person: personRef,
    level: z.string(),
    ...measured.shape,
    warnedAt: instant,
    fallsAt: instant,
  })
  .meta({ id: 'LevelWarning' });
export const levelWarningList = listOf(levelWarning);

// Training, materials, leads: what the brand writes and hands over.

const question = z
  .strictObject({ ask: words(500), answers: z.array(words(300)).min(2).max(8), right: z.int().min(0).max(7) })
  .refine(({ answers, right }) => right < answers.length, { path: ['right'] });

export const createLesson = z.strictObject({
  title: words(200),
  body: words(20_000),
  questions: z.array(question).max(50).default([]),
  /** how many right answers pass; all of them when left out */
  passAt: z.int().min(0).max(50).optional(),
  position: z.int().min(0).max(1_000_000).optional(),
  isPublished: z.boolean().default(false),
});
export const updateLesson = z.strictObject({
  title: createLesson.shape.title.optional(),
  body: createLesson.shape.body.optional(),
  questions: createLesson.shape.questions.unwrap().optional(),
  passAt: createLesson.shape.passAt,
  position: createLesson.shape.position,
  isPublished: z.boolean().optional(),
});
export const lesson = z
  .object({
    id: z.string(),
    externalId: z.null(),
    position: z.int(),
    title: z.string(),
    body: z.string(),
    questions: z.array(z.object({ ask: z.string(), answers: z.array(z.string()), right: z.int() })),
    passAt: z.int(),
    isPublished: z.boolean(),
    /** how many people finished it, or passed its quiz */
    passed: z.int(),
    changedAt: instant,
  })
  .meta({ id: 'Lesson' });
export const lessonList = listOf(lesson);

export const createMaterial = z.strictObject({
  title: words(200),
  body: words(2_000),
  product: idText.nullable().optional(),
  position: z.int().min(0).max(1_000_000).optional(),
  isPublished: z.boolean().default(false),
});
export const updateMaterial = z.strictObject({
  title: createMaterial.shape.title.optional(),
  body: createMaterial.shape.body.optional(),
  product: createMaterial.shape.product,
  position: createMaterial.shape.position,
  isPublished: z.boolean().optional(),
});
export const material = z
  .object({
    id: z.string(),
    externalId: z.null(),
    position: z.int(),
    title: z.string(),
    body: z.string(),
    product: productRef.nullable(),
    isPublished: z.boolean(),
    changedAt: instant,
  })
  .meta({ id: 'Material' });
export const materialList = listOf(material);

const outcome = z.enum(['noAnswer', 'talking', 'bought', 'notNow', 'notInterested']);
const leadState = z.enum(['open', 'done', 'takenBack']);
export const handLead = z.strictObject({ person: idText, partner: idText, note: words(500).optional() });
export const takeLeadBack = z.strictObject({});
export const lead = z
  .object({
    id: z.string(),
    externalId: z.null(),
    person: personRef,
    /** who looks after them */
    partner: personRef,
    note: z.string().nullable(),
    state: leadState,
    outcome: outcome.nullable(),
    outcomeNote: z.string().nullable(),
    outcomeAt: instant.nullable(),
    handedAt: instant,
    handedBy: z.string(),
    endedAt: instant.nullable(),
  })
  .meta({ id: 'Lead' });
export const leadList = listOf(lead);
export const leadsQuery = pageQuery.extend({ state: leadState.optional() });

// What a person sees of their own in the shop.

export const myPartnership = z
  .object({
    standing: z.enum(['none', 'applied', 'invited', 'partner', 'left']),
    since: instant.nullable(),
    level: z.object({ id: z.string(), label: z.string() }).nullable(),
    /** the next level that own sales or services lead to */
    next: z.object({ label: z.string(), ...measured.shape }).nullable(),
    warning: z.object({ ...measured.shape, fallsAt: instant }).nullable(),
    /** the one that is open, else the last one that was declined */
    application: z
      .object({
        kind: z.enum(['applied', 'invited']),
        state: z.enum(['open', 'declined']),
        askedAt: instant,
        note: z.string().nullable(),
        reason: z.string().nullable(),
      })
      .nullable(),
    /** what has to be said before: an age, where the law of the brand asks for one */
    minimumAge: z.int(),
    training: z.object({ lessons: z.int(), passed: z.int() }),
    openLeads: z.int(),
    unreadNotices: z.int(),
    openTasks: z.int(),
  })
  .meta({ id: 'MyPartnership' });

export const myPeople = z
  .object({
    directs: z.int(),
    /** everybody further on, as a count and nothing else */
    deeper: z.int(),
    data: z.array(z.object({ name: z.string(), joinedAt: instant.nullable(), stage })),
    next: z.string().nullable(),
  })
  .meta({ id: 'MyPeople' });

export const myTeam = z
  .object({
    partners: z.int(),
    data: z.array(
      z.object({
        name: z.string().nullable(),
        since: instant,
        level: z.string().nullable(),
        training: z.object({ lessons: z.int(), passed: z.int() }),
      }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'MyTeam' });

export const myPurse = z
  .object({
    pending: money,
    available: money,
    held: money,
    /** what is owed after refunds; taken from what comes next, oldest first */
    receivable: money,
    /** asked for and not ended yet */
    onTheWay: money,
    /** what arrived, after tax and fees */
    paidOut: money,
    /** the next days on which something becomes theirs */
    releases: z.array(z.object({ on: day, amount: money })),
    minimum: money,
    fee: money,
    /** per cent of what is earned that may pay a debt */
    maxNetPct: z.int(),
    taxMethod: withdrawal.shape.tax.shape.method,
    /** nothing is paid out until the brand has put its books in order */
    isStopped: z.boolean(),
    /** what has to be said before the first withdrawal */
    missing: z.array(z.enum(['legalName', 'idNumber', 'bornOn', 'account'])),
  })
  .meta({ id: 'MyPurse' });

export const myEarning = z
  .object({
    paidAt: instant.nullable(),
    /** who bought, masked; null for people further on */
    from: z.string().nullable(),
    role: z.enum(['direct', 'indirect', 'differential', 'service']),
    ratePpm: z.int().nullable(),
    amount: money,
    reversed: money,
    left: money,
    state: z.enum(['pending', 'confirmed', 'paid', 'reversed']),
    /** when it becomes theirs; null while the goods are not received */
    dueAt: instant.nullable(),
    confirmedAt: instant.nullable(),
    heldFor: caseKind.nullable(),
    holdDays: z.int(),
    plan: z.object({ name: z.string(), version: z.int() }),
    /** what to name when asking about it */
    reference: z.string(),
  })
  .meta({ id: 'MyEarning' });
export const myEarnings = listOf(myEarning);

export const myStatement = z
  .object({
    ...statementFields,
    lines: z.array(
      z.object({
        at: instant,
        kind: z.enum(['earned', 'reversed', 'tax', 'fee', 'paid', 'adjusted', 'held', 'released', 'requested', 'returned']),
        amount: money,
        netted: money,
      }),
    ),
    debts: z.array(z.object({ at: instant, amount: money, left: money })),
  })
  .meta({ id: 'MyStatement' });

/** Who is paid, without the person's id: it is their own. */
export const myPayee = payee.omit({ person: true }).meta({ id: 'MyPayee' });

export const myWithdrawal = withdrawal
  .pick({
    id: true,
    state: true,
    amount: true,
    tax: true,
    fee: true,
    net: true,
    requestedAt: true,
    approvedAt: true,
    endedAt: true,
    reason: true,
  })
  .extend({ isSent: z.boolean() })
  .meta({ id: 'MyWithdrawal' });
export const myWithdrawals = listOf(myWithdrawal);
export const askWithdrawal = z.strictObject({ amount: money.refine((value) => /^0*[1-9]\d{0,17}$/.test(value.amount)) });

/** What all partners of a brand earned in twelve months, those who earned nothing included (compliance P10). */
export const incomeDisclosure = z
  .object({
    from: day,
    to: day,
    partners: z.int(),
    earnedNothing: z.int(),
    /** null while there are fewer than 20 partners */
    quartiles: z.object({ lower: money, median: money, upper: money, topTenth: money }).nullable(),
    nothingShare: decimal.nullable(),
    countedOn: day,
  })
  .meta({ id: 'IncomeDisclosure' });

/** The plan in force as a partner reads it. */
export const partnerPlan = z
  .object({
    plan: z.object({ name: z.string(), version: z.int(), since: instant }).nullable(),
    sentences: z.array(z.object({ about: z.string(), text: z.string() })),
    levels: z.array(
      z.object({
        label: z.string(),
        rule: z
          .object({ measure: z.enum(['sales', 'services']), reach: z.union([money, z.int()]), keep: z.union([money, z.int()]), ...days })
          .nullable(),
      }),
    ),
    holdDays: z.int(),
  })
  .meta({ id: 'PartnerPlan' });

const shelfLesson = { id: z.string(), title: z.string(), questions: z.int(), passed: z.boolean(), passedAt: instant.nullable() };
export const myLessonList = z.object({ data: z.array(z.object(shelfLesson)), next: z.null() });
export const myLesson = z
  .object({
    ...shelfLesson,
    body: z.string(),
    passAt: z.int(),
    quiz: z.array(z.object({ ask: z.string(), answers: z.array(z.string()) })),
  })
  .meta({ id: 'MyLesson' });
/** One answer per question, by its place among the answers; none for a lesson without questions. */
export const sitLesson = z.strictObject({ answers: z.array(z.int().min(0).max(7)).max(50) });
export const satLesson = z
  .object({
    passed: z.boolean(),
    correct: z.int(),
    asked: z.int(),
    /** places of the questions that were answered wrong */
    wrong: z.array(z.int()),
  })
  .meta({ id: 'SatLesson' });

export const myMaterialList = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      body: z.string(),
      product: productRef.nullable(),
      /** stands on everything that is shared and cannot be taken off (compliance P11) */
      label: z.string(),
    }),
  ),
  next: z.null(),
});

export const myLead = z
  .object({
    id: z.string(),
    /** masked */
    name: z.string(),
    stage,
    note: z.string().nullable(),
    state: leadState,
    outcome: outcome.nullable(),
    outcomeNote: z.string().nullable(),
    outcomeAt: instant.nullable(),
    handedAt: instant,
  })
  .meta({ id: 'MyLead' });
export const myLeads = listOf(myLead);
/** `isDone`: nothing more is to be done for them. */
export const tellOutcome = z.strictObject({ outcome, note: words(500).optional(), isDone: z.boolean().default(false) });

export type PartnerApplication = z.infer<typeof partnerApplication>;
export type LevelWarning = z.infer<typeof levelWarning>;
export type Lesson = z.infer<typeof lesson>;
export type Material = z.infer<typeof material>;
export type Lead = z.infer<typeof lead>;
export type MyPartnership = z.infer<typeof myPartnership>;
export type MyPeople = z.infer<typeof myPeople>;
export type MyTeam = z.infer<typeof myTeam>;
export type MyPurse = z.infer<typeof myPurse>;
export type MyEarning = z.infer<typeof myEarning>;
export type MyStatement = z.infer<typeof myStatement>;
export type MyWithdrawal = z.infer<typeof myWithdrawal>;
export type IncomeDisclosure = z.infer<typeof incomeDisclosure>;
export type PartnerPlan = z.infer<typeof partnerPlan>;
export type MyLesson = z.infer<typeof myLesson>;
export type MyLead = z.infer<typeof myLead>;
