import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Ctx } from '../../kit/ctx.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { publicId, type Uuid } from '../../kit/ids/index.ts';
import { audit } from '../../rooms/identity/index.ts';
import { countRecords } from '../../rooms/orders/index.ts';
import type { DataCopy } from '../../rooms/relations/api.ts';
import { askDataCopy, copiesToMake, copyContent, COPY_AGAIN_MS, copyOf, findPerson, keepDataCopy } from '../../rooms/relations/index.ts';
import { gatherPerson } from '../export-person.ts';
import { ownDocument, ownTable } from './own-document.ts';

/** Up to so many orders a copy is made at once; above, whoever asked may go on and find it later. */
const AT_ONCE = 200;

/** A person asks for a copy of what the brand holds about them. On the record. @throws DomainError `dataCopy.tooSoon` */
export async function askCopy(ctx: Ctx, personId: Uuid): Promise<void> {
  await askDataCopy(ctx, personId);
  await audit(ctx, { action: 'person.copyAsked', subjectKind: 'person', subjectId: publicId('person', personId) });
  const { orders, returns } = await countRecords(ctx, personId);
  if (orders + returns <= AT_ONCE) await makeCopy(ctx, personId);
}

/** Makes the next copy that waits. @returns whether there was one */
export async function makeNextCopy(ctx: Ctx): Promise<boolean> {
  const [personId] = await copiesToMake(ctx, 1);
  if (personId !== undefined) await makeCopy(ctx, personId);
  return personId !== undefined;
}

async function makeCopy(ctx: Ctx, personId: Uuid): Promise<void> {
  const document = await gatherPerson(ctx, await findPerson(ctx, publicId('person', personId)));
  await keepDataCopy(ctx, personId, await promisify(gzip)(JSON.stringify(ownDocument(document))));
}

/** How the last copy somebody asked for stands. */
export async function copyReply(ctx: Ctx, personId: Uuid): Promise<DataCopy | null> {
  const copy = await copyOf(ctx, personId);
  if (!copy) return null;
  const againAt = new Date(copy.askedAt.getTime() + COPY_AGAIN_MS);
  const isOver = copy.expiresAt !== null && copy.expiresAt <= ctx.now;
  return {
    state: copy.readyAt === null ? 'making' : isOver ? 'over' : 'ready',
    askedAt: copy.askedAt.toISOString(),
    expiresAt: copy.expiresAt?.toISOString() ?? null,
    againAt: againAt.toISOString(),
    mayAskAgain: againAt <= ctx.now,
  };
}

/** The copy as a file. @throws DomainError `dataCopy.notFound` while none lies ready */
export async function copyFile(ctx: Ctx, personId: Uuid, as: { format: 'json' | 'csv'; language: 'zh-CN' | 'en' }): Promise<Response> {
  const content = await copyContent(ctx, personId);
  if (content === null) throw new DomainError('dataCopy.notFound');
  const text = (await promisify(gunzip)(content)).toString();
  const document = JSON.parse(text) as Record<string, unknown>;
  return new Response(as.format === 'json' ? JSON.stringify(document, null, 2) : ownTable(document, as.language), {
    headers: {
      'content-type': as.format === 'json' ? 'application/json; charset=utf-8' : 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="my-data.${as.format}"`,
      'cache-control': 'no-store',
    },
  });
}
