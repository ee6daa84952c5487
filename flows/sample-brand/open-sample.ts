import { Readable } from 'node:stream';
import type { Ctx } from '../../kit/ctx.ts';
import type { Platform } from '../../kit/http/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { zoneOf, type EpochDay } from '../../kit/time/index.ts';
import { brandBySlug, createBrand, founderOf } from '../../rooms/identity/index.ts';
import { addRun, keepFile, listRuns, recordUpload, type ImportKind, type KeptFile } from '../../rooms/imports/index.ts';
import { inBrand, type ImportHost } from '../import-host.ts';
import { startImport } from '../import-start.ts';
import content from './content.json' with { type: 'json' };
import { generateSample, type SampleFiles } from './generate.ts';
import { drawnPictures, hangPictures } from './hang-pictures.ts';

const SEED = 7700;
const TIME_ZONE = 'Asia/Shanghai';
// Products before the orders that name them, people before those they bring.
const ORDER: readonly (keyof SampleFiles & ImportKind)[] = ['products', 'people', 'referrals', 'orders'];

/**
 * A living sample brand, made by the product's own commands from a seed: a sandbox under CN whose files go through the
 * import like anybody's. Returns once the runs stand in line; they are worked on by this process.
 * A brand that is there already is left as it is; a sample whose making was cut short is finished.
 * @returns the brand, and the runs to wait for (none when nothing was to be done)
 * @throws `permission.denied` for a caller who may make no brand
 */
export async function openSample(
  platform: Platform,
  host: ImportHost,
  options: { slug: string; language: 'zh-CN' | 'en' },
): Promise<{ tenantId: Uuid; runs: Uuid[]; isNew: boolean }> {
  const founder = await founderOf(platform);
  const known = await brandBySlug(platform.db, options.slug);
  const tenantId = known?.tenantId ?? (await makeBrand(platform, founder, options));
  const isOurs = !known || (known.isSandbox && Object.values(content.name).includes(known.name));
  const madeOn = isOurs ? await inBrand(host, tenantId, 'read', async (ctx) => ((await hasRuns(ctx)) ? null : await dayMade(ctx))) : null;
  if (madeOn === null) return { tenantId, runs: [], isNew: false };
  const files = generateSample(SEED, madeOn);
  const pictures = await drawnPictures();
  const kept: [ImportKind, KeptFile][] = [];
  for (const kind of ORDER) kept.push([kind, await keepFile(host.dataDir, Readable.from([Buffer.from(files[kind])]))]);
  // All four stand in line or none, so that a crash in between leaves nothing half made.
  const runs = await inBrand(host, tenantId, 'write', async (ctx) => {
    await hangPictures(ctx, pictures);
    const ids: Uuid[] = [];
    for (const [kind, file] of kept) {
      const upload = await recordUpload(ctx, file, `sample-${kind}.csv`);
      ids.push(await addRun(ctx, upload, { as: kind, map: {}, noHeader: false, encoding: 'auto', onConflict: 'keep', dryRun: false }));
    }
    return ids;
  });
  for (const run of runs) startImport(host, tenantId, run);
  return { tenantId, runs, isNew: true };
}

async function makeBrand(
  platform: Platform,
  founder: Awaited<ReturnType<typeof founderOf>>,
  options: { slug: string; language: 'zh-CN' | 'en' },
): Promise<Uuid> {
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
    { ...founder, recordedAt: platform.now, requestId: platform.requestId, log: platform.log },
    async (ctx) => ctx.tenantId,
  );
}

async function hasRuns(ctx: Ctx): Promise<boolean> {
  return (await listRuns(ctx, { limit: 1, before: null })).length > 0;
}

/** Trade ends the day before the brand was made: a later call makes the same files. */
async function dayMade(ctx: Ctx): Promise<EpochDay> {
  const row = await ctx.sql.one<{ created_at: Date }>`
    SELECT tenant.created_at FROM identity.tenant AS tenant WHERE tenant.tenant_id = ${ctx.tenantId}`;
  return zoneOf(TIME_ZONE).dayOf(row.created_at.getTime());
}
