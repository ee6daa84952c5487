import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { afterPrice, levers, leverValue, runPlan, threeFactors, withLever, type Lever } from '../../../../../rooms/planner/model/index.ts';
import { CheckField } from '../../../../../ui/page/controls.tsx';
import { FormulaCard, Result } from './formula-card.tsx';
import { NumberSlider } from './number-slider.tsx';
import { useSay } from './say.ts';
import { useNumbers } from './use-numbers.ts';
import type { Plan } from './use-plan.ts';

const TIMES = { times: 2, elasticity: 0 };
const switches = ['basket', 'frequency', 'loyalty'] as const;
type Switch = (typeof switches)[number];

/** Three switches, each k times as good: what multiplying promises, and what the months of the plan give. */
export function FactorsCard({ of: { plan, state, begin } }: { of: Plan }) {
  const { t } = useTranslation('simulate');
  const say = useSay();
  const numbers = useNumbers('x', TIMES);
  const { times, elasticity } = numbers.values;
  const [isOn, setOn] = useState<Readonly<Record<Switch, boolean>>>({ basket: true, frequency: true, loyalty: true });
  const count = switches.filter((one) => isOn[one]).length;
  // Demand answers a price: sales become `afterPrice` times what they were, so orders that share without the price.
  const demand = isOn.basket ? afterPrice(times, -elasticity) / times : 1;
  const changed = useMemo(() => {
    const factor: { [L in Lever]?: number } = {
      ...(isOn.basket ? { a2: times, aM: times } : {}),
      l2: (isOn.frequency ? times : 1) * demand,
      lM: (isOn.frequency ? times : 1) * demand,
      ...(isOn.loyalty ? { g2: 1 / times, gM: 1 / times, gP: 1 / times } : {}),
    };
    return levers.reduce((next, lever) => {
      const by = factor[lever];
      return by === undefined ? next : withLever(next, lever, leverValue(next, lever) * by);
    }, plan);
  }, [plan, isOn, times, demand]);
  const options = { months: state.months, start: begin };
  const before = runPlan(plan, options).summary;
  const after = runPlan(changed, options).summary;
  const lived = before.salesTotal > 0 ? after.salesTotal / before.salesTotal : null;
  const promised = count === 3 ? threeFactors(times) : times ** count;
  return (
    <FormulaCard
      id="factors"
      title={t('formulas.factors.title', { promised: say.number(promised), lived: say.number(lived), months: state.months })}
      sliders={
        <>
          <fieldset className="zh-plan-switches">
            <legend className="zh-label">{t('formulas.factors.which')}</legend>
            {switches.map((one) => (
              <CheckField
                key={one}
                label={t(`formulas.factors.${one}`)}
                isOn={isOn[one]}
                onChange={(value) => setOn({ ...isOn, [one]: value })}
              />
            ))}
          </fieldset>
          <NumberSlider
            name={t('formulas.factors.times')}
            kind="number"
            unit={t('plan:units.times')}
            bounds={{ least: 1, most: 10 }}
            sliderTo={4}
            {...numbers.slider('times')}
          />
          <NumberSlider
            name={t('formulas.factors.elasticity')}
            kind="number"
            unit=""
            bounds={{ least: 0, most: 10 }}
            sliderTo={2}
            {...numbers.slider('elasticity')}
          />
        </>
      }
      result={
        <div className="zh-plan-pair">
          <Result
            id="promised"
            name={t('formulas.factors.promised', { times: say.number(times), count })}
            value={t('tornado.times', { times: say.number(promised) })}
          />
          <Result
            id="lived"
            name={t('formulas.factors.lived', { months: state.months })}
            value={lived === null ? say.none : t('tornado.times', { times: say.number(lived) })}
            note={t('formulas.factors.profit', { before: say.short(before.profitTotal), after: say.short(after.profitTotal) })}
          />
        </div>
      }
      popular={null}
      more={<p className="zh-read">{t('formulas.factors.elastic', { demand: say.share(demand, 0) })}</p>}
    />
  );
}
