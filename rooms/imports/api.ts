import { z } from 'zod';
import { instant, listOf, money } from '../../kit/http/shapes.ts';

export const importKind = z.enum(['orders', 'people', 'referrals', 'products']).meta({ id: 'ImportKind' });
export const profile = z.enum([
  'shopify-orders',
  'shopify-customers',
  'shopify-products',
  'woocommerce-products',
  'tmall-orders',
  'restaurant-orders',
  'restaurant-lines',
  'cdnow',
  'online-retail',
]);

export const reject = z
  .object({ row: z.number().int(), column: z.string().nullable(), value: z.string().nullable(), reason: z.string() })
  .meta({ id: 'Reject' });

/** How the file is to be read; everything may be left to recognition. */
export const readOptions = z.strictObject({
  as: importKind,
  profile: profile.optional(),
  /** field → header or 1-based column number */
  map: z.record(z.string().max(40), z.union([z.string().max(300), z.number().int().min(1)])).default({}),
  format: z.enum(['csv', 'tsv', 'space', 'jsonl', 'xlsx']).optional(),
  noHeader: z.boolean().default(false),
  encoding: z.enum(['auto', 'utf8', 'gb18030', 'utf16']).default('auto'),
  timeZone: z.string().max(64).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  dateOrder: z.enum(['mdy', 'dmy']).optional(),
  unpaidWhen: z.string().max(300).optional(),
  onConflict: z.enum(['keep', 'update']).default('keep'),
});

export const upload = z
  .object({
    id: z.string(),
    fileName: z.string(),
    sizeBytes: z.number().int(),
    /** a finished or unfinished run of the very same file, newest first */
    earlierRuns: z.array(z.object({ id: z.string(), state: z.string(), at: instant, as: importKind })),
    /** kinds the header fits, best first */
    guesses: z.array(z.object({ as: importKind, profile: profile.nullable(), confidence: z.number() })),
  })
  .meta({ id: 'Upload' });

export const preview = z
  .object({
    recognition: z.object({
      format: z.string(),
      encoding: z.string(),
      headers: z.array(z.string()),
      profile: profile.nullable(),
      /** field → 1-based column */
      mapping: z.record(z.string(), z.number().int()),
      fields: z.array(z.object({ id: z.string(), isRequired: z.boolean(), isMapped: z.boolean() })),
      /** required fields that no column answers */
      missing: z.array(z.string()),
    }),
    /** first ten parsed rows, cells in the order of headers, values as understood */
    rows: z.array(z.object({ row: z.number().int(), cells: z.array(z.string()), values: z.record(z.string(), z.string().nullable()) })),
    rowsLooked: z.number().int(),
    rejects: z.array(reject),
  })
  .meta({ id: 'ImportPreview' });

export const startImport = readOptions.extend({ upload: z.string(), dryRun: z.boolean().default(false) });

export const result = z
  .object({
    rows: z.number().int(),
    accepted: z.number().int(),
    skipped: z.number().int(),
    rejected: z.number().int(),
    orders: z.number().int(),
    returns: z.number().int(),
    people: z.number().int(),
    products: z.number().int(),
    referrals: z.number().int(),
    sales: money,
    conflicts: z.object({
      count: z.number().int(),
      first: z.array(z.object({ row: z.number().int(), order: z.string(), was: z.string(), is: z.string() })),
    }),
    differences: z.object({ count: z.number().int(), first: z.array(z.object({ order: z.string(), total: money, lines: money })) }),
    rejects: z.array(reject),
    rejectReasons: z.record(z.string(), z.number().int()),
    rejectsFile: z.string().nullable(),
  })
  .meta({ id: 'ImportResult' });

export const run = z
  .object({
    id: z.string(),
    as: importKind,
    fileName: z.string(),
    dryRun: z.boolean(),
    state: z.enum(['waiting', 'running', 'stopping', 'stopped', 'done', 'failed']),
    rowsDone: z.number().int(),
    sizeBytes: z.number().int(),
    bytesDone: z.number().int(),
    rowsPerSecond: z.number().nullable(),
    secondsLeft: z.number().nullable(),
    createdAt: instant,
    startedAt: instant.nullable(),
    finishedAt: instant.nullable(),
    failure: z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) }).nullable(),
    result,
  })
  .meta({ id: 'ImportRun' });

export const runList = listOf(run);
export type ImportKind = z.infer<typeof importKind>;
export type Reject = z.infer<typeof reject>;
export type ReadOptions = z.infer<typeof readOptions>;
export type Upload = z.infer<typeof upload>;
export type ImportPreview = z.infer<typeof preview>;
export type ImportResult = z.infer<typeof result>;
export type ImportRun = z.infer<typeof run>;
