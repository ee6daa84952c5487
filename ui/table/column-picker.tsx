import { Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Disclosure } from '../page/controls.tsx';
import type { Column } from './data-table.tsx';

/** Which columns a reader wants to see; remembered in this browser per table; some are hidden at first. The first column always stays. */
export function useColumns<Row>(name: string, columns: readonly Column<Row>[], hiddenAtFirst: readonly string[] = []) {
  const place = `zihuan.columns.${name}`;
  const [hidden, setHidden] = useState<readonly string[]>(() =>
    (localStorage.getItem(place) ?? hiddenAtFirst.join(',')).split(',').filter(Boolean),
  );
  const toggle = (id: string) => {
    const next = hidden.includes(id) ? hidden.filter((one) => one !== id) : [...hidden, id];
    localStorage.setItem(place, next.join(','));
    setHidden(next);
  };
  return { shown: columns.filter((column) => !hidden.includes(column.id)), hidden, toggle };
}

export function ColumnPicker<Row>({
  columns,
  hidden,
  onToggle,
}: {
  columns: readonly Column<Row>[];
  hidden: readonly string[];
  onToggle: (id: string) => void;
}) {
  const { t } = useTranslation('ui');
  return (
    <Disclosure label={t('table.columns')} align="end">
      {() => (
        <fieldset className="zh-checks">
          <legend className="zh-hidden">{t('table.columns')}</legend>
          {columns.slice(1).map((column) => (
            <Checkbox key={column.id} checked={!hidden.includes(column.id)} onChange={() => onToggle(column.id)}>
              {column.title}
            </Checkbox>
          ))}
        </fieldset>
      )}
    </Disclosure>
  );
}
