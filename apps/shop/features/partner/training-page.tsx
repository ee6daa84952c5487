import './partner.css';
import { useState } from 'react';
import { useParams } from 'wouter';
import { Button } from '../../../../ui/shop/button.tsx';
import { Answer, useAct, useAsk } from '../../../../ui/shop/ask.tsx';
import { Go } from '../../../../ui/shop/go.tsx';
import { Part, ShopPage } from '../../../../ui/shop/page.tsx';
import { Bones, EmptyState, ErrorLine } from '../../../../ui/shop/states.tsx';
import { say, sayCount } from '../../../../ui/shop/words.tsx';
import { useWords } from '../../words/topics.ts';
import { LinkRow } from './row.tsx';
import type { Lesson } from './types.ts';

/** The training of the brand, lesson by lesson. */
export function TrainingPage() {
  const words = useWords('partner').training;
  const shelf = useAsk(['partner', 'lessons'], (client, signal) => client.lessons({ signal }));
  return (
    <ShopPage title={words.title} back="/partner">
      <Answer of={shelf} wait={<Bones shape="rows" />}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState picture="people" title={words.empty} text={words.emptyText} />
          ) : (
            <nav className="zs-rows" aria-label={words.title}>
              {data.map((lesson) => (
                <LinkRow
                  key={lesson.id}
                  to={`/partner/training/${lesson.id}`}
                  title={lesson.title}
                  text={lesson.questions > 0 ? sayCount(words.questions, lesson.questions) : words.read}
                  end={lesson.passed ? <span className="zh-tag">{words.done}</span> : null}
                />
              ))}
            </nav>
          )
        }
      </Answer>
    </ShopPage>
  );
}

/** One lesson: its text, and where it has questions the quiz. */
export function LessonPage() {
  const words = useWords('partner').training;
  const { id = '' } = useParams<{ id: string }>();
  const lesson = useAsk(['partner', 'lesson', id], (client, signal) => client.lesson(id, { signal }));
  return (
    <ShopPage title={lesson.data?.title ?? words.title} back="/partner/training">
      <Answer of={lesson} wait={<Bones shape="text" />}>
        {(one) => (
          <>
            {one.body.split(/\n{2,}/).map((paragraph, at) => (
              <p key={at} className="zh-read zs-paragraph">
                <bdi>{paragraph}</bdi>
              </p>
            ))}
            <Quiz lesson={one} />
          </>
        )}
      </Answer>
    </ShopPage>
  );
}

function Quiz({ lesson }: { lesson: Lesson }) {
  const words = useWords('partner').training;
  const [answers, setAnswers] = useState<readonly (number | null)[]>(() => lesson.quiz.map(() => null));
  const sit = useAct(null, async (client, chosen: readonly number[]) => await client.sitLesson(lesson.id, { answers: [...chosen] }));
  const result = sit.answer;
  const isQuiz = lesson.quiz.length > 0;
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        sit.go(answers.map((answer) => answer ?? 0));
      }}
    >
      {isQuiz ? (
        <Part title={words.quiz}>
          <p className="zh-soft">{say(words.passAt, { right: lesson.passAt, all: lesson.quiz.length })}</p>
          {lesson.quiz.map((question, at) => (
            <fieldset key={at} className="zs-question">
              <legend className="zs-legend">
                <bdi>{question.ask}</bdi>
                {result?.wrong.includes(at) ? <span className="zh-tag"> {words.wrong}</span> : null}
              </legend>
              {question.answers.map((answer, place) => (
                <label key={answer} className="zs-check">
                  <input
                    type="radio"
                    name={`q${at}`}
                    required
                    checked={answers[at] === place}
                    onChange={() => setAnswers(answers.map((each, i) => (i === at ? place : each)))}
                  />
                  <bdi>{answer}</bdi>
                </label>
              ))}
            </fieldset>
          ))}
        </Part>
      ) : null}
      {result ? (
        <p className="zh-note" role="status">
          {isQuiz ? say(result.passed ? words.passed : words.notYet, { correct: result.correct, asked: result.asked }) : words.done}
        </p>
      ) : null}
      <ErrorLine error={sit.error} />
      {result?.passed || (lesson.passed && !isQuiz) ? (
        <Go to="/partner/training" className="zh-go">
          {words.back}
        </Go>
      ) : (
        <Button color="primary" size="large" block type="submit" loading={sit.isPending}>
          {isQuiz ? words.check : words.finish}
        </Button>
      )}
    </form>
  );
}
