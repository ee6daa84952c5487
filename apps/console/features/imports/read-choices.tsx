import { useTranslation } from 'react-i18next';
import { useBrand } from '../../../../ui/app/context.tsx';
import { timeZones } from '../../../../ui/format/zones.ts';
import { Choice, TextField } from '../../../../ui/page/controls.tsx';
import type { Choices, Kind } from './options.ts';

/** How cells are to be understood where the file itself leaves it open. */
export function ReadChoices({
  as,
  choices,
  headers,
  encoding,
  onChoose,
}: {
  as: Kind;
  choices: Choices;
  headers: readonly string[];
  encoding: string;
  onChoose: (choices: Choices) => void;
}) {
  const { t } = useTranslation('imports');
  const brand = useBrand();
  const set = (name: keyof Choices) => (value: string) => onChoose({ ...choices, [name]: value });
  return (
    <div className="zh-stack">
      <Choice
        isLabelShown
        label={t('reading.timeZone')}
        value={choices.timeZone ?? brand.timeZone}
        options={timeZones(brand.timeZone).map((zone) => ({ value: zone, label: zone }))}
        onChange={set('timeZone')}
      />
      <Choice
        isLabelShown
        label={t('reading.dateOrder')}
        value={choices.dateOrder ?? ''}
        options={['', 'dmy', 'mdy'].map((value) => ({ value, label: t(`reading.order.${value || 'none'}`) }))}
        onChange={set('dateOrder')}
      />
      <Choice
        isLabelShown
        label={t('reading.encoding')}
        value={choices.encoding ?? 'auto'}
        options={['auto', 'utf8', 'gb18030', 'utf16'].map((value) => ({
          value,
          label:
            value === 'auto'
              ? t('reading.auto', { encoding: t(`encoding.${encoding}`, { defaultValue: encoding }) })
              : t(`encoding.${value}`),
        }))}
        onChange={set('encoding')}
      />
      {as === 'orders' ? (
        <>
          <Choice
            isLabelShown
            label={t('reading.unpaid')}
            value={choices.unpaidColumn ?? ''}
            options={[
              { value: '', label: t('reading.unpaidNone') },
              ...headers.map((header, at) => ({
                value: header || String(at + 1),
                label: t('reading.unpaidColumn', { column: header || at + 1 }),
              })),
            ]}
            onChange={set('unpaidColumn')}
          />
          {choices.unpaidColumn ? (
            <TextField
              label={t('reading.unpaidPattern')}
              hint={t('reading.unpaidHint')}
              placeholder="^$"
              value={choices.unpaidPattern ?? ''}
              onChange={set('unpaidPattern')}
            />
          ) : null}
          <Choice
            isLabelShown
            label={t('reading.conflict')}
            value={choices.onConflict ?? 'update'}
            options={['update', 'keep'].map((value) => ({ value, label: t(`reading.onConflict.${value}`) }))}
            onChange={set('onConflict')}
          />
        </>
      ) : null}
    </div>
  );
}
