import './diagnose.css';
import { useParams } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../sdk/index.ts';
import { useActor } from '../../../../../ui/app/actor.ts';
import { useAct } from '../../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../../ui/app/ask.tsx';
import { useBrand, useFormat, useMay } from '../../../../../ui/app/context.tsx';
import { useGo, useUrl } from '../../../../../ui/app/go.tsx';
import { Choice, TextField } from '../../../../../ui/page/controls.tsx';
import { ErrorLine } from '../../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../../ui/page/skeleton.tsx';
import { StateTag } from '../../../../../ui/tags/tags.tsx';
import { PlannerTabs } from '../planner-tabs.tsx';
import { sayerOf } from '../simulate/say.ts';
import { movedBetween } from './checklist.ts';
import { takeAgain } from './diagnose-page.tsx';
import { Radar } from './radar.tsx';
import { Gates, Verdict } from './verdict.tsx';

type Diagnosis = Awaited<ReturnType<Client['diagnoses']['get']>>;
type Task = Awaited<ReturnType<Client['tasks']['list']>>['data'][number];
type Gap = Diagnosis['result']['gaps'][number];

/** A diagnosis that was taken: what it says, what pays most, who mends it until when; and what moved since another one. */
export function ResultPage() {
  const { t } = useTranslation('diagnose');
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const [url] = useUrl();
  const found = useAsk(['diagnosis', id], (client, signal) => client.diagnoses.get(id, { signal }));
  const other = useAsk(['diagnosis', url['with'] ?? ''], (client, signal) => client.diagnoses.get(url['with'] ?? '', { signal }), {
    isOff: !url['with'],
  });
  return (
    <Answer
      of={found}
      wait={
        <Page title={t('result.title')} tabs={<PlannerTabs here="diagnose" />}>
          <Skeleton shape="cards" count={3} />
        </Page>
      }
    >
      {(diagnosis) => <Result diagnosis={diagnosis} before={url['with'] ? (other.data ?? null) : null} />}
    </Answer>
  );
}

function Result({ diagnosis, before }: { diagnosis: Diagnosis; before: Diagnosis | null }) {
  const { t } = useTranslation('diagnose');
  const actor = useActor();
  const format = useFormat();
  const brand = useBrand();
  const go = useGo();
  const mayWrite = useMay('planner');
  const { result } = diagnosis;
  return (
    <Page
      title={t('result.title')}
      lead={t(result.total === null || result.verdict === null ? 'result.leadOpen' : 'result.lead', {
        total: result.total === null ? '' : format.decimal(result.total, 0),
        verdict: result.verdict === null ? '' : t(`diagnosis:verdicts.${result.verdict}`),
        at: format.instant(diagnosis.takenAt),
        by: actor(diagnosis.takenBy),
      })}
      back={{ to: 'plan/diagnose', label: t('result.back') }}
      actions={
        <>
          <Compare diagnosis={diagnosis} />
          {mayWrite ? (
            <Button
              onClick={() => {
                takeAgain(brand.slug, ownAnswers(diagnosis));
                go('plan/diagnose');
              }}
            >
              {t('result.again')}
            </Button>
          ) : null}
        </>
      }
      tabs={<PlannerTabs here="diagnose" />}
    >
      <div className="zh-result">
        <div className="zh-card zh-stack zh-result-picture">
          <Verdict total={result.total} verdict={result.verdict} isGated={result.isGated} />
          <Radar of={result.sections} before={before?.result.sections} />
          {before ? (
            <p className="zh-radar-key zh-small">
              <span>
                <span className="zh-key-now" aria-hidden="true" /> {t('result.now')}
              </span>
              <span>
                <span className="zh-key-before" aria-hidden="true" /> {format.instant(before.takenAt)}
              </span>
            </p>
          ) : null}
        </div>
        <div className="zh-stack">
          <Section title={t('result.gates')}>
            <Gates of={result.gates} answers={diagnosis.answers} />
          </Section>
          <Section title={t('result.sections')}>
            <SectionBars diagnosis={diagnosis} before={before} />
          </Section>
        </div>
      </div>
      <Gaps diagnosis={diagnosis} mayWrite={mayWrite} />
      {before ? <MovedList before={before} after={diagnosis} /> : null}
      {diagnosis.note ? (
        <Section title={t('result.notes')}>
          <p className="zh-read zh-lines">{diagnosis.note}</p>
        </Section>
      ) : null}
      <p className="zh-soft zh-small">
        {t('diagnosis:note')} {t('plan:note')}
      </p>
    </Page>
  );
}

