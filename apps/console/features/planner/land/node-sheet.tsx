import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../sdk/index.ts';
import { useAct } from '../../../../../ui/app/act.ts';
import { useAsk } from '../../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../../ui/app/context.tsx';
import { Go } from '../../../../../ui/app/go.tsx';
import type { Formats } from '../../../../../ui/format/formats.ts';
import { Dialog } from '../../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../../ui/page/error-state.tsx';
import { StateTag } from '../../../../../ui/tags/tags.tsx';
import type { Told } from './alive.ts';
import { knowledgeOf, pointScore, points, readingOf, type Knowledge, type PointId, type Reading } from './knowledge.ts';
import { nameOf, placeOf } from './places.ts';
import { mapNodes } from './treasure-map.ts';

/** The answers of the latest diagnosis; null while none was taken. */
export type Answers = Readonly<Record<string, number>> | null;

export interface NodeFacts {
  readonly told: Told;
  readonly answers: Answers;
  readonly designId: string | null;
}

/** What is behind a place of the map: what it is for, how it stands by the data and the latest diagnosis, and what to do next. */
export function NodeSheet({ id, facts, onClose }: { id: string; facts: NodeFacts; onClose: () => void }) {
  const { t } = useTranslation('land');
  const node = mapNodes.find((one) => one.id === id);
  const knowledge = knowledgeOf(id);
  const point = points.find(([name]) => name === id);
  const title = node ? t(`treasure:nodes.${id}.name`) : point ? t(`knowledge:points.${id}.name`) : '';
  return (
    <Dialog
      kind="sheet"
      title={title}
      isOpen={(node !== undefined && knowledge !== null) || point !== undefined}
      onClose={onClose}
      footer={
        node ? (
          <Go className="zh-cta" to={placeOf(node.screen, id, facts.designId)}>
            {t('know.open', { page: t(nameOf(node.screen)) })}
          </Go>
        ) : (
          <Go className="zh-cta" to="plan/diagnose">
            {t('know.open', { page: t(nameOf('plan/diagnose')) })}
          </Go>
        )
      }
    >
      {node && knowledge ? <Known id={id} knowledge={knowledge} facts={facts} isOurs={node.isOurs} /> : null}
      {point ? <PointDetail id={point[0]} questions={point[1]} answers={facts.answers} /> : null}
    </Dialog>
  );
}

function Known({ id, knowledge, facts, isOurs }: { id: string; knowledge: Knowledge; facts: NodeFacts; isOurs: boolean }) {
  const { t } = useTranslation('land');
  const words = `knowledge:${knowledge.kind}.${id}`;
  const isMethod = knowledge.kind === 'methods';
  return (
    <div className="zh-stack">
      <p className="zh-read">{t(`${words}.${isMethod ? 'mechanism' : 'goal'}`)}</p>
      {knowledge.artefacts > 0 ? (
        <section className="zh-stack-tight">
          <h3 className="zh-label">{t('know.artefacts')}</h3>
          <ul className="zh-know-list">
            {Array.from({ length: knowledge.artefacts }, (_, at) => (
              <li key={at}>{t(`${words}.artefacts.${at}`)}</li>
            ))}
          </ul>
        </section>
      ) : null}
      <section className="zh-stack-tight">
        <h3 className="zh-label">{t('know.metrics')}</h3>
        <dl className="zh-know-metrics">
          {knowledge.metrics.map((metric) => (
            <Metric key={metric} metric={metric} told={facts.told} />
          ))}
        </dl>
      </section>
      {isMethod ? (
        <section className="zh-stack-tight">
          <h3 className="zh-label">{t('know.guard')}</h3>
          <p>{t(`${words}.guard`)}</p>
        </section>
      ) : (
        <Questions of={knowledge.questions} answers={facts.answers} />
      )}
      <Tasks words={words} steps={knowledge.tasks} designId={facts.designId} />
      <p className="zh-soft zh-small">
        <StateTag mood="calm">{t('ours')}</StateTag> {t(isOurs ? 'treasure:note' : 'knowledge:note')}
      </p>
    </div>
  );
}

function Metric({ metric, told }: { metric: string; told: Told }) {
  const { t } = useTranslation('land');
  const format = useFormat();
  const reading = readingOf(metric, told);
  return (
    <div className="zh-know-metric">
      <dt>{t(`knowledge:metrics.${metric}`)}</dt>
      <dd>
        {reading === null ? (
          <span className="zh-soft">…</span>
        ) : reading.kind === 'own' ? (
          <span className="zh-soft zh-small">{t('know.own')}</span>
        ) : reading.kind === 'silent' ? (
          <span className="zh-soft zh-small">{reading.text ?? t('know.silent')}</span>
        ) : (
          <>
            <strong className="zh-number">{figureText(format, reading)}</strong>
            {reading.text === null ? null : <span className="zh-soft zh-small"> {reading.text}</span>}
          </>
        )}
      </dd>
    </div>
  );
}

function figureText(format: Formats, reading: Extract<Reading, { value: number }>): string {
  switch (reading.kind) {
    case 'share':
      return format.share(reading.value);
    case 'days':
      return format.days(Math.round(reading.value));
    case 'number':
      return format.decimal(reading.value, 2);
    default:
      return format.count(Math.round(reading.value));
  }
}

