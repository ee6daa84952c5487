import { Slider } from 'antd';
import { memo, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { boundsOf, type Lever } from '../../../../../rooms/planner/model/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { kindOf, sliderEnds } from './lever-groups.ts';
import { fieldText, sayLever, typedValue, useSay } from './say.ts';

export interface LeverFieldProps {
  lever: Lever;
  value: number;
  /** where the plan starts */
  start: number;
  /** what the brand's own history says, when it says anything */
  own?: number | undefined;
  onMove: (lever: Lever, value: number | undefined) => void;
}

/** One number of the plan: a slider and a field that move together, where it started, and the way back. What cannot be is said here. */
export const LeverField = memo(function LeverField({ lever, value, start, own, onMove }: LeverFieldProps) {
  const { t } = useTranslation('simulate');
  const format = useFormat();
  const say = useSay();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const bounds = boundsOf(lever);
  const { from, to } = sliderEnds(start, value, bounds);
  const isWrong = typed !== null && wrong(lever, typed, bounds);
  const name = t(`plan:levers.${lever}.name`);
  const unit = unitOf(kindOf(lever) === 'share' ? '%' : '', t(`plan:units.${t(`plan:levers.${lever}.unit`)}`), format.currency);
  const type = (text: string) => {
    setTyped(text);
    const read = typedValue(lever, text);
    if (read !== null && read >= bounds.least && read <= bounds.most) onMove(lever, read);
  };
  return (
    <div className="zh-plan-lever">
      <label htmlFor={id} id={`${id}-name`} className="zh-plan-lever-name">
        {name}
      </label>
      <span className="zh-plan-lever-field">
        <input
          id={id}
          className="zh-input zh-number zh-plan-number"
          inputMode="decimal"
          autoComplete="off"
          value={typed ?? fieldText(lever, value)}
          aria-invalid={isWrong}
          aria-describedby={`${id}-said`}
          onChange={(event) => type(event.target.value)}
          onBlur={() => {
            if (!isWrong) setTyped(null);
          }}
        />
        <span className="zh-soft zh-small zh-plan-unit">{unit}</span>
      </span>
      <Slider
        min={from}
        max={to}
        step={(to - from) / 200}
        value={value}
        included={false}
        ariaLabelledByForHandle={`${id}-name`}
        ariaValueTextFormatterForHandle={(each) => sayLever(lever, Number(each), format, say)}
        tooltip={{ open: false }}
        onChange={(each) => {
          setTyped(null);
          onMove(lever, Number(each.toPrecision(12)));
        }}
      />
      <span id={`${id}-said`} className="zh-small zh-plan-lever-said">
        {isWrong ? (
          <span role="alert" className="zh-harm">
            {t('lever.wrong', { least: sayLever(lever, bounds.least, format, say), most: sayLever(lever, bounds.most, format, say) })}
          </span>
        ) : (
          <span className="zh-soft zh-number">
            {t('lever.start', { value: sayLever(lever, start, format, say) })}
            {own === undefined ? null : ` · ${t('lever.own', { value: sayLever(lever, own, format, say) })}`}
          </span>
        )}
        {value === start && !isWrong ? null : (
          <button
            type="button"
            className="zh-text-button"
            aria-label={t('lever.backOf', { name })}
            onClick={() => {
              setTyped(null);
              onMove(lever, undefined);
            }}
          >
            {t('lever.back')}
          </button>
        )}
      </span>
    </div>
  );
});

function wrong(lever: Lever, text: string, { least, most }: { least: number; most: number }): boolean {
  const read = typedValue(lever, text);
  return read === null || read < least || read > most;
}

/** The currency stands where the words say "an amount". */
function unitOf(fallback: string, words: string, currency: string): string {
  const text = words || fallback;
  const symbol = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    .formatToParts(0)
    .find((part) => part.type === 'currency')?.value;
  return text.replace('¤', symbol ?? currency);
}
