import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../app/context.tsx';
import { useUrl } from '../app/go.tsx';
import { addDays } from '../format/time.ts';
import { Disclosure, TextField } from '../page/controls.tsx';
import { isPast, periodOf, presets, type Period, type Preset } from './period.ts';

export interface PeriodPickerProps {
  preset: Preset | null;
  period: Period;
  data: { firstDay: string | null; lastDay: string | null };
}

/** Which days the page is about; kept in the address. The last day shown is included, as people count. */
export function PeriodPicker({ preset, period, data }: PeriodPickerProps) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const [, change] = useUrl();
  const ended = data.lastDay && isPast(data.lastDay, format.today) ? 'Ended' : '';
  const nameOf = (one: Preset) => t(`period.${one}${one === 'month' || one === 'year' || one === '12m' ? ended : ''}`);
  const label = preset ? nameOf(preset) : t('period.own');
  return (
    <Disclosure
      align="end"
      label={
        <>
          <span>{label}</span>
          <span className="zh-soft zh-number">{spanText(period, format)}</span>
        </>
      }
    >
      {(close) => (
        <div className="zh-period">
          <ul className="zh-menu">
            {presets.map((one) => (
              <li key={one}>
                <button
                  type="button"
                  className="zh-menu-item"
                  aria-current={one === preset ? 'true' : undefined}
                  onClick={() => {
                    change({ period: one, from: undefined, to: undefined });
                    close();
                  }}
                >
                  <span>{nameOf(one)}</span>
                  <span className="zh-soft zh-small zh-number">{spanText(periodOf(one, format.today, data), format)}</span>
                </button>
              </li>
            ))}
          </ul>
          <OwnPeriod
            period={period}
            onChoose={(own) => {
              change({ period: undefined, from: own.from, to: own.to });
              close();
            }}
          />
        </div>
      )}
    </Disclosure>
  );
}

/** A period as its first and last day, both included. */
export function spanText(period: Period, format: { day: (day: string) => string }): string {
  return `${format.day(period.from)} – ${format.day(addDays(period.to, -1))}`;
}

function OwnPeriod({ period, onChoose }: { period: Period; onChoose: (period: Period) => void }) {
  const { t } = useTranslation('ui');
  const [first, setFirst] = useState(period.from);
  const [last, setLast] = useState(addDays(period.to, -1));
  const isRight = first !== '' && last !== '' && first <= last;
  return (
    <form
      className="zh-period-own"
      onSubmit={(event) => {
        event.preventDefault();
        if (isRight) onChoose({ from: first, to: addDays(last, 1) });
      }}
    >
      <TextField type="date" label={t('period.first')} value={first} onChange={setFirst} isRequired />
      <TextField
        type="date"
        label={t('period.last')}
        value={last}
        onChange={setLast}
        isRequired
        {...(isRight ? {} : { hint: t('period.wrong') })}
      />
      <Button htmlType="submit" disabled={!isRight}>
        {t('period.show')}
      </Button>
    </form>
  );
}
