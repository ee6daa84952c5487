import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { CheckField, Choice, LongField, TextField } from '../../../../ui/page/controls.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { WrittenPage } from './written-page.tsx';

type Lesson = Awaited<ReturnType<Client['lessons']['list']>>['data'][number];

/** What partners learn before they recommend: lessons in order, a quiz where one is wanted. Free for everybody. */
export function TrainingPage() {
  const { t } = useTranslation('joining');
  const format = useFormat();
  const lessons = useRows<Lesson>(['lessons'], (client, page, signal) => client.lessons.list(page, { signal }));
  return (
    <WrittenPage<Lesson>
      topic="lesson"
      of={lessons}
      form={(lesson, onClose) => <LessonForm lesson={lesson} onClose={onClose} />}
      columns={[
        { id: 'name', title: t('lesson.name'), cell: (row) => <bdi>{row.title}</bdi>, width: 'large' },
        {
          id: 'quiz',
          title: t('lesson.quiz'),
          cell: (row) =>
            row.questions.length === 0 ? t('lesson.noQuiz') : t('lesson.passOf', { pass: row.passAt, count: row.questions.length }),
          from: 'tablet',
        },
        {
          id: 'passed',
          title: t('lesson.passed'),
          cell: (row) => <span className="zh-number">{format.count(row.passed)}</span>,
          align: 'end',
        },
      ]}
    />
  );
}

interface Question {
  key: number;
  ask: string;
  answers: string;
  right: string;
}

const answersOf = (question: Question) =>
  question.answers
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

function LessonForm({ lesson, onClose }: { lesson: Lesson | null; onClose: () => void }) {
  const { t } = useTranslation('joining');
  const [title, setTitle] = useState(lesson?.title ?? '');
  const [text, setText] = useState(lesson?.body ?? '');
  const [passAt, setPassAt] = useState(lesson && lesson.questions.length > 0 ? String(lesson.passAt) : '');
  const [isPublished, setPublished] = useState(lesson?.isPublished ?? false);
  const [questions, setQuestions] = useState<readonly Question[]>(() =>
    (lesson?.questions ?? []).map((one, key) => ({ key, ask: one.ask, answers: one.answers.join('\n'), right: String(one.right) })),
  );
  const change = (key: number, changes: Partial<Question>) =>
    setQuestions((now) => now.map((one) => (one.key === key ? { ...one, ...changes } : one)));
  const add = () =>
    setQuestions((now) => [...now, { key: Math.max(-1, ...now.map((one) => one.key)) + 1, ask: '', answers: '', right: '0' }]);
  const body = questions.map((one) => ({ ask: one.ask.trim(), answers: answersOf(one), right: Number(one.right) }));
  const least = passAt.trim() === '' ? null : Number(passAt);
  const isReady =
    title.trim() !== '' &&
    text.trim() !== '' &&
    body.every((one) => one.ask !== '' && one.answers.length >= 2 && one.answers.length <= 8 && one.right < one.answers.length) &&
    (least === null || (Number.isInteger(least) && least >= 0 && least <= body.length));
  const save = useAct((client) => {
    const all = {
      title: title.trim(),
      body: text.trim(),
      questions: body,
      passAt: Math.min(least ?? body.length, body.length),
      isPublished,
    };
    return lesson ? client.lessons.update(lesson.id, all) : client.lessons.create(all);
  }, onClose);
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) save.mutate();
      }}
    >
      <TextField label={t('lesson.name')} value={title} onChange={setTitle} isRequired />
      <LongField label={t('lesson.body')} value={text} onChange={setText} rows={8} isRequired />
      {questions.map((one, at) => (
        <fieldset key={one.key} className="zh-card zh-stack">
          <legend className="zh-label">{t('question.nth', { nth: at + 1 })}</legend>
          <TextField label={t('question.ask')} value={one.ask} onChange={(ask) => change(one.key, { ask })} isRequired />
          <LongField
            label={t('question.answers')}
            value={one.answers}
            onChange={(answers) => change(one.key, { answers })}
            rows={3}
            hint={t('question.answersHint')}
            isRequired
          />
          {answersOf(one).length > 1 ? (
            <Choice
              isLabelShown
              label={t('question.right')}
              value={one.right}
              options={answersOf(one).map((answer, which) => ({ value: String(which), label: answer }))}
              onChange={(right) => change(one.key, { right })}
            />
          ) : null}
          <div>
            <Button size="small" onClick={() => setQuestions((now) => now.filter((other) => other.key !== one.key))}>
              {t('question.remove', { nth: at + 1 })}
            </Button>
          </div>
        </fieldset>
      ))}
      <div>
        <Button onClick={add}>{t('question.add')}</Button>
      </div>
      {questions.length > 0 ? (
        <TextField type="number" label={t('lesson.passAt')} value={passAt} onChange={setPassAt} hint={t('lesson.passAtHint')} />
      ) : null}
      <CheckField label={t('lesson.publish')} isOn={isPublished} onChange={setPublished} />
      <ErrorLine error={save.error} />
      <div>
        <Button type="primary" htmlType="submit" disabled={!isReady} loading={save.isPending}>
          {t('lesson.save')}
        </Button>
      </div>
    </form>
  );
}
