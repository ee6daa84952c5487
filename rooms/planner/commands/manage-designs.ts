import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import en from '../content/ladders.en.json' with { type: 'json' };
import zh from '../content/ladders.zh-CN.json' with { type: 'json' };
import { designDocument, type createDesign as createShape, type DesignDocument, type updateDesign as updateShape } from '../design-api.ts';
import { designAdopted, designChanged } from '../errors.ts';
import { templateOf } from '../model/template.ts';
import { findDesign, type DesignRow } from '../queries/designs.ts';

const words = { 'zh-CN': zh, en };

/** Begins a design with what its template knows of the category, in the language of whoever asks, or with the document that is given. */
export async function createDesign(ctx: Ctx, wanted: z.output<typeof createShape>, language: 'zh-CN' | 'en'): Promise<Uuid> {
  const designId = newId();
  const document: DesignDocument = wanted.document ?? designDocument.parse({ ...templateOf(wanted.template, words[language]), months: 24 });
  await ctx.sql.exec`
    INSERT INTO planner.design (tenant_id, design_id, name, template, version, document, created_by, created_at, changed_at)
    VALUES (${ctx.tenantId}, ${designId}, ${wanted.name}, ${wanted.template}, 1, ${JSON.stringify(document)}::jsonb, ${ctx.actor.name},
            ${ctx.now}, ${ctx.now})`;
  await audit(ctx, {
    action: 'design.created',
    subjectKind: 'design',
    subjectId: publicId('design', designId),
    facts: { name: wanted.name, template: wanted.template },
  });
  return designId;
}

/** Writes the next version of a design. @throws `design.changed` when it is not the version that was read */
export async function updateDesign(ctx: Ctx, design: DesignRow, wanted: z.output<typeof updateShape>): Promise<void> {
  const written = await ctx.sql<{ version: number }>`
    UPDATE planner.design AS design
       SET name = ${wanted.name ?? design.name}, version = design.version + 1, changed_at = ${ctx.now},
           document = coalesce(${wanted.document === undefined ? null : JSON.stringify(wanted.document)}::jsonb, design.document)
     WHERE design.tenant_id = ${ctx.tenantId} AND design.design_id = ${design.design_id} AND design.version = ${wanted.version}
       AND design.removed_at IS NULL
    RETURNING design.version`;
  if (written.length === 0) throw designChanged((await findDesign(ctx, publicId('design', design.design_id))).version);
}

/** Takes a design away; what was made from it stays. @throws `design.adopted` while the brand lives by it */
export async function removeDesign(ctx: Ctx, design: DesignRow): Promise<void> {
  if (design.adopted_at !== null) throw designAdopted();
  await ctx.sql.exec`
    UPDATE planner.design AS design
       SET removed_at = ${ctx.now}
     WHERE design.tenant_id = ${ctx.tenantId} AND design.design_id = ${design.design_id}`;
  const subjectId = publicId('design', design.design_id);
  await audit(ctx, { action: 'design.removed', subjectKind: 'design', subjectId, facts: { name: design.name } });
}
