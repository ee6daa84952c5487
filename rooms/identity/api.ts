import { z } from 'zod';
import { instant, language, listOf, policy, role } from '../../kit/http/shapes.ts';

export const brand = z
  .object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    currency: z.string(),
    /** false once an order fixed the currency */
    canChangeCurrency: z.boolean(),
    timeZone: z.string(),
    policy,
    language,
    accent: z.string().nullable(),
    isSandbox: z.boolean(),
    now: instant,
  })
  .meta({ id: 'Brand' });

export const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);

export const createBrand = z.strictObject({
  slug,
  name: z.string().trim().min(1).max(120),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default('CNY'),
  timeZone: z.string().min(1).max(64).default('Asia/Shanghai'),
  policy: policy.default('CN'),
  language: language.default('zh-CN'),
  sandbox: z.boolean().default(false),
});

export const signOutQuery = z.strictObject({
  /** all sessions of the account, on every machine */
  everywhere: z.stringbool().optional(),
});

/** The sample brand: made once, from a seed; asked for again it is only named. */
export const sampleBrand = z.strictObject({
  slug: slug.default('demo'),
  language: language.default('zh-CN'),
});

export const updateBrand = z.strictObject({
  name: z.string().trim().min(1).max(120).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  timeZone: z.string().min(1).max(64).optional(),
  language: language.optional(),
  accent: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .nullable()
    .optional(),
});

export const session = z
  .object({
    signedIn: z.boolean(),
    /** true when anybody on this machine may act as owner (no staff password exists yet) */
    isOpen: z.boolean(),
    /** true when a one-time link on the server's stderr must be opened first */
    needsSetup: z.boolean(),
    account: z.object({ id: z.string(), name: z.string(), email: z.string(), hasPassword: z.boolean() }).nullable(),
    brands: z.array(z.object({ id: z.string(), slug: z.string(), name: z.string(), role, isSandbox: z.boolean() })),
  })
  .meta({ id: 'Session' });

export const signIn = z.strictObject({ email: z.email().max(254), password: z.string().min(1).max(200) });
export const setUp = z.strictObject({
  token: z.string().min(10).max(200),
  name: z.string().trim().min(1).max(80),
  email: z.email().max(254),
  password: z.string().min(10).max(200),
});
export const changePassword = z.strictObject({
  current: z.string().max(200).optional(),
  password: z.string().min(10).max(200),
  email: z.email().max(254).optional(),
  name: z.string().trim().min(1).max(80).optional(),
});

export const staffMember = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role,
    createdAt: instant,
    isYou: z.boolean(),
    hasSignedUp: z.boolean(),
  })
  .meta({ id: 'StaffMember' });
export const inviteStaff = z.strictObject({
  name: z.string().trim().min(1).max(80),
  email: z.email().max(254),
  role,
});
export const invited = staffMember.extend({ /** open once, within 7 days */ inviteUrl: z.string() });
export const updateStaff = z.strictObject({
  role: role.optional(),
  name: z.string().trim().min(1).max(80).optional(),
});

export const apiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    role,
    hint: z.string(),
    createdAt: instant,
    createdBy: z.string(),
  })
  .meta({ id: 'ApiKey' });
export const createKey = z.strictObject({ name: z.string().trim().min(1).max(80).default('API'), role });
export const createdKey = apiKey.extend({ /** shown once */ key: z.string() });

export const auditEntry = z
  .object({
    id: z.string(),
    at: instant,
    actor: z.object({ kind: z.enum(['staff', 'key', 'cli', 'system', 'person', 'guest']), id: z.string(), name: z.string() }),
    action: z.string(),
    subject: z.object({ kind: z.string(), id: z.string().nullable() }),
    facts: z.record(z.string(), z.unknown()),
    requestId: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });

export const setClock = z.strictObject({ now: instant });
export const clock = z.object({ now: instant });

export const staffList = listOf(staffMember);
export const keyList = listOf(apiKey);
export const auditList = listOf(auditEntry);
export const brandList = listOf(brand);

export type Brand = z.infer<typeof brand>;
export type Session = z.infer<typeof session>;
export type StaffMember = z.infer<typeof staffMember>;
export type ApiKey = z.infer<typeof apiKey>;
export type AuditEntry = z.infer<typeof auditEntry>;
