import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { newId, type Uuid } from '../../../kit/ids/index.ts';
import type { takeDiagnosis as takeShape } from '../diagnosis-api.ts';
import { planLived } from '../queries/calibration.ts';
import { documentOf, findDesign } from '../queries/designs.ts';
import { readEvidence } from '../queries/evidence.ts';
import { diagnosisAnswer } from '../queries/plan-answers.ts';

/**
 * Takes a checklist and keeps it: what the owner answered, what data answered where the owner said nothing, and what came of it. It is
 * never changed; the next one is compared with it. @throws `design.notFound`
 */
export async function takeDiagnosis(ctx: Ctx, wanted: z.output<typeof takeShape>, language: 'zh-CN' | 'en'): Promise<Uuid> {
  const design = wanted.design === undefined ? null : await findDesign(ctx, wanted.design, '/design');
  const document = design && (await documentOf(ctx, design.design_id));
  const preset = design?.template ?? wanted.preset ?? 'food';
  const evidence = (await readEvidence(ctx)).data.filter((one) => wanted.answers[one.question] === undefined);
  const answers = { ...Object.fromEntries(evidence.map(({ question, score }) => [question, score])), ...wanted.answers };
  // Whoever names the numbers is answered by them; else a brand is judged by the design and by what it lived.
  const plan = wanted.params === undefined ? await planLived(ctx, { preset, document }) : { params: wanted.params, start: undefined };
  const result = diagnosisAnswer({ answers, preset, ...plan, months: wanted.months, capacity: wanted.capacity }, language);
  const diagnosisId = newId();
  await ctx.sql.exec`
    INSERT INTO planner.diagnosis (tenant_id, diagnosis_id, design_id, preset, answers, evidence, result, note, taken_by, taken_at, recorded_at)
    VALUES (${ctx.tenantId}, ${diagnosisId}, ${design?.design_id ?? null}, ${preset}, ${JSON.stringify(answers)}::jsonb,
            ${JSON.stringify(evidence)}::jsonb, ${JSON.stringify(result)}::jsonb, ${wanted.note}, ${ctx.actor.name}, ${ctx.now},
            ${ctx.recordedAt})`;
  return diagnosisId;
}
