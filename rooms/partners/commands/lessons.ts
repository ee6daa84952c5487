import type { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { newId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import { audit } from '../../identity/index.ts';
import { assertNoPromise } from '../../policy/index.ts';
import type { createLesson as newShape, updateLesson as changeShape } from '../api.ts';
import { gradeQuiz, type Question } from '../model/quiz.ts';
import { lessonAnswersInvalid, lessonPassInvalid } from '../portal-errors.ts';
import { findLesson, findPublishedLesson } from '../queries/lessons.ts';

/** Writes a lesson down; it goes to the end unless a place is given. @throws `claim.incomePromised`, `lesson.passInvalid` */
export async function createLesson(ctx: Ctx, wish: z.output<typeof newShape>): Promise<Uuid> {
  assertHonest(wish);
  const passAt = passOf(wish.questions, wish.passAt);
  const lessonId = newId();
  await ctx.sql.exec`
    INSERT INTO partners.lesson (tenant_id, lesson_id, position, title, body, questions, pass_at, is_published, created_at, changed_at)
    SELECT ${ctx.tenantId}, ${lessonId},
           coalesce(${wish.position ?? null}::int, (SELECT coalesce(max(other.position), 0) + 1 FROM partners.lesson AS other WHERE other.tenant_id = ${ctx.tenantId})),
           ${wish.title}, ${wish.body}, ${JSON.stringify(wish.questions)}::jsonb, ${passAt}, ${wish.isPublished}, ${ctx.now}, ${ctx.now}`;
  await note(ctx, 'created', lessonId);
  return lessonId;
}

/** Changes what is given; who passed it stays passed. @throws `lesson.notFound`, `claim.incomePromised`, `lesson.passInvalid` */
export async function updateLesson(ctx: Ctx, id: string, change: z.output<typeof changeShape>): Promise<Uuid> {
  const row = await findLesson(ctx, id);
  assertHonest(change);
  const questions = change.questions ?? row.questions;
  // Where all had to be right, all have to be right of another number of questions too.
  const passAt = passOf(questions, change.passAt ?? (row.pass_at === row.questions.length ? undefined : row.pass_at));
  await ctx.sql.exec`
    UPDATE partners.lesson AS lesson
       SET title = ${change.title ?? row.title}, body = ${change.body ?? row.body}, questions = ${JSON.stringify(questions)}::jsonb,
           pass_at = ${passAt}, position = ${change.position ?? row.position}, is_published = ${change.isPublished ?? row.is_published},
           changed_at = ${ctx.now}
     WHERE lesson.tenant_id = ${ctx.tenantId} AND lesson.lesson_id = ${row.lesson_id}`;
  await note(ctx, 'changed', row.lesson_id);
  return row.lesson_id;
}

/** Somebody finishes a lesson, or sits its quiz, as often as they like. @throws `lesson.notFound`, `lesson.answersInvalid` */
export async function sitLesson(
  ctx: Ctx,
  personId: Uuid,
  id: string,
  answers: readonly number[],
): Promise<{ passed: boolean; correct: number; asked: number; wrong: number[] }> {
  const row = await findPublishedLesson(ctx, id);
  const grade = gradeQuiz({ questions: row.questions, passAt: row.pass_at }, answers);
  if (!grade) throw lessonAnswersInvalid(row.questions.length);
  const asked = row.questions.length;
  await ctx.sql.exec`
    INSERT INTO partners.lesson_attempt (tenant_id, attempt_id, lesson_id, person_id, correct, asked, passed, at, recorded_at)
    VALUES (${ctx.tenantId}, ${newId()}, ${row.lesson_id}, ${personId}, ${grade.correct}, ${asked}, ${grade.passed}, ${ctx.now}, ${ctx.recordedAt})`;
  return { ...grade, asked };
}

/** How somebody did in their training goes with them (P18). */
export async function forgetLearning(ctx: Ctx, personIds: readonly Uuid[]): Promise<void> {
  await ctx.sql.exec`
    DELETE FROM partners.lesson_attempt AS lesson_attempt
     WHERE lesson_attempt.tenant_id = ${ctx.tenantId} AND lesson_attempt.person_id = ANY(${plainArray(personIds)}::uuid[])`;
}

function passOf(questions: readonly Question[], asked: number | undefined): number {
  const passAt = asked ?? questions.length;
  if (passAt > questions.length) throw lessonPassInvalid(questions.length);
  return passAt;
}

function assertHonest(said: { title?: string | undefined; body?: string | undefined; questions?: readonly Question[] | undefined }): void {
  assertNoPromise(said.title, '/title');
  assertNoPromise(said.body, '/body');
  for (const [i, { ask, answers }] of (said.questions ?? []).entries()) assertNoPromise([ask, ...answers].join('\n'), `/questions/${i}`);
}

async function note(ctx: Ctx, what: 'created' | 'changed', lessonId: Uuid): Promise<void> {
  await audit(ctx, { action: `lesson.${what}`, subjectKind: 'lesson', subjectId: publicId('lesson', lessonId) });
}
