import { Slider } from 'antd';
import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { sliderEnds, type ValueKind } from './lever-groups.ts';
import { fieldText, sayValue, typedValue, useSay } from './say.ts';

export interface NumberSliderProps {
  name: string;
  kind: ValueKind;
  unit: string;
  value: number;
  /** where it began: the way back leads there */
  start: number;
  /** what else is known of it */
  said?: ReactNode;
  bounds: { readonly least: number; readonly most: number };
  /** the end of the slider, where three times the start would be odd */
  sliderTo?: number;
  onMove: (value: number | undefined) => void;
}

/** A number as a slider and a field that move together, where it began, and the way back. What cannot be is said here and goes no further. */
export function NumberSlider({ name, kind, unit, value, start, said, bounds, sliderTo, onMove }: NumberSliderProps) {
  const { t } = useTranslation('simulate');
  const format = useFormat();
  const say = useSay();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const ends = sliderEnds(start, value, bounds);
  const [from, to] = [ends.from, sliderTo === undefined ? ends.to : Math.max(sliderTo, value)];
  const isWrong = typed !== null && !canBe(typedValue(kind, typed), bounds);
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
          value={typed ?? fieldText(kind, value)}
          aria-invalid={isWrong}
          aria-describedby={`${id}-said`}
          onChange={({ target }) => {
            setTyped(target.value);
            const read = typedValue(kind, target.value);
            if (read !== null && canBe(read, bounds)) onMove(read);
          }}
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
        ariaValueTextFormatterForHandle={(each) => sayValue(kind, Number(each), format, say)}
        tooltip={{ open: false }}
        onChange={(each) => {
          setTyped(null);
          onMove(Number(each.toPrecision(12)));
        }}
      />
      <span id={`${id}-said`} className="zh-small zh-plan-lever-said">
        {isWrong ? (
          <span role="alert" className="zh-harm">
            {t('lever.wrong', { least: sayValue(kind, bounds.least, format, say), most: sayValue(kind, bounds.most, format, say) })}
          </span>
        ) : (
          <span className="zh-soft zh-number">
            {value === start ? '' : t('lever.start', { value: sayValue(kind, start, format, say) })}
          </span>
        )}
        {value === start && !isWrong ? null : (
          <button
            type="button"
            className="zh-text-button"
            aria-label={t('lever.backOf', { name })}
            onClick={() => {
              setTyped(null);
              onMove(undefined);
            }}
          >
            {t('lever.back')}
          </button>
        )}
        {said}
      </span>
    </div>
  );
}

function canBe(value: number | null, { least, most }: { least: number; most: number }): boolean {
  return value !== null && value >= least && value <= most;
}
