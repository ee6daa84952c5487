import { Button } from 'antd';
import { useDeferredValue, useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { runPlan } from '../../../../../rooms/planner/model/index.ts';
import { CheckField } from '../../../../../ui/page/controls.tsx';
import { LeversPanel } from './levers-panel.tsx';
import { MoneyChart, SalesChart, StocksChart } from './month-charts.tsx';
import { PlanFigures } from './plan-figures.tsx';
import { useSay } from './say.ts';
import { SimulateFrame } from './simulate-frame.tsx';
import { RUNS, useLuck, type Luck } from './use-luck.ts';
import { usePlan, type Plan } from './use-plan.ts';

/** Where a plan leads, month by month: sliders on one side, what comes of them on the other. */
export function SimulatePage() {
  const { t } = useTranslation('simulate');
  const say = useSay();
  const of = usePlan();
  const { state, start, plan, options } = of;
  const { months, adsOffAfter } = state;
  const run = useMemo(() => runPlan(plan, options), [plan, options]);
  const base = useMemo(() => runPlan(start, { ...options, adsOffAfter: undefined }), [start, options]);
  // Figures follow the hand; pictures may come a frame later.
  const drawn = useDeferredValue(run);
  const luck = useLuck(of);
  // An answer to the plan before this one says nothing of this one.
  const lived = luck.state === 'done' ? luck.lived : null;
  const { profitTotal, paybackMonth } = run.summary;
  return (
    <SimulateFrame
      part="months"
      of={of}
      lead={
        <>
          {t(paybackMonth === null ? 'months.leadNever' : 'months.lead', {
            months,
            profit: say.short(profitTotal),
            payback: paybackMonth ?? 0,
          })}
          {lived ? t('months.leadLuck', { low: say.short(lived.profitTotal.p10), high: say.short(lived.profitTotal.p90) }) : null}
        </>
      }
    >
      <div className="zh-plan-split">
        <div className="zh-plan-side">
          <AdsOff of={of} />
          <LeversPanel of={of} />
          {Object.keys(state.moves).length > 0 ? <Button onClick={() => of.change({ moves: {} })}>{t('levers.allBack')}</Button> : null}
        </div>
        <div className="zh-plan-picture">
          <PlanFigures run={run} base={base} plan={plan} />
          <LuckLine luck={luck} months={months} />
          <SalesChart run={drawn} lived={lived} adsOffAfter={adsOffAfter} />
          <MoneyChart run={drawn} lived={lived} adsOffAfter={adsOffAfter} />
          <StocksChart run={drawn} adsOffAfter={adsOffAfter} />
        </div>
      </div>
    </SimulateFrame>
  );
}

/** The switch that shows what turns by itself: no ads after a month. */
function AdsOff({ of: { state, change } }: { of: Plan }) {
  const { t } = useTranslation('simulate');
  const id = useId();
  const { adsOffAfter, months } = state;
  return (
    <div className="zh-plan-ads">
      <CheckField
        label={t('ads.off')}
        isOn={adsOffAfter !== null}
        onChange={(isOn) => change({ adsOffAfter: isOn ? Math.min(12, Math.floor(months / 2)) : null })}
      />
      {adsOffAfter === null ? null : (
        <span className="zh-row">
          <label htmlFor={id} className="zh-soft">
            {t('ads.after')}
          </label>
          <input
            id={id}
            type="range"
            className="zh-plan-range"
            min={0}
            max={months}
            value={adsOffAfter}
            onChange={({ target }) => change({ adsOffAfter: Number(target.value) })}
          />
          <span className="zh-number">{t('figure.month', { month: adsOffAfter })}</span>
        </span>
      )}
    </div>
  );
}

/** What a thousand lives of the plan say, and whether they are still being lived. */
function LuckLine({ luck: { lived, state, stop, again }, months }: { luck: Luck; months: number }) {
  const { t } = useTranslation('simulate');
  const say = useSay();
  return (
    <p className="zh-plan-luck" data-luck={state} role="status">
      <span>
        {state === 'running'
          ? t('luck.running', { runs: say.people(RUNS) })
          : state === 'done' && lived
            ? t('luck.done', {
                runs: say.people(lived.runs),
                paidBack: say.share(lived.paidBack, 0),
                low: say.short(lived.profitTotal.p10),
                middle: say.short(lived.profitTotal.p50),
                high: say.short(lived.profitTotal.p90),
                months,
              })
            : t(state === 'failed' ? 'luck.failed' : 'luck.stopped')}
      </span>
      {state === 'running' ? (
        <button type="button" className="zh-text-button" onClick={stop}>
          {t('luck.stop')}
        </button>
      ) : state === 'done' ? null : (
        <button type="button" className="zh-text-button" onClick={again}>
          {t('luck.again')}
        </button>
      )}
    </p>
  );
}
