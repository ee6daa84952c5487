import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { assert } from '../../../kit/errors/index.ts';
import { decodeCursor, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { diagnosisResult, type diagnosis as diagnosisShape, type diagnosisTaken } from '../api.ts';
import { diagnosisNotFound } from '../errors.ts';
import type { PresetId } from '../model/presets.ts';
import { told, type EvidenceKept } from './evidence.ts';

/** planner.diagnosis: as it was taken. */
export interface DiagnosisRow {
  readonly diagnosis_id: Uuid;
  readonly design_id: Uuid | null;
  readonly preset: PresetId;
  readonly answers: Record<string, number>;
  readonly evidence: EvidenceKept[];
  readonly result: unknown;
  readonly note: string;
  readonly taken_by: string;
  readonly taken_at: Date;
}

/** The diagnosis behind `dgn_…`. @throws `diagnosis.notFound` */
export async function findDiagnosis(ctx: Ctx, id: string, pointer?: string): Promise<DiagnosisRow> {
  const diagnosisId = parseId('diagnosis', id);
  const [row] = diagnosisId === null ? [] : await diagnosesWhere(ctx, { diagnosisId, limit: 1 });
  if (!row) throw diagnosisNotFound(pointer);
  return row;
}

/** Checklists that were taken, the newest first, pages by key. */
export async function listDiagnoses(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined; designId?: Uuid | null },
): Promise<{ data: z.input<typeof diagnosisTaken>[]; next: string | null }> {
  const [before] = decodeCursor(page.cursor, z.tuple([z.uuid()])) ?? [null];
  const rows = await diagnosesWhere(ctx, { before, designId: page.designId ?? null, limit: page.limit + 1 });
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.diagnosis_id]);
  return { data: shown.map(takenJson), next };
}

/** One checklist, whole, its sentences in the reader's language. */
export async function diagnosisReply(ctx: Ctx, diagnosisId: Uuid, language: 'zh-CN' | 'en'): Promise<z.input<typeof diagnosisShape>> {
  const [row] = await diagnosesWhere(ctx, { diagnosisId, limit: 1 });
  assert(row, 'a diagnosis that was just taken is there');
  const { total: _, verdict: __, isGated: ___, sections: ____, ...head } = takenJson(row);
  return {
    ...head,
    answers: row.answers,
    evidence: row.evidence.map((one) => told(one, language)),
    result: diagnosisResult.parse(row.result),
  };
}

function takenJson(row: DiagnosisRow): z.input<typeof diagnosisTaken> {
  const result = diagnosisResult.parse(row.result);
  return {
    id: publicId('diagnosis', row.diagnosis_id),
    design: row.design_id && publicId('design', row.design_id),
    preset: row.preset,
    takenAt: row.taken_at.toISOString(),
    takenBy: row.taken_by,
    note: row.note,
    total: result.total,
    verdict: result.verdict,
    isGated: result.isGated,
    sections: result.sections.map(({ section, score }) => ({ section, score })),
  };
}

async function diagnosesWhere(
  ctx: Ctx,
  {
    diagnosisId = null,
    designId = null,
    before = null,
    limit,
  }: { diagnosisId?: Uuid | null; designId?: Uuid | null; before?: Uuid | null; limit: number },
): Promise<DiagnosisRow[]> {
  return await ctx.sql.anew<DiagnosisRow>`
    SELECT diagnosis.diagnosis_id, diagnosis.design_id, diagnosis.preset, diagnosis.answers, diagnosis.evidence, diagnosis.result,
           diagnosis.note, diagnosis.taken_by, diagnosis.taken_at
      FROM planner.diagnosis AS diagnosis
     WHERE diagnosis.tenant_id = ${ctx.tenantId}
       AND (${diagnosisId}::uuid IS NULL OR diagnosis.diagnosis_id = ${diagnosisId})
       AND (${designId}::uuid IS NULL OR diagnosis.design_id = ${designId})
       AND (${before}::uuid IS NULL OR diagnosis.diagnosis_id < ${before})
     ORDER BY diagnosis.diagnosis_id DESC
     LIMIT ${limit}`;
}
