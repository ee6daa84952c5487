import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Ctx } from '../kit/ctx.ts';
import { DomainError } from '../kit/errors/index.ts';
import { decodeCursor, fileNameOf, pageOf, route, type Route } from '../kit/http/index.ts';
import { pageQuery } from '../kit/http/shapes.ts';
import { publicId, type Uuid } from '../kit/ids/index.ts';
import * as shapes from '../rooms/imports/api.ts';
import {
  addRun,
  dropFile,
  earlierRuns,
  findRun,
  findUpload,
  keepFile,
  keptBytes,
  listRuns,
  mappingOf,
  preview,
  previewReply,
  readRows,
  recordUpload,
  refusalsPath,
  rejectsPath,
  rememberMapping,
  removeUpload,
  resumeRun,
  runById,
  runReply,
  spentUploads,
  stopRun,
  uploadPath,
  uploadQuotaBytes,
  type UploadRow,
} from '../rooms/imports/index.ts';
import type { ImportHost } from './import-host.ts';
import { fileOptions } from './import-reading.ts';
import { signalStop, startImport } from './import-start.ts';

const previewBody = shapes.readOptions.extend({ upload: z.string() });

/** Files brought in: kept, looked at, taken in, stopped and gone on with. Runs are worked on by the process that serves the request. */
export function importRoutes(host: ImportHost): Route[] {
  return [
    route({
      id: 'uploads.create',
      method: 'post',
      path: '/uploads',
      summary: 'Keep a file to import (raw bytes, its name in the header Zihuan-File-Name)',
      tag: 'imports',
      permission: 'imports.write',
      tx: 'none',
      bodyType: 'application/octet-stream',
      reply: shapes.upload,
      async handle(_ctx, { request, run }) {
        const fileName = fileNameOf(request);
        await run('write', async (ctx) => await makeRoom(ctx, host));
        const file = await keepFile(host.dataDir, request.body ?? Readable.from([]));
        try {
          const upload = await run('write', async (ctx) => {
            if ((await keptBytes(ctx)) + BigInt(file.sizeBytes) > BigInt(uploadQuotaBytes())) {
              throw new DomainError('upload.quota', { quotaBytes: uploadQuotaBytes() });
            }
            return await recordUpload(ctx, file, fileName);
          });
          const guesses = await guessesOf(host, upload);
          return await run('read', async (ctx) => await uploadReply(ctx, upload, guesses));
        } catch (error) {
          if (error instanceof DomainError && error.code === 'upload.quota') await dropFile(host.dataDir, file.storedAs);
          throw error;
        }
      },
    }),
    route({
      id: 'imports.preview',
      method: 'post',
      path: '/imports/preview',
      summary: 'What a file would be read as: columns, ten rows, and the rows that will be refused',
      tag: 'imports',
      permission: 'imports.read',
      tx: 'none',
      status: 200,
      body: previewBody,
      reply: shapes.preview,
      async handle(_ctx, { body, run }) {
        const { upload, tenant } = await run('read', async (ctx) => ({ upload: await findUpload(ctx, body.upload), tenant: ctx.tenant }));
        const path = uploadPath(host.dataDir, upload.stored_as);
        const first = await preview(path, fileOptions(body, tenant));
        if (Object.keys(body.map).length > 0) return previewReply(first, body.as, tenant.currency);
        const remembered = await run('read', async (ctx) => await mappingOf(ctx, body.as, first.recognition.headers));
        if (remembered === null) return previewReply(first, body.as, tenant.currency);
        return previewReply(await preview(path, fileOptions({ ...body, map: remembered }, tenant)), body.as, tenant.currency);
      },
    }),
    route({
      id: 'imports.list',
      method: 'get',
      path: '/imports',
      summary: 'Imports, newest first',
      tag: 'imports',
      permission: 'imports.read',
      query: pageQuery,
      reply: shapes.runList,
      async handle(ctx, { query }) {
        const runs = await listRuns(ctx, { limit: query.limit + 1, before: beforeOf(query.cursor) });
        const { shown: page, next } = pageOf(runs, query.limit, (row) => [row.run_id]);
        return {
          data: page.map((run) => runReply(ctx, run)),
          next,
        };
      },
    }),
    route({
      id: 'imports.start',
      method: 'post',
      path: '/imports',
      summary: 'Take a kept file in (or, as a dry run, say what that would do)',
      tag: 'imports',
      permission: 'imports.write',
      tx: 'none',
      body: shapes.startImport,
      reply: shapes.run,
      async handle(outer, { body, run }) {
        const { upload: uploadId, ...options } = body;
        const { upload, tenant } = await run('read', async (ctx) => ({ upload: await findUpload(ctx, uploadId), tenant: ctx.tenant }));
        // A file that is not what it says is refused before anything is written.
        const reading = await readRows(uploadPath(host.dataDir, upload.stored_as), fileOptions(options, tenant));
        await reading.close();
        const runId = await run('write', async (ctx) => {
          if (!options.dryRun) await rememberMapping(ctx, options.as, reading.recognition.headers, options.map);
          return await addRun(ctx, upload, options);
        });
        startImport(host, outer.tenantId, runId);
        return await run('read', async (ctx) => await replyOf(ctx, runId));
      },
    }),
    route({
      id: 'imports.get',
      method: 'get',
      path: '/imports/{id}',
      summary: 'Where an import stands',
      tag: 'imports',
      permission: 'imports.read',
      reply: shapes.run,
      handle: async (ctx, { params }) => runReply(ctx, await findRun(ctx, params['id'] ?? '')),
    }),
    route({
      id: 'imports.stop',
      method: 'post',
      path: '/imports/{id}/stop',
      summary: 'Stop an import behind the rows it is at; what is in stays',
      tag: 'imports',
      permission: 'imports.write',
      status: 200,
      reply: shapes.run,
      find: async (ctx, params) => await findRun(ctx, params['id'] ?? ''),
      async handle(ctx, { params }) {
        const run = await findRun(ctx, params['id'] ?? '');
        await stopRun(ctx, run.run_id);
        signalStop(run.run_id);
        return await replyOf(ctx, run.run_id);
      },
    }),
    route({
      id: 'imports.resume',
      method: 'post',
      path: '/imports/{id}/resume',
      summary: 'Go on with a stopped or failed import behind its last row',
      tag: 'imports',
      permission: 'imports.write',
      tx: 'none',
      status: 200,
      reply: shapes.run,
      find: async (ctx, params) => await findRun(ctx, params['id'] ?? ''),
      async handle(outer, { params, run }) {
        const runId = await run('write', async (ctx) => {
          const found = await findRun(ctx, params['id'] ?? '');
          await resumeRun(ctx, found.run_id);
          return found.run_id;
        });
        startImport(host, outer.tenantId, runId);
        return await run('read', async (ctx) => await replyOf(ctx, runId));
      },
    }),
    route({
      id: 'imports.rejects',
      method: 'get',
      path: '/imports/{id}/rejects.csv',
      summary: 'Every refused row with its reason',
      tag: 'imports',
      permission: 'imports.read',
      replyType: 'text/csv',
      async handle(ctx, { params }) {
        const run = await findRun(ctx, params['id'] ?? '');
        return await rejectsResponse(host, run.run_id, run.counters.rejectsBytes);
      },
    }),
  ];
}

