import { z } from 'zod';
import type { Ctx } from '../../../kit/ctx.ts';
import { plainArray } from '../../../kit/db/index.ts';
import { assert } from '../../../kit/errors/index.ts';
import { decodeCursor, pageOf } from '../../../kit/http/cursor.ts';
import { parseId, publicId, type Uuid } from '../../../kit/ids/index.ts';
import type { Lesson, MyLesson } from '../api.ts';
import type { Question } from '../model/quiz.ts';
import { lessonNotFound } from '../portal-errors.ts';
import { recordsOf } from './owners.ts';

/** partners.lesson, with how many people passed it. */
export interface LessonRow {
  lesson_id: Uuid;
  position: number;
  title: string;
  body: string;
  questions: Question[];
  pass_at: number;
  is_published: boolean;
  changed_at: Date;
  passed: number;
}

async function lessonsWhere(
  ctx: Ctx,
  {
    lessonId = null,
    after = null,
    isPublished = null,
    limit,
  }: {
    lessonId?: Uuid | null;
    after?: readonly [position: number, id: Uuid] | null;
    isPublished?: boolean | null;
    limit: number;
  },
): Promise<LessonRow[]> {
  const [position, id] = after ?? [null, null];
  return await ctx.sql.anew<LessonRow>`
    SELECT lesson.lesson_id, lesson.position, lesson.title, lesson.body, lesson.questions, lesson.pass_at, lesson.is_published, lesson.changed_at,
           (SELECT count(DISTINCT lesson_attempt.person_id)::int
              FROM partners.lesson_attempt AS lesson_attempt
             WHERE lesson_attempt.tenant_id = ${ctx.tenantId} AND lesson_attempt.lesson_id = lesson.lesson_id AND lesson_attempt.passed) AS passed
      FROM partners.lesson AS lesson
     WHERE lesson.tenant_id = ${ctx.tenantId}
       AND (${lessonId}::uuid IS NULL OR lesson.lesson_id = ${lessonId})
       AND (${isPublished}::boolean IS NULL OR lesson.is_published = ${isPublished})
       AND (${position}::int IS NULL OR (lesson.position, lesson.lesson_id) > (${position}::int, ${id}::uuid))
     ORDER BY lesson.position, lesson.lesson_id
     LIMIT ${limit}`;
}

/** @throws `lesson.notFound` */
export async function findLesson(ctx: Ctx, id: string): Promise<LessonRow> {
  const lessonId = parseId('lesson', id);
  const [row] = lessonId === null ? [] : await lessonsWhere(ctx, { lessonId, limit: 1 });
  if (!row) throw lessonNotFound();
  return row;
}

/** One that partners see. @throws `lesson.notFound` */
export async function findPublishedLesson(ctx: Ctx, id: string): Promise<LessonRow> {
  const row = await findLesson(ctx, id);
  if (!row.is_published) throw lessonNotFound();
  return row;
}

/** The lessons in the order in which they are taught, pages by key. */
export async function listLessons(
  ctx: Ctx,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ data: Lesson[]; next: string | null }> {
  const after = decodeCursor(page.cursor, z.tuple([z.int32(), z.uuid()])) ?? null;
  const rows = await lessonsWhere(ctx, { after, limit: page.limit + 1 });
  const { shown, next } = pageOf(rows, page.limit, (row) => [row.position, row.lesson_id]);
  return { data: shown.map(lessonJson), next };
}

export async function lessonReply(ctx: Ctx, lessonId: Uuid): Promise<Lesson> {
  const [row] = await lessonsWhere(ctx, { lessonId, limit: 1 });
  assert(row, 'the lesson is there');
  return lessonJson(row);
}

export function lessonJson(row: LessonRow): Lesson {
  return {
    id: publicId('lesson', row.lesson_id),
    externalId: null,
    position: row.position,
    title: row.title,
    body: row.body,
    questions: row.questions.map(({ ask, answers, right }) => ({ ask, answers: [...answers], right })),
    passAt: row.pass_at,
    isPublished: row.is_published,
    passed: row.passed,
    changedAt: row.changed_at.toISOString(),
  };
}

const SHELF = 200;

/** The lessons a person may take, and which of them they passed. */
export async function myLessons(ctx: Ctx, personId: Uuid): Promise<Omit<MyLesson, 'body' | 'passAt' | 'quiz'>[]> {
  const rows = await lessonsWhere(ctx, { isPublished: true, limit: SHELF });
  const passed = await passedBy(ctx, personId);
  return rows.map((row) => shelfJson(row, passed));
}

/** One lesson as a person reads it: the questions without which answer is right. @throws `lesson.notFound` */
export async function myLesson(ctx: Ctx, personId: Uuid, id: string): Promise<MyLesson> {
  const row = await findPublishedLesson(ctx, id);
  return {
    ...shelfJson(row, await passedBy(ctx, personId)),
    body: row.body,
    passAt: row.pass_at,
    quiz: row.questions.map(({ ask, answers }) => ({ ask, answers: [...answers] })),
  };
}

function shelfJson(row: LessonRow, passed: ReadonlyMap<Uuid, Date>): Omit<MyLesson, 'body' | 'passAt' | 'quiz'> {
  const passedAt = passed.get(row.lesson_id) ?? null;
  return {
    id: publicId('lesson', row.lesson_id),
    title: row.title,
    questions: row.questions.length,
    passed: passedAt !== null,
    passedAt: passedAt?.toISOString() ?? null,
  };
}

async function passedBy(ctx: Ctx, personId: Uuid): Promise<Map<Uuid, Date>> {
  const rows = await ctx.sql<{ lesson_id: Uuid; at: Date }>`
    SELECT lesson_attempt.lesson_id, min(lesson_attempt.at) AS at
      FROM partners.lesson_attempt AS lesson_attempt
     WHERE lesson_attempt.tenant_id = ${ctx.tenantId} AND lesson_attempt.person_id = ANY(${plainArray(await recordsOf(ctx, personId))}::uuid[])
       AND lesson_attempt.passed
     GROUP BY lesson_attempt.lesson_id`;
  return new Map(rows.map((row) => [row.lesson_id, row.at]));
}

/** How far people are in the training: published lessons, and how many of them they passed. */
export async function trainingOf(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, { lessons: number; passed: number }>> {
  const { lessons } = await ctx.sql.one<{ lessons: number }>`
    SELECT count(*)::int AS lessons FROM partners.lesson AS lesson WHERE lesson.tenant_id = ${ctx.tenantId} AND lesson.is_published`;
  const rows = await ctx.sql.anew<{ person_id: Uuid; passed: number }>`
    SELECT coalesce(person.merged_into, person.person_id) AS person_id, count(DISTINCT lesson_attempt.lesson_id)::int AS passed
      FROM relations.person AS person
      JOIN partners.lesson_attempt AS lesson_attempt
           ON lesson_attempt.tenant_id = ${ctx.tenantId} AND lesson_attempt.person_id = person.person_id AND lesson_attempt.passed
      JOIN partners.lesson AS lesson
           ON lesson.tenant_id = ${ctx.tenantId} AND lesson.lesson_id = lesson_attempt.lesson_id AND lesson.is_published
     WHERE person.tenant_id = ${ctx.tenantId}
       AND (person.person_id = ANY(${plainArray(personIds)}::uuid[]) OR person.merged_into = ANY(${plainArray(personIds)}::uuid[]))
     GROUP BY 1`;
  const passed = new Map(rows.map((row) => [row.person_id, row.passed]));
  return new Map(personIds.map((id) => [id, { lessons, passed: passed.get(id) ?? 0 }]));
}
