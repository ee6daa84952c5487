import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { presetIds, type PresetId } from '../../../../../rooms/planner/model/index.ts';
import { usePlace } from '../../../../../ui/app/go.tsx';
import { Choice } from '../../../../../ui/page/controls.tsx';
import { Page, PageTabs } from '../../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../../ui/page/skeleton.tsx';
import { PlannerTabs } from '../planner-tabs.tsx';
import '../planner.css';
import { Basis } from './own-note.tsx';
import { monthChoices } from './plan-state.ts';
import './simulate.css';
import type { Plan } from './use-plan.ts';

type Part = 'months' | 'formulas' | 'levers' | 'compare' | 'calculators';
/** In the order in which questions come up. */
const parts: readonly Part[] = ['months', 'formulas', 'levers', 'compare', 'calculators'];
const placeOf = (part: Part) => (part === 'months' ? 'plan/simulate' : `plan/simulate/${part}`);

/** A page of 测算: its question, the plan it is about, and the way to the other pages about the same plan. */
export function SimulateFrame({
  part,
  of,
  lead,
  actions,
  choices,
  children,
}: {
  part: Part;
  of: Plan;
  lead?: ReactNode;
  actions?: ReactNode;
  /** what else is chosen beside the plan itself */
  choices?: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation('simulate');
  const place = usePlace();
  const { state, change, search, refused, reading } = of;
  // Nothing is computed from the assumptions while the brand's own history is on its way.
  const isWaiting = reading === 'running';
  return (
    <Page
      title={t(`${part}.title`)}
      lead={isWaiting ? t('own.running') : lead}
      actions={actions}
      tabs={
        <PlannerTabs here="simulate">
          <PageTabs
            label={t('head.parts')}
            tabs={parts.map((one) => ({ to: placeOf(one) + search, label: t(`${one}.tab`), isHere: place === placeOf(one) }))}
          />
        </PlannerTabs>
      }
    >
      {part === 'calculators' ? null : (
        <div className="zh-row zh-plan-about">
          <StartChoice of={of} />
          {part === 'formulas' ? null : (
            <Choice
              label={t('head.months')}
              value={String(state.months)}
              options={[...new Set([...monthChoices, state.months])]
                .toSorted((a, b) => a - b)
                .map((months) => ({ value: String(months), label: t('head.monthsOf', { months }) }))}
              onChange={(months) => change({ months: Number(months) })}
            />
          )}
          {choices}
        </div>
      )}
      {refused.length === 0 ? null : (
        <p className="zh-note zh-note-warning" role="status">
          {t('head.refused', {
            names: refused.map((name) => t(name === 'there' ? 'own.thereName' : `plan:levers.${name}.name`)).join(t('ui:listComma')),
          })}
        </p>
      )}
      {isWaiting ? (
        <Skeleton shape="chart" />
      ) : (
        <>
          {part === 'calculators' && !state.isOwn ? null : <Basis of={of} />}
          {children}
        </>
      )}
    </Page>
  );
}

/** Where the plan starts: a category's preset, or the brand's own history on top of it. */
function StartChoice({ of: { state, change } }: { of: Plan }) {
  const { t } = useTranslation('simulate');
  return (
    <>
      <Choice<PresetId>
        label={t('head.preset')}
        value={state.preset}
        options={presetIds.map((id) => ({ value: id, label: t(`plan:presets.${id}`) }))}
        onChange={(preset) => change({ preset, moves: {} })}
      />
      <Choice<'preset' | 'own'>
        label={t('own.from')}
        value={state.isOwn ? 'own' : 'preset'}
        options={[
          { value: 'preset', label: t('own.fromPreset') },
          { value: 'own', label: t('own.fromHistory') },
        ]}
        onChange={(from) => change({ isOwn: from === 'own' })}
      />
    </>
  );
}
