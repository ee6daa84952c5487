import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { offText } from './off.ts';
import type { Prediction } from './predict-page.tsx';
import { BasisText, ChangeBasis } from './value-basis.tsx';
import { ValueBar } from './value-bar.tsx';

type Value = NonNullable<Prediction['value']>;
type Test = NonNullable<Value['test']>;

/** Four fifths should lie in their bands; chance alone takes a few. */
const TOO_FEW = 0.75;

/** What the customers there are will leave, how that was counted, and how the same count stood the test. */
export function ValueSection({ value }: { value: Value }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const may = useMay('planner');
  const [isOpen, setOpen] = useState(false);
  const [nearest] = value.all;
  if (!nearest) return null;
  const most = Math.max(...value.all.map(({ high }) => Number(high.amount)));
  const money = (amount: typeof nearest.value): string => format.money(amount, { style: 'short' });
  return (
    <Section
      title={t('value.title', { value: money(nearest.value), weeks: nearest.weeks })}
      actions={may ? <Button onClick={() => setOpen(true)}>{t('value.change')}</Button> : null}
    >
      <p className="zh-soft zh-read">
        <BasisText basis={value.basis} />
      </p>
      <div className="zh-value-horizons">
        {value.all.map((each) => (
          <div key={each.weeks} className="zh-card zh-value-horizon">
            <span className="zh-soft">{t('value.within', { weeks: each.weeks })}</span>
            <span className="zh-number zh-value-amount">{money(each.value)}</span>
            <ValueBar of={each} most={most} />
            <span className="zh-number zh-soft">{t('value.band', { low: money(each.low), high: money(each.high) })}</span>
            {each.fees.amount === '0' ? null : <span className="zh-soft zh-small">{t('value.fees', { fees: money(each.fees) })}</span>}
          </div>
        ))}
      </div>
      {value.test === null ? <p className="zh-soft">{t('value.untested')}</p> : <Tested test={value.test} />}
      {isOpen ? <ChangeBasis basis={value.basis} onClose={() => setOpen(false)} /> : null}
    </Section>
  );
}

function Tested({ test }: { test: Test }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const { all, parts, persons } = test;
  const off = all.off ?? 0;
  return (
    <>
      <p className="zh-read">
        {t(Math.abs(off) < 0.005 ? 'value.tested.near' : off > 0 ? 'value.tested.more' : 'value.tested.less', {
          from: format.day(test.from),
          weeks: format.decimal(test.weeks, Number.isInteger(test.weeks) ? 0 : 1),
          predicted: format.money(all.predicted, { style: 'whole' }),
          actual: format.money(all.actual, { style: 'whole' }),
          off: format.share(Math.abs(off), 0),
        })}{' '}
        {parts.count === 0
          ? null
          : t('value.tested.bands', {
              parts: format.count(parts.count),
              partsIn: format.count(parts.inside),
              persons: format.count(persons.count),
              personsIn: format.count(persons.inside),
            })}{' '}
        {parts.count > 0 && parts.inside / parts.count < TOO_FEW ? t('value.tested.narrow') : null}
      </p>
      <DataTable
        label={t('value.often.title')}
        rows={test.often}
        rowKey={(row) => row.often}
        columns={[
          { id: 'often', title: t('value.often.had'), cell: (row) => t(`value.often.${row.often}`) },
          { id: 'people', title: t('groups.people'), cell: (row) => format.count(row.people), align: 'end', from: 'tablet' },
          {
            id: 'predicted',
            title: t('value.often.foresaw'),
            cell: (row) => <MoneyText money={row.predicted} />,
            align: 'end',
            from: 'tablet',
          },
          { id: 'actual', title: t('value.often.came'), cell: (row) => <MoneyText money={row.actual} />, align: 'end', from: 'tablet' },
          { id: 'off', title: t('value.often.off'), cell: (row) => offText(format, row.off), align: 'end' },
          { id: 'each', title: t('value.often.each'), cell: (row) => <MoneyText money={row.meanError} />, align: 'end' },
        ]}
      />
    </>
  );
}
