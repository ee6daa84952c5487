import { z } from 'zod';
import { instant, listOf, money, pageQuery } from '../../kit/http/shapes.ts';

export const provider = z.enum(['test', 'wechat', 'stripe']).meta({ id: 'Provider' });

const pem = z.string().trim().min(100).max(8000);
const code = z.string().trim().min(1).max(200);

/** What each provider needs to be told; nothing else may be there. */
const NEEDED = {
  test: [],
  wechat: ['merchantId', 'appId', 'serial', 'privateKey', 'apiV3Key', 'platformSerial', 'platformKey'],
  stripe: ['merchantId', 'publishableKey', 'apiKey', 'webhookSecret'],
} as const satisfies Record<z.infer<typeof provider>, readonly string[]>;

export const createPaymentAccount = z
  .strictObject({
    provider,
    /** WeChat Pay: mchid; Stripe: `acct_…` */
    merchantId: code.optional(),
    appId: code.optional(),
    /** serial number of the merchant's certificate */
    serial: code.optional(),
    /** the merchant's private key, PEM */
    privateKey: pem.optional(),
    apiV3Key: z.string().length(32).optional(),
    /** `PUB_KEY_ID_…`, or the serial number of the platform's certificate */
    platformSerial: code.optional(),
    /** the platform's public key or certificate, PEM */
    platformKey: pem.optional(),
    publishableKey: code.optional(),
    apiKey: code.optional(),
    /** `whsec_…` of the endpoint at Stripe */
    webhookSecret: code.optional(),
  })
  .superRefine((given, { addIssue }) => {
    const needed: readonly string[] = NEEDED[given.provider];
    for (const [name, value] of Object.entries(given)) {
      const isNeeded = needed.includes(name) || name === 'provider';
      if (!isNeeded && value !== undefined) addIssue({ code: 'unrecognized_keys', keys: [name], path: [] });
    }
    for (const name of needed) {
      if (!(name in given)) addIssue({ code: 'invalid_type', expected: 'string', input: undefined, path: [name] });
    }
  });

export const paymentAccount = z
  .object({
    id: z.string(),
    provider,
    merchantId: z.string(),
    isLive: z.boolean(),
    /** what the provider is to be told: where its messages go */
    webhookUrl: z.string(),
    settings: z.record(z.string(), z.string()),
    createdAt: instant,
    createdBy: z.string(),
    lastEventAt: instant.nullable(),
  })
  .meta({ id: 'PaymentAccount' });
export const paymentAccountList = listOf(paymentAccount);

export const intentState = z.enum(['open', 'paid', 'failed', 'mismatch']).meta({ id: 'PaymentIntentState' });
export const createPaymentIntent = z.strictObject({
  provider,
  /** WeChat Pay: native (QR), jsapi (inside WeChat), h5; elsewhere left out */
  method: z.enum(['native', 'jsapi', 'h5']).optional(),
  /** the customer as the provider knows them: an openid for jsapi */
  payer: z.string().max(200).optional(),
  payerAddress: z.union([z.ipv4(), z.ipv6()]).optional(),
});
export const paymentIntent = z
  .object({
    id: z.string(),
    order: z.string(),
    provider,
    method: z.string(),
    amount: money,
    state: intentState,
    reference: z.string(),
    /** what the customer's device needs, by `kind` */
    pay: z.record(z.string(), z.unknown()).nullable(),
    createdAt: instant,
    paidAt: instant.nullable(),
  })
  .meta({ id: 'PaymentIntent' });
export const paymentIntentList = listOf(paymentIntent);

/** What the built-in provider's customer does, and what it then tells: for trials of everything that can go wrong. */
export const actOnTestCharge = z.strictObject({
  do: z.enum(['pay', 'fail', 'dispute', 'winDispute']),
  amount: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  merchantId: code.optional(),
});

/** How the built-in provider behaves from now on. */
export const testBehaviour = z
  .strictObject({
    /** its messages come so much later */
    delaySeconds: z.number().int().min(0).max(31_536_000).optional(),
    /** how often it tells each thing; 0 = its messages are lost */
    copies: z.number().int().min(0).max(1000).optional(),
    refunds: z.enum(['done', 'later', 'failed', 'silent']).optional(),
    /** silentPaid: it pays and its answer is lost; silent: it does nothing and answers nothing */
    payouts: z.enum(['paid', 'later', 'failed', 'silent', 'silentPaid']).optional(),
  })
  .meta({ id: 'TestProviderBehaviour' });

export const testBehaviourSet = z.object({ settings: z.record(z.string(), z.string()) });

export const eventOutcome = z
  .enum(['waiting', 'applied', 'known', 'unapplied', 'refused', 'noted', 'parked'])
  .meta({ id: 'ProviderEventOutcome' });
export const providerEvent = z
  .object({
    id: z.string(),
    provider,
    eventId: z.string(),
    kind: z.string(),
    source: z.enum(['webhook', 'poll']),
    amount: money.nullable(),
    reference: z.string(),
    receivedAt: instant,
    outcome: eventOutcome,
    attempts: z.number().int(),
    facts: z.record(z.string(), z.unknown()).nullable(),
    fault: z.string().nullable(),
  })
  .meta({ id: 'ProviderEvent' });
export const providerEventList = listOf(providerEvent);
export const providerEventsQuery = pageQuery.extend({ outcome: eventOutcome.optional() });

/** One place where the provider's books and ours do not agree yet. */
export const difference = z
  .object({
    kind: z.enum(['eventParked', 'eventRefused', 'paymentUnapplied', 'refundOpen', 'refundFailed', 'payoutUnknown', 'payoutFailed']),
    id: z.string(),
    provider,
    amount: money,
    since: instant,
    facts: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'PaymentDifference' });
export const differenceList = z.object({ data: z.array(difference), next: z.null() });

export type PaymentAccount = z.infer<typeof paymentAccount>;
export type PaymentIntent = z.infer<typeof paymentIntent>;
export type ProviderEventJson = z.infer<typeof providerEvent>;
export type Difference = z.infer<typeof difference>;
