import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { boundsOf, type Lever } from '../../../../../rooms/planner/model/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { kindOf } from './lever-groups.ts';
import { NumberSlider } from './number-slider.tsx';
import { OwnLine } from './own-note.tsx';
import type { OwnLever } from './own.ts';

export interface LeverFieldProps {
  lever: Lever;
  value: number;
  /** where the plan starts */
  start: number;
  /** what the brand's own history says of it, where the plan starts from there */
  own?: OwnLever | undefined;
  onMove: (lever: Lever, value: number | undefined) => void;
}

/** One number of the plan under its own name and unit. Drawn anew only when it moves itself. */
export const LeverField = memo(function LeverField({ lever, value, start, own, onMove }: LeverFieldProps) {
  const { t } = useTranslation('simulate');
  const { currency } = useFormat();
  const unit = t(`plan:levers.${lever}.unit`);
  return (
    <NumberSlider
      name={t(`plan:levers.${lever}.name`)}
      kind={kindOf(lever)}
      unit={unit === 'number' ? '' : withSymbol(t(`plan:units.${unit}`), currency)}
      value={value}
      start={start}
      said={own ? <OwnLine lever={lever} of={own} /> : null}
      bounds={boundsOf(lever)}
      onMove={(moved) => onMove(lever, moved)}
    />
  );
});

/** The currency stands where the words say "an amount". */
export function withSymbol(words: string, currency: string): string {
  const symbol = new Intl.NumberFormat('en', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    .formatToParts(0)
    .find((part) => part.type === 'currency')?.value;
  return words.replace('¤', symbol ?? currency);
}
