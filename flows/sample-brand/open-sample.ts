import { Readable } from 'node:stream';
import type { Ctx } from '../../kit/ctx.ts';
import type { Platform } from '../../kit/http/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { log } from '../../kit/log/index.ts';
import { zoneOf, type EpochDay } from '../../kit/time/index.ts';
import { allBrands, brandBySlug, createBrand, founderOf } from '../../rooms/identity/index.ts';
import { addRun, keepFile, listRuns, recordUpload, unfinishedRuns, type ImportKind, type KeptFile } from '../../rooms/imports/index.ts';
import { inBrand, type ImportHost } from '../import-host.ts';
import { importFinished, startImport } from '../import-start.ts';
import { actsIn, type LocalFetch } from './acts.ts';
import content from './content.json' with { type: 'json' };
import { generateSample, LIVE_DAYS, type Sample, type SampleFiles } from './generate.ts';
import { drawnPictures, hangPictures } from './hang-pictures.ts';
import { liveThrough } from './live.ts';
import { settleIn } from './settle-in.ts';

/** Where a sample brand is made: it brings files like anybody, and then lives by the product's own API. */
export interface SampleHost extends ImportHost {
  readonly local: LocalFetch;
}

const SEED = 7700;
const TIME_ZONE = 'Asia/Shanghai';
/** A clock this far behind the machine's has weeks to live. */
const BEHIND_MS = 3_600_000;
// Products before the orders that name them, people before those they bring.
const FILES: readonly (keyof SampleFiles & ImportKind)[] = ['products', 'people', 'referrals', 'orders'];

/** The life of a sample this process lives, by brand. */
const lives = new Map<Uuid, Promise<void>>();
let isEnding = false;

/**
 * A living sample brand, made by the product's own commands from a seed: a sandbox under CN whose files go through the
 * import like anybody's, and whose last weeks are lived through its API. Returns once the runs stand in line; this process works on them, and
 * then lives on until the brand's clock is the machine's.
 * A brand that is there already is left as it is; a sample whose making was cut short is finished.
 * @throws `permission.denied` for a caller who may make no brand
 */
export async function openSample(
  platform: Platform,
  host: SampleHost,
  options: { slug: string; language: 'zh-CN' | 'en' },
): Promise<{ tenantId: Uuid }> {
  const founder = await founderOf(platform);
  const known = await brandBySlug(platform.db, options.slug);
  const tenantId = known?.tenantId ?? (await makeBrand(platform, founder, options));
  if (!known || isSample(known)) await takeUp(host, { tenantId, slug: options.slug });
  return { tenantId };
}

/** Lives on with every sample whose making was cut short. Called when the server starts. */
export async function resumeSamples(host: SampleHost): Promise<void> {
  for (let after = ''; ;) {
    const brands = await allBrands(host.db, { after, limit: 200 });
    for (const brand of brands) if (isSample(brand)) await takeUp(host, brand);
    const last = brands.at(-1);
    if (!last || brands.length < 200) return;
    after = last.slug;
  }
}

/** Ends the lives of this process behind the days they are at; the next start goes on with them. */
export async function pauseSamples(): Promise<void> {
  isEnding = true;
  await Promise.all(lives.values());
  isEnding = false;
}

function isSample(brand: { name: string; isSandbox: boolean }): boolean {
  return brand.isSandbox && Object.values(content.name).includes(brand.name);
}

/** Brings the files where none were brought, and lives on where the clock is behind. */
async function takeUp(host: SampleHost, { tenantId, slug }: { tenantId: Uuid; slug: string }): Promise<void> {
  const seen = await inBrand(host, tenantId, 'read', async (ctx) => ({
    madeOn: await dayMade(ctx),
    isBehind: ctx.recordedAt.getTime() - ctx.now.getTime() > BEHIND_MS,
    hasRuns: (await listRuns(ctx, { limit: 1, before: null })).length > 0,
  }));
  // Whoever was made before samples lived has its clock at the machine's, and all its past in files.
  if (!seen.isBehind || isEnding || lives.has(tenantId)) return;
  const sample = generateSample(SEED, seen.madeOn);
  const runs = seen.hasRuns ? await filesUnderWay(host, tenantId) : await bringFiles(host, tenantId, FILES, sample.files);
  const life = live(host, { tenantId, slug }, sample, runs)
    .catch((error: unknown) => log.error({ err: error, brand: slug }, 'the sample brand stopped living; opening it again goes on'))
    .finally(() => lives.delete(tenantId));
  lives.set(tenantId, life);
}