/** Questions of the checklist with the answer of the latest diagnosis. */
function Questions({ of, answers }: { of: readonly string[]; answers: Answers }) {
  const { t, i18n } = useTranslation('land');
  return (
    <section className="zh-stack-tight">
      <h3 className="zh-label">{t('know.questions')}</h3>
      <ul className="zh-know-questions">
        {of.map((question) => {
          const score = answers?.[question] ?? null;
          const own = `diagnosis:questions.${question}.anchors`;
          const anchors = i18n.exists(`${own}.0`) ? own : 'diagnosis:anchors';
          return (
            <li key={question} className="zh-know-question">
              <span>
                <span className="zh-soft zh-number">{question}</span> {t(`diagnosis:questions.${question}.ask`)}
              </span>
              <span className="zh-know-answer">
                <Dots score={score} />
                <span className="zh-small">{score === null ? t('know.unanswered') : t(`${anchors}.${score}`)}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const MOST = 4;

function Dots({ score }: { score: number | null }) {
  return (
    <span className="zh-know-dots" aria-hidden="true">
      {Array.from({ length: MOST }, (_, at) => (
        <span key={at} className={score !== null && at < score ? 'zh-know-dot zh-know-dot-full' : 'zh-know-dot'} />
      ))}
    </span>
  );
}

type Task = Awaited<ReturnType<Client['tasks']['list']>>['data'][number];

/** What to do about it: one tap takes it over into the tasks of the design, under the step it belongs to. */
function Tasks({ words, steps, designId }: { words: string; steps: readonly number[]; designId: string | null }) {
  const { t } = useTranslation('land');
  const mayWrite = useMay('planner');
  const found = useAsk(['tasks', designId], (client, signal) => client.tasks.list({ design: designId ?? '', limit: 200 }, { signal }), {
    isOff: designId === null,
  });
  const taken = new Map((found.data?.data ?? []).filter((one) => one.state !== 'dropped').map((one) => [one.title, one]));
  return (
    <section className="zh-stack-tight">
      <h3 className="zh-label">{t('know.tasks')}</h3>
      <ul className="zh-know-tasks">
        {steps.map((step, at) => {
          const title = t(`${words}.tasks.${at}`);
          return (
            <OneTask key={title} title={title} step={step} task={taken.get(title)} designId={mayWrite && found.data ? designId : null} />
          );
        })}
      </ul>
      {designId === null ? (
        <p className="zh-soft zh-small">
          {t('know.noDesign')}{' '}
          <Go className="zh-link" to="plan">
            {t('planner:design.make')}
          </Go>
        </p>
      ) : null}
    </section>
  );
}

function OneTask({ title, step, task, designId }: { title: string; step: number; task: Task | undefined; designId: string | null }) {
  const { t } = useTranslation('land');
  const take = useAct((client) =>
    client.tasks.create({ about: 'step', design: designId ?? '', place: String(step), title: title.slice(0, 200) }),
  );
  return (
    <li className="zh-know-task">
      <span>{title}</span>
      {task ? (
        <StateTag mood={task.state === 'done' ? 'good' : 'calm'}>{t(task.state === 'done' ? 'know.done' : 'know.taken')}</StateTag>
      ) : designId === null ? null : (
        <Button
          size="small"
          loading={take.isPending}
          aria-label={t('know.takeOf', { act: t('know.take'), title })}
          onClick={() => take.mutate()}
        >
          {t('know.take')}
        </Button>
      )}
      <ErrorLine error={take.error} />
    </li>
  );
}

/** The six fan points, each with its score by the latest diagnosis. */
export function Points({ answers, to }: { answers: Answers; to: (id: PointId) => string }) {
  const { t } = useTranslation('land');
  const format = useFormat();
  return (
    <section className="zh-treasure-group" aria-label={t('know.points')}>
      <h2 className="zh-treasure-heading">{t('know.points')}</h2>
      <p className="zh-soft zh-small">
        <StateTag mood="calm">{t('ours')}</StateTag> {t(answers === null ? 'know.pointsNone' : 'know.pointsNote')}
      </p>
      <ul className="zh-points">
        {points.map(([id, questions]) => {
          const { score, answered } = pointScore(questions, answers ?? {});
          return (
            <li key={id} className="zh-point">
              <div className="zh-row zh-row-between">
                <Go className="zh-link zh-strong" to={to(id)}>
                  {t(`knowledge:points.${id}.name`)}
                </Go>
                <strong className="zh-number">{score === null ? '–' : format.share(score, 0)}</strong>
              </div>
              <span className="zh-bars-track">
                <span className="zh-bars-fill zh-point-fill" style={{ inlineSize: `${(score ?? 0) * 100}%` }} />
              </span>
              <span className="zh-soft zh-small">
                {t(`knowledge:points.${id}.says`)} {t('know.answered', { answered, all: questions.length })}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function PointDetail({ id, questions, answers }: { id: PointId; questions: readonly string[]; answers: Answers }) {
  const { t } = useTranslation('land');
  const format = useFormat();
  const { score } = pointScore(questions, answers ?? {});
  return (
    <div className="zh-stack">
      <p className="zh-read">{t(`knowledge:points.${id}.says`)}</p>
      <p className="zh-row">
        <strong className="zh-number zh-step-figure">{score === null ? '–' : format.share(score, 0)}</strong>
        <span className="zh-soft zh-small">{t(answers === null ? 'know.pointsNone' : 'know.pointsNote')}</span>
      </p>
      <Questions of={questions} answers={answers} />
      <p className="zh-soft zh-small">
        <StateTag mood="calm">{t('ours')}</StateTag> {t('diagnosis:note')}
      </p>
    </div>
  );
}
