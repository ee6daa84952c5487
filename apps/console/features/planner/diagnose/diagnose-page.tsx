import './diagnose.css';
import { Button } from 'antd';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { diagnose, presetIds, type PresetId, type SectionId } from '../../../../../rooms/planner/model/index.ts';
import type { Client } from '../../../../../sdk/index.ts';
import { useAct } from '../../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../../ui/app/ask.tsx';
import { useBrand, useFormat, useMay } from '../../../../../ui/app/context.tsx';
import { Go, useGo, useUrl } from '../../../../../ui/app/go.tsx';
import { Choice } from '../../../../../ui/page/controls.tsx';
import { ErrorLine } from '../../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../../ui/page/skeleton.tsx';
import { PlannerTabs } from '../planner-tabs.tsx';
import { ownFrom } from '../simulate/own.ts';
import { nothingAnswered, notesText, readAnswered, sectionIds, sections, withAnswer, withNote, type Answered } from './checklist.ts';
import { Question } from './question.tsx';
import { Radar } from './radar.tsx';
import { Taken } from './taken.tsx';
import { Gates, Verdict } from './verdict.tsx';

const MONTHS = 24;

/** The checklist, one section at a time: what the data can answer is answered, the rest is asked; how it looks stands beside it at once. */
export function DiagnosePage() {
  const { t } = useTranslation('diagnose');
  const evidence = useAsk(['planner', 'evidence'], (client, signal) => client.planner.evidence({ signal }));
  const designs = useAsk(['designs', 'all'], (client, signal) => client.designs.list({ limit: 200 }, { signal }));
  return (
    <Page title={t('title')} lead={t('lead')} tabs={<PlannerTabs here="diagnose" />}>
      <Answer of={evidence} wait={<Skeleton shape="cards" count={3} />}>
        {(found) => (
          <Answer of={designs} wait={<Skeleton shape="cards" count={3} />}>
            {(list) => <Checklist evidence={found} design={list.data.find((one) => one.adopted !== null) ?? list.data[0] ?? null} />}
          </Answer>
        )}
      </Answer>
      <Taken />
    </Page>
  );
}

type EvidenceList = Awaited<ReturnType<Client['planner']['evidence']>>;

