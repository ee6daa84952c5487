import { useTranslation } from 'react-i18next';
import { cohortValue, unitEconomics } from '../../../../../rooms/planner/model/index.ts';
import { FormulaCard, Result } from './formula-card.tsx';
import { NumberSlider } from './number-slider.tsx';
import { PlanLevers } from './plan-levers.tsx';
import { useSay } from './say.ts';
import { useNumbers } from './use-numbers.ts';
import type { Plan } from './use-plan.ts';

const GROUP = { people: 1000 };

/** What a group of first buyers is worth with everybody who comes of it; where sharing explodes there is no such number, and it is said. */
export function CohortCard({ of, popularLifetime }: { of: Plan; popularLifetime: number | null }) {
  const { t } = useTranslation('simulate');
  const say = useSay();
  const { values, slider } = useNumbers('g', GROUP);
  const { people } = values;
  const { ltv, r0, generationMonths, isExplosive } = unitEconomics(of.plan);
  const value = cohortValue(of.plan, people);
  const own = ltv === null ? null : people * ltv;
  const brought = value === null || own === null ? null : value - own;
  const popular = popularLifetime === null ? null : people * popularLifetime * (1 + (r0 ?? 0));
  return (
    <FormulaCard
      id="cohort"
      title={
        value === null
          ? t(isExplosive ? 'formulas.cohort.titleExplodes' : 'formulas.cohort.titleNone')
          : t('formulas.cohort.title', { people: say.people(people), value: say.short(value), brought: say.short(brought ?? 0) })
      }
      sliders={
        <>
          <NumberSlider
            name={t('formulas.cohort.people')}
            kind="number"
            unit={t('plan:units.people')}
            bounds={{ least: 1, most: 1e7 }}
            {...slider('people')}
          />
          <PlanLevers of={of} levers={['s.C2', 's.M', 'n', 'a', 'u', 'm', 'aM', 'gM']} />
        </>
      }
      result={
        <Result
          id="cohort"
          name={t('formulas.cohort.result')}
          value={value === null ? say.none : say.whole(value)}
          note={
            value === null
              ? t(isExplosive ? 'plan:sentences.explodes' : 'plan:sentences.neverEnds')
              : t('formulas.cohort.note', {
                  r0: say.number(r0),
                  months: generationMonths === null ? say.none : say.number(generationMonths),
                })
          }
        />
      }
      picture={
        value === null
          ? []
          : [
              { id: 'own', name: t('formulas.cohort.own'), value: own ?? 0, text: say.whole(own ?? 0), fill: 'zh-stagefill-customer' },
              {
                id: 'brought',
                name: t('formulas.cohort.brought'),
                value: brought ?? 0,
                text: say.whole(brought ?? 0),
                fill: 'zh-fill-referred',
              },
            ]
      }
      popular={popular === null ? null : t('formulas.cohort.popular', { value: say.short(popular) })}
      made={{
        head: [t('formulas.part'), t('formulas.cohort.number')],
        rows: [
          [t('formulas.cohort.people'), say.people(people)],
          [t('figure.ltv.name'), say.amount(ltv)],
          [t('figure.r0.name'), say.number(r0)],
          [t('formulas.cohort.times'), r0 === null || r0 >= 1 ? say.none : t('tornado.times', { times: say.number(1 / (1 - r0)) })],
        ],
      }}
    />
  );
}