/** Drops files of finished runs, oldest first, while the brand keeps more than its share. */
async function makeRoom(ctx: Ctx, host: ImportHost): Promise<void> {
  let kept = await keptBytes(ctx);
  const quota = BigInt(uploadQuotaBytes());
  if (kept < quota) return;
  for (const upload of await spentUploads(ctx)) {
    await removeUpload(ctx, upload.upload_id);
    await dropFile(host.dataDir, upload.stored_as);
    kept -= upload.size_bytes;
    if (kept < quota) return;
  }
  throw new DomainError('upload.quota', { quotaBytes: uploadQuotaBytes() });
}

type Guesses = z.input<typeof shapes.upload>['guesses'];

/** What the file could be, from its header; none when it is nothing we can read. */
async function guessesOf(host: ImportHost, upload: UploadRow): Promise<Guesses> {
  try {
    const { recognition } = await preview(uploadPath(host.dataDir, upload.stored_as), { as: 'orders', currency: 'CNY', timeZone: 'UTC' });
    return recognition.kinds.map(({ kind, confidence, profile }) => ({
      as: kind,
      confidence,
      profile: shapes.profile.safeParse(profile).data ?? null,
    }));
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}

async function uploadReply(ctx: Ctx, upload: UploadRow, guesses: Guesses): Promise<z.input<typeof shapes.upload>> {
  const runs = await earlierRuns(ctx, upload.file_hash);
  return {
    id: publicId('upload', upload.upload_id),
    fileName: upload.file_name,
    sizeBytes: Number(upload.size_bytes),
    earlierRuns: runs.map((run) => ({
      id: publicId('run', run.run_id),
      state: run.state,
      at: run.created_at.toISOString(),
      as: run.kind,
    })),
    guesses,
  };
}

async function replyOf(ctx: Ctx, runId: Uuid): Promise<z.input<typeof shapes.run>> {
  const run = await runById(ctx, runId);
  if (!run) throw new DomainError('run.notFound');
  return runReply(ctx, run);
}

function beforeOf(cursor: string | undefined): Uuid | null {
  return decodeCursor(cursor, z.tuple([z.uuid()]))?.[0] ?? null;
}

async function rejectsResponse(host: ImportHost, runId: Uuid, lengthBytes: number): Promise<Response> {
  const headers = {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${publicId('run', runId)}.rejects.csv"`,
  };
  // The list with the rows themselves once the run has ended, until then what is known so far.
  const listed = rejectsPath(host.dataDir, runId);
  const whole = await sizeOf(listed);
  const path = whole > 0 ? listed : refusalsPath(host.dataDir, runId);
  const end = whole > 0 ? whole : Math.min(await sizeOf(path), lengthBytes);
  if (end === 0) return new Response('\uFEFFrow,column,value,reason\r\n', { headers });
  const stream = Readable.toWeb(createReadStream(path, { end: end - 1 })) as ReadableStream<Uint8Array>;
  return new Response(stream, { headers });
}

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    (found) => found.size,
    () => 0,
  );
}