function Checklist({ evidence, design }: { evidence: EvidenceList; design: { id: string; template: PresetId } | null }) {
  const { t } = useTranslation('diagnose');
  const format = useFormat();
  const mayWrite = useMay('planner');
  const go = useGo();
  const [url, change] = useUrl();
  const [filled, setFilled, forget] = useKept();
  const [preset, setPreset] = useState<PresetId>(design?.template ?? 'food');
  const section: SectionId = sectionIds.find((id) => id === url['section']) ?? 'A';
  const byData = useMemo(() => new Map(evidence.data.map((one) => [one.question, one])), [evidence]);
  const silent = useMemo(() => new Map(evidence.silent.map((one) => [one.question, one.said.text])), [evidence]);
  const all = useMemo(
    () => ({ ...Object.fromEntries([...byData].map(([question, one]) => [question, one.score])), ...filled.answers }),
    [byData, filled.answers],
  );
  const asked = useDeferredValue(all);
  const about = design && design.template === preset ? { design: design.id } : { preset };
  // Judged by the numbers it will be kept by: the design's, and the brand's own where they were measured.
  const lived = useAsk(['calibration', preset, about.design ?? null], (client, signal) => client.planner.calibration(about, { signal }));
  const answered = Object.keys(all).length;
  const questions = sections.flatMap((one) => one.questions).length;
  const take = useAct(
    (client) =>
      client.diagnoses.take({
        answers: filled.answers,
        note: notesText(filled.notes),
        months: MONTHS,
        ...about,
      }),
    (taken) => {
      forget();
      go(`plan/diagnoses/${taken.id}`);
    },
  );
  const here = sections.find((one) => one.id === section) ?? sections[0];
  const nextId = sectionIds[sectionIds.indexOf(section) + 1];
  return (
    <div className="zh-diagnose">
      <div className="zh-stack">
        <nav className="zh-section-steps" aria-label={t('sections')}>
          {sections.map((one) => {
            const count = one.questions.filter((question) => all[question] !== undefined).length;
            return (
              <Go
                key={one.id}
                to={`plan/diagnose?section=${one.id}`}
                className={count === one.questions.length ? 'zh-section-step zh-section-full' : 'zh-section-step'}
                aria-current={one.id === section ? 'step' : undefined}
              >
                <span className="zh-section-letter">{one.id}</span>
                <span className="zh-section-name">{t(`diagnosis:sections.${one.id}`)}</span>
                <span className="zh-soft zh-small zh-number">{t('answeredOf', { count, all: one.questions.length })}</span>
              </Go>
            );
          })}
        </nav>
        <Section title={`${section} · ${t(`diagnosis:sections.${section}`)}`} note={t('weight', { count: here?.weight ?? 0 })} isCard>
          <div className="zh-questions">
            {(here?.questions ?? []).map((question) => (
              <Question
                key={question}
                id={question}
                answer={filled.answers[question] ?? null}
                note={filled.notes[question] ?? ''}
                evidence={byData.get(question) ?? null}
                silent={silent.get(question) ?? null}
                isOff={!mayWrite}
                onAnswer={(score) => setFilled((now) => withAnswer(now, question, score))}
                onNote={(note) => setFilled((now) => withNote(now, question, note))}
              />
            ))}
          </div>
          <div className="zh-row zh-row-between">
            <span className="zh-soft zh-small">{t('kept')}</span>
            {nextId ? (
              <Button
                type="primary"
                onClick={() => {
                  change({ section: nextId });
                  document.getElementById('page')?.scrollIntoView({ block: 'start' });
                }}
              >
                {t('next', { section: t(`diagnosis:sections.${nextId}`) })}
              </Button>
            ) : mayWrite ? (
              <Button type="primary" disabled={answered === 0} loading={take.isPending} onClick={() => take.mutate()}>
                {t('take')}
              </Button>
            ) : null}
          </div>
        </Section>
      </div>
      <aside className="zh-diagnose-side zh-card" aria-label={t('asItLooks')}>
        <h2>{t('asItLooks')}</h2>
        <Answer of={lived} wait={<Skeleton shape="chart" />}>
          {(reading) => <Looks reading={reading} answers={asked} />}
        </Answer>
        <Choice<PresetId>
          label={t('preset')}
          isLabelShown
          value={preset}
          options={presetIds.map((id) => ({ value: id, label: t(`plan:presets.${id}`) }))}
          onChange={setPreset}
        />
        <p className="zh-soft zh-small">
          {t('progress', { answered: format.count(answered), all: format.count(questions), data: format.count(byData.size) })}{' '}
          {t('diagnosis:note')}
        </p>
        <ErrorLine error={take.error} />
        {mayWrite ? (
          <Button
            type={nextId ? 'primary' : 'default'}
            block
            disabled={answered === 0}
            loading={take.isPending}
            onClick={() => take.mutate()}
          >
            {t('take')}
          </Button>
        ) : null}
      </aside>
    </div>
  );
}

type Reading = Awaited<ReturnType<Client['planner']['calibration']>>;

/** How it looks with these answers, by the same numbers as it is kept. */
function Looks({ reading, answers }: { reading: Reading; answers: Answered['answers'] }) {
  const { plan, start } = useMemo(() => ownFrom(reading), [reading]);
  const result = useMemo(() => diagnose(plan, { answers, months: MONTHS, start }), [plan, start, answers]);
  return (
    <>
      <Verdict total={result.total} verdict={result.verdict} isGated={result.isGated} />
      <Radar of={result.sections} labels="letters" />
      <Gates of={result.gates} answers={answers} />
    </>
  );
}

/** What was answered so far, on this device until it is handed in: a reload loses nothing. */
function useKept(): [Answered, (next: (now: Answered) => Answered) => void, () => void] {
  const brand = useBrand();
  const place = `zihuan.diagnosis.${brand.slug}`;
  const [filled, setFilled] = useState(() => readAnswered(localStorage.getItem(place)));
  useEffect(() => {
    if (filled === nothingAnswered) localStorage.removeItem(place);
    else localStorage.setItem(place, JSON.stringify(filled));
  }, [filled, place]);
  return [
    filled,
    setFilled,
    () => {
      localStorage.removeItem(place);
      setFilled(nothingAnswered);
    },
  ];
}

/** Begins a new checklist with the answers of one that was taken. */
export function takeAgain(slug: string, answers: Readonly<Record<string, number>>): void {
  localStorage.setItem(`zihuan.diagnosis.${slug}`, JSON.stringify({ answers, notes: {} }));
}
