import { Button, Slider } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { Change } from '../../../../../ui/figure/change.tsx';
import type { Equation } from './equation-card.tsx';
import { factorsOf, levers, moved, noLevers, whatIf, type Lever, type Levers } from './equation.ts';

/** Three sliders that recompute the year at once. Nothing is saved: it is a question, not a plan. */
export function WhatIfCard({ equation, days }: { equation: Equation; days: number }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const [changed, setChanged] = useState<Levers>(noLevers);
  const factors = factorsOf(equation);
  const result = whatIf(factors, days, changed);
  const isMoved = levers.some((lever) => changed[lever] !== 0);
  const valueOf: Record<Lever, (ppm: number) => string> = {
    buyers: (ppm) => format.count(Math.round(moved((factors.buyers * 365) / Math.max(1, days), ppm))),
    ordersPerBuyer: (ppm) => format.decimal(moved(factors.personOrders / Math.max(1, factors.buyers), ppm), 2),
    averageOrder: (ppm) => format.minor(BigInt(Math.round(moved(Number(factors.personSales) / Math.max(1, factors.personOrders), ppm)))),
  };
  return (
    <div className="zh-what-if">
      <div className="zh-stack">
        {levers.map((lever) => (
          <LeverSlider
            key={lever}
            name={t(`figures:${lever}.name`)}
            ppm={changed[lever]}
            from={valueOf[lever](0)}
            to={valueOf[lever](changed[lever])}
            gain={format.minor(result.alone[lever], { style: 'short', isChange: true })}
            onChange={(ppm) => setChanged({ ...changed, [lever]: ppm })}
          />
        ))}
      </div>
      <div className="zh-what-if-result" aria-live="polite">
        <p className="zh-soft">{t('whatIf.year')}</p>
        <p className="zh-figure-value zh-number">{format.minor(result.after, { style: 'short' })}</p>
        <p>
          {isMoved ? (
            <Change value={Number(result.gain)}>{t('whatIf.gain', { gain: format.minor(result.gain, { isChange: true }) })}</Change>
          ) : (
            <span className="zh-soft">{t('whatIf.still', { sales: format.minor(result.before) })}</span>
          )}
        </p>
        {days === 365 || days === 366 ? null : <p className="zh-soft zh-small">{t('whatIf.stretched', { days: format.days(days) })}</p>}
        <Button disabled={!isMoved} onClick={() => setChanged(noLevers)}>
          {t('whatIf.reset')}
        </Button>
      </div>
    </div>
  );
}

function LeverSlider({
  name,
  ppm,
  from,
  to,
  gain,
  onChange,
}: {
  name: string;
  ppm: number;
  from: string;
  to: string;
  gain: string;
  onChange: (ppm: number) => void;
}) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const id = useId();
  return (
    <div className="zh-lever">
      <span id={id} className="zh-strong">
        {name}
      </span>
      <span className="zh-number zh-lever-words">
        {ppm === 0 ? from : t('whatIf.move', { from, to })}{' '}
        <span className="zh-soft">{ppm === 0 ? '' : t('whatIf.alone', { change: format.change(ppm / 1_000_000, 0), gain })}</span>
      </span>
      <Slider
        min={-30}
        max={50}
        step={1}
        value={ppm / 10_000}
        included={false}
        ariaLabelledByForHandle={id}
        ariaValueTextFormatterForHandle={(value) => format.change(Number(value) / 100, 0)}
        tooltip={{ open: false }}
        onChange={(value) => onChange(value * 10_000)}
      />
    </div>
  );
}
