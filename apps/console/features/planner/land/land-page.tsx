import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../planner.css';
import './land.css';
import type { Client } from '../../../../../sdk/index.ts';
import { Answer, useAsk } from '../../../../../ui/app/ask.tsx';
import { useMay } from '../../../../../ui/app/context.tsx';
import { Page } from '../../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../../ui/page/skeleton.tsx';
import { StateTag } from '../../../../../ui/tags/tags.tsx';
import { PlannerTabs } from '../planner-tabs.tsx';
import { useWhichDesign } from '../which-design.tsx';
import { LandTabs } from './land-tabs.tsx';
import { isBehind, standingOf, type Roadmap } from './standing.ts';
import { StepRow } from './step-row.tsx';
import { StepSheet } from './step-sheet.tsx';
import { TasksPart } from './tasks-part.tsx';

type Design = Awaited<ReturnType<Client['designs']['get']>>;

/** The ten steps of landing: who does each until when, and whether its exit test holds in the live system. */
export function LandPage() {
  const { t } = useTranslation('land');
  const { design: head, none, choice } = useWhichDesign();
  const id = head?.id ?? null;
  const design = useAsk(['design', id], (client, signal) => client.designs.get(id ?? '', { signal }), { isOff: id === null });
  const road = useAsk(['designs', 'roadmap', id], (client, signal) => client.designs.roadmap(id ?? '', { signal }), { isOff: id === null });
  const next = road.data?.data.find((step) => !isBehind(standingOf(step)));
  const lead =
    road.data === undefined
      ? t('lead')
      : next === undefined
        ? t('leadAll')
        : t('leadNext', { met: road.data.met, all: road.data.data.length, step: next.step, name: t(`steps:steps.${next.step}.name`) });
  return (
    <Page
      title={t('title')}
      lead={lead}
      actions={choice}
      tabs={
        <PlannerTabs here="land">
          <LandTabs here="steps" />
        </PlannerTabs>
      }
    >
      {none ?? (
        <Answer of={design} wait={<Skeleton shape="cards" count={5} />}>
          {(whole) => (
            <Answer of={road} wait={<Skeleton shape="cards" count={5} />}>
              {(roadmap) => <Steps key={whole.id} design={whole} roadmap={roadmap} next={next?.step ?? null} />}
            </Answer>
          )}
        </Answer>
      )}
    </Page>
  );
}

function Steps({ design, roadmap, next }: { design: Design; roadmap: Roadmap; next: number | null }) {
  const { t } = useTranslation('land');
  const mayWrite = useMay('planner');
  const [at, setAt] = useState<number | null>(null);
  const written = roadmap.data.find((step) => step.step === at);
  return (
    <>
      <nav aria-label={t('way')}>
        <ol className="zh-way">
          {roadmap.data.map((step) => {
            const standing = standingOf(step);
            return (
              <li key={step.step} className={`zh-way-step zh-step-${standing}`}>
                <a href={`#step-${step.step}`} className="zh-way-link" aria-current={step.step === next ? 'step' : undefined}>
                  <span className="zh-step-number zh-number">{step.step}</span>
                  <span className="zh-way-name">{t(`steps:steps.${step.step}.name`)}</span>
                  <span className="zh-hidden">{t(`standing.${standing}`)}</span>
                </a>
              </li>
            );
          })}
        </ol>
      </nav>
      <p className="zh-soft zh-small">
        <StateTag mood="calm">{t('ours')}</StateTag> {t('steps:note')}
      </p>
      <ol className="zh-steps">
        {roadmap.data.map((step) => (
          <StepRow
            key={step.step}
            step={step}
            designId={design.id}
            isNext={step.step === next}
            onWrite={mayWrite ? () => setAt(step.step) : null}
          />
        ))}
      </ol>
      <TasksPart designId={design.id} />
      {written ? <StepSheet key={written.step} design={design} step={written} onClose={() => setAt(null)} /> : null}
    </>
  );
}