/** What somebody said themselves; what the data said is read anew. */
function ownAnswers({ answers, evidence }: Diagnosis): Record<string, number> {
  const byData = new Map(evidence.map(({ question, score }) => [question, score]));
  return Object.fromEntries(Object.entries(answers).filter(([question, score]) => byData.get(question) !== score));
}

function Compare({ diagnosis }: { diagnosis: Diagnosis }) {
  const { t } = useTranslation('diagnose');
  const format = useFormat();
  const [url, change] = useUrl();
  const found = useAsk(['diagnoses', 'others'], (client, signal) => client.diagnoses.list({ limit: 50 }, { signal }));
  const others = (found.data?.data ?? []).filter((one) => one.id !== diagnosis.id);
  if (others.length === 0) return null;
  return (
    <Choice
      label={t('result.compare')}
      value={url['with'] ?? ''}
      options={[
        { value: '', label: t('result.compareNone') },
        ...others.map((one) => ({
          value: one.id,
          label: t('result.compareWith', {
            at: format.instant(one.takenAt),
            score: one.total === null ? '–' : format.decimal(one.total, 0),
          }),
        })),
      ]}
      onChange={(id) => change({ with: id })}
    />
  );
}

/** The radar in words: each section with its share of what is possible, and the step since the other diagnosis. */
function SectionBars({ diagnosis, before }: { diagnosis: Diagnosis; before: Diagnosis | null }) {
  const { t } = useTranslation('diagnose');
  const format = useFormat();
  const earlier = new Map(before?.result.sections.map(({ section, score }) => [section, score]));
  return (
    <ul className="zh-bars">
      {diagnosis.result.sections.map(({ section, score, answered, asked }) => {
        const from = earlier.get(section) ?? null;
        return (
          <li key={section} className="zh-bars-row">
            <span className="zh-bars-name">
              {section} {t(`diagnosis:sections.${section}`)}
            </span>
            <span className="zh-bars-track">
              <span className="zh-bars-fill zh-section-fill" style={{ inlineSize: `${(score ?? 0) * 100}%` }} />
              {from === null ? null : <span className="zh-bars-mark" style={{ insetInlineStart: `${from * 100}%` }} />}
            </span>
            <span className="zh-number">
              {score === null ? t('result.unanswered') : format.share(score, 0)}
              {answered < asked && score !== null ? (
                <span className="zh-soft zh-small"> {t('answeredOf', { count: answered, all: asked })}</span>
              ) : null}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** The three gaps that pay most, each with what to do and who does it until when. */
function Gaps({ diagnosis, mayWrite }: { diagnosis: Diagnosis; mayWrite: boolean }) {
  const { t } = useTranslation('diagnose');
  const tasks = useAsk(['planTasks', 'of', diagnosis.id], (client, signal) =>
    client.tasks.list({ diagnosis: diagnosis.id, limit: 100 }, { signal }),
  );
  const { gaps } = diagnosis.result;
  return (
    <Section title={t('gap.title')} note={t('gap.note')}>
      {gaps.length === 0 ? (
        <p className="zh-soft">{t('gap.none')}</p>
      ) : (
        <ol className="zh-gaps">
          {gaps.map((gap, at) => (
            <li key={gap.question} className="zh-card zh-stack-tight">
              <GapCard
                gap={gap}
                at={at}
                diagnosis={diagnosis}
                tasks={(tasks.data?.data ?? []).filter((task) => task.place === gap.question)}
                mayWrite={mayWrite}
              />
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

function GapCard({
  gap,
  at,
  diagnosis,
  tasks,
  mayWrite,
}: {
  gap: Gap;
  at: number;
  diagnosis: Diagnosis;
  tasks: readonly Task[];
  mayWrite: boolean;
}) {
  const { t } = useTranslation('diagnose');
  const format = useFormat();
  const say = useMemo(() => sayerOf(format, '–'), [format]);
  const open = tasks.filter((task) => task.state !== 'dropped');
  return (
    <>
      <p className="zh-gap-head">
        <span className="zh-gap-number zh-number" aria-hidden="true">
          {at + 1}
        </span>
        <span className="zh-strong">
          {t(`diagnosis:questions.${gap.question}.ask`)}
          <span className="zh-gap-score zh-soft zh-small zh-number">{t('gap.score', { score: gap.score })}</span>
        </span>
      </p>
      <p className="zh-soft zh-small">
        {t('gap.worth', {
          lever: t(`plan:levers.${gap.lever}.name`),
          gain: say.short(gap.leverGain),
        })}
      </p>
      <p className="zh-gap-task">{t(`diagnosis:questions.${gap.question}.task`)}</p>
      {open.length > 0 ? (
        <ul className="zh-stack-tight">
          {open.map((task) => (
            <TaskLine key={task.id} task={task} mayWrite={mayWrite} />
          ))}
        </ul>
      ) : mayWrite ? (
        <NewTask gap={gap} diagnosis={diagnosis} />
      ) : null}
    </>
  );
}

/** A task with its owner and day, ticked off in place. */
function TaskLine({ task, mayWrite }: { task: Task; mayWrite: boolean }) {
  const { t } = useTranslation('diagnose');
  const format = useFormat();
  const close = useAct((client, state: 'open' | 'done') => client.tasks.update(task.id, { state }));
  return (
    <li className="zh-task-line">
      <label className="zh-check">
        <input
          type="checkbox"
          checked={task.state === 'done'}
          disabled={!mayWrite || close.isPending}
          onChange={(event) => close.mutate(event.target.checked ? 'done' : 'open')}
        />
        <span>
          {task.title}
          <span className="zh-soft zh-small">
            {' '}
            {[task.owner?.name, task.due ? t('task.until', { day: format.day(task.due) }) : null].filter(Boolean).join(' · ')}
          </span>
        </span>
      </label>
      {task.isLate ? <StateTag mood="warning">{t('task.late')}</StateTag> : null}
      <ErrorLine error={close.error} />
    </li>
  );
}

function NewTask({ gap, diagnosis }: { gap: Gap; diagnosis: Diagnosis }) {
  const { t } = useTranslation('diagnose');
  const [owner, setOwner] = useState('');
  const [due, setDue] = useState('');
  const make = useAct((client) =>
    client.tasks.create({
      about: 'gap',
      diagnosis: diagnosis.id,
      place: gap.question,
      title: t(`diagnosis:questions.${gap.question}.task`).slice(0, 200),
      ...(owner.trim() ? { owner: { name: owner.trim() } } : {}),
      ...(due ? { due } : {}),
    }),
  );
  return (
    <form
      className="zh-stack-tight"
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate();
      }}
    >
      <div className="zh-pair">
        <TextField label={t('task.owner')} value={owner} onChange={setOwner} />
        <TextField label={t('task.due')} type="date" value={due} onChange={setDue} />
      </div>
      <ErrorLine error={make.error} />
      <div className="zh-row">
        <Button htmlType="submit" loading={make.isPending}>
          {t('task.make')}
        </Button>
      </div>
    </form>
  );
}

/** What is answered otherwise than in the other diagnosis, the largest steps first. */
function MovedList({ before, after }: { before: Diagnosis; after: Diagnosis }) {
  const { t } = useTranslation('diagnose');
  const moved = movedBetween(before.answers, after.answers);
  const word = (question: string, score: number | null) => (score === null ? t('result.unanswered') : `${score}`);
  return (
    <Section title={t('moved.title', { count: moved.length })} note={t('moved.note')}>
      {moved.length === 0 ? (
        <p className="zh-soft">{t('moved.none')}</p>
      ) : (
        <ul className="zh-moved">
          {moved.map(({ question, before: from, after: to }) => (
            <li key={question}>
              <span className="zh-number zh-strong">{question}</span>
              <span>{t(`diagnosis:questions.${question}.ask`)}</span>
              <span
                className={
                  from !== null && to !== null && to > from
                    ? 'zh-good zh-number'
                    : from !== null && to !== null
                      ? 'zh-harm zh-number'
                      : 'zh-soft'
                }
              >
                {word(question, from)} → {word(question, to)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