async function live(
  host: SampleHost,
  { tenantId, slug }: { tenantId: Uuid; slug: string },
  sample: Sample,
  runs: readonly Uuid[],
): Promise<void> {
  for (const run of runs) await importFinished(run);
  const acts = actsIn(host.local, slug);
  const zone = zoneOf(TIME_ZONE);
  const now = async (): Promise<number> => Date.parse((await acts.get<{ now: string }>('/brand')).now);
  const moveTo = async (ms: number): Promise<void> => {
    // A day that broke off is lived again from its morning; the clock stays where it is.
    if (ms > (await now())) await acts.post('/sandbox/clock', null, { now: new Date(ms).toISOString() });
  };
  const isThrough = await liveThrough({ acts, zone, seed: SEED, sample, now, moveTo, isEnding: () => isEnding });
  if (!isThrough) return;
  const [till] = await bringFiles(host, tenantId, ['till'], { till: sample.till });
  if (till) await importFinished(till);
  await settleIn(acts, { partners: sample.partners, from: sample.live[0]?.day ?? 0 });
  await moveTo(Date.now());
}

/** All stand in line or none, so that a crash in between leaves nothing half made. @returns their runs; none when they were brought before */
async function bringFiles<K extends string>(
  host: SampleHost,
  tenantId: Uuid,
  names: readonly K[],
  files: Record<K, string>,
): Promise<Uuid[]> {
  const pictures = names.some((name) => name === 'products') ? await drawnPictures() : [];
  const kept: [K, KeptFile][] = [];
  for (const name of names) kept.push([name, await keepFile(host.dataDir, Readable.from([Buffer.from(files[name])]))]);
  const runs = await inBrand(host, tenantId, 'write', async (ctx) => {
    const known = new Set((await listRuns(ctx, { limit: 10, before: null })).map((run) => run.file_name));
    if (pictures.length > 0) await hangPictures(ctx, pictures);
    const ids: Uuid[] = [];
    for (const [name, file] of kept) {
      const fileName = `sample-${name}.csv`;
      if (known.has(fileName)) continue;
      const upload = await recordUpload(ctx, file, fileName);
      const as: ImportKind = name === 'till' ? 'orders' : (name as string as ImportKind);
      ids.push(await addRun(ctx, upload, { as, map: {}, noHeader: false, encoding: 'auto', onConflict: 'keep', dryRun: false }));
    }
    return ids;
  });
  for (const run of runs) startImport(host, tenantId, run);
  return runs;
}

/** Files that were brought and are not yet in: whoever worked on them may be gone. */
async function filesUnderWay(host: SampleHost, tenantId: Uuid): Promise<Uuid[]> {
  const runs = (await inBrand(host, tenantId, 'read', unfinishedRuns)).map((run) => run.run_id);
  for (const run of runs) startImport(host, tenantId, run);
  return runs;
}

async function makeBrand(
  platform: Platform,
  founder: Awaited<ReturnType<typeof founderOf>>,
  options: { slug: string; language: 'zh-CN' | 'en' },
): Promise<Uuid> {
  const zone = zoneOf(TIME_ZONE);
  const at = platform.now.getTime();
  return await createBrand(
    platform.db,
    {
      slug: options.slug,
      name: content.name[options.language],
      currency: 'CNY',
      timeZone: TIME_ZONE,
      policy: 'CN',
      language: options.language,
      sandbox: true,
    },
    {
      ...founder,
      recordedAt: platform.now,
      requestId: platform.requestId,
      log: platform.log,
      // It begins with the product on the morning its past ends.
      behindMs: at - zone.startOf(zone.dayOf(at) - LIVE_DAYS),
    },
    async (ctx) => ctx.tenantId,
  );
}

/** Trade ends the day before the brand was made: a later call makes the same files. */
async function dayMade(ctx: Ctx): Promise<EpochDay> {
  const row = await ctx.sql.one<{ created_at: Date }>`
    SELECT tenant.created_at FROM identity.tenant AS tenant WHERE tenant.tenant_id = ${ctx.tenantId}`;
  return zoneOf(TIME_ZONE).dayOf(row.created_at.getTime());
}
