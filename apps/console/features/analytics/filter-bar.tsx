import { Checkbox } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { useBrand, useFormat } from '../../../../ui/app/context.tsx';
import { useUrl } from '../../../../ui/app/go.tsx';
import { useSettled } from '../../../../ui/app/settled.ts';
import { majorText, minorDigits, parseMajor } from '../../../../ui/format/money.ts';
import { Choice, Disclosure, TextField } from '../../../../ui/page/controls.tsx';
import { stages } from '../../../../ui/tokens/index.ts';
import { filterNames, sourceKinds, toggled, type FilterName, type PeopleView } from './people-filters.ts';

/** Search and filters of the people list; what is chosen stands below as words that can be taken away one by one. */
export function FilterBar({ view }: { view: PeopleView }) {
  const { t } = useTranslation('analytics');
  const [, change] = useUrl();
  const find = useCallback((text: string) => change({ search: text.trim() }), [change]);
  const [text, setText] = useSettled(view.filters.search ?? '', find);
  const { filters } = view;
  const chosenStages = (filters.stage ?? '').split(',').filter(Boolean);
  return (
    <div className="zh-stack">
      <div className="zh-row zh-row-end">
        <input
          className="zh-input zh-filter-search"
          type="search"
          aria-label={t('filters.search')}
          placeholder={t('filters.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Disclosure
          label={
            chosenStages.length === 0 ? t('filters.allStages') : chosenStages.map((stage) => t(`ui:stage.${stage}`)).join(t('ui:listComma'))
          }
        >
          {() => (
            <fieldset className="zh-checks">
              <legend className="zh-hidden">{t('people.stage')}</legend>
              {stages.map((stage) => (
                <Checkbox
                  key={stage}
                  checked={chosenStages.includes(stage)}
                  onChange={() => change({ stage: toggled(filters.stage, stage) })}
                >
                  {t(`ui:stage.${stage}`)}
                </Checkbox>
              ))}
            </fieldset>
          )}
        </Disclosure>
        <Choice
          label={t('people.source')}
          value={filters.sourceKind ?? ''}
          options={[
            { value: '', label: t('filters.allSources') },
            ...sourceKinds.map((kind) => ({ value: kind, label: t(`ui:source.${kind}`) })),
          ]}
          onChange={(sourceKind) => change({ sourceKind })}
        />
        <Disclosure label={t('filters.more')}>{() => <MoreFilters view={view} />}</Disclosure>
      </div>
      <Chips view={view} />
    </div>
  );
}

function MoreFilters({ view }: { view: PeopleView }) {
  const { t } = useTranslation('analytics');
  const brand = useBrand();
  const [, change] = useUrl();
  const { filters } = view;
  const digits = minorDigits(brand.currency);
  const amount = (name: 'minOwn' | 'maxOwn') => {
    const value = filters[name];
    return value && /^-?\d+$/.test(value) ? majorText(BigInt(value), digits) : '';
  };
  return (
    <div className="zh-more-filters">
      <LateField
        label={t('filters.minOwn')}
        value={amount('minOwn')}
        onSettled={(text) => change({ minOwn: parseMajor(text, brand.currency) ?? undefined })}
      />
      <LateField
        label={t('filters.maxOwn')}
        value={amount('maxOwn')}
        onSettled={(text) => change({ maxOwn: parseMajor(text, brand.currency) ?? undefined })}
      />
      <LateField
        label={t('filters.minOrders')}
        value={filters.minOrders ?? ''}
        onSettled={(text) => change({ minOrders: digitsOf(text) })}
      />
      <LateField
        label={t('filters.maxOrders')}
        value={filters.maxOrders ?? ''}
        onSettled={(text) => change({ maxOrders: digitsOf(text) })}
      />
      <TextField
        type="date"
        label={t('filters.lastOrderAfter')}
        value={filters.lastOrderAfter ?? ''}
        onChange={(lastOrderAfter) => change({ lastOrderAfter })}
      />
      <TextField
        type="date"
        label={t('filters.lastOrderBefore')}
        value={filters.lastOrderBefore ?? ''}
        onChange={(lastOrderBefore) => change({ lastOrderBefore })}
      />
      <LateField
        label={t('filters.minDirects')}
        value={filters.minDirects ?? ''}
        onSettled={(text) => change({ minDirects: digitsOf(text) })}
      />
      <Choice
        isLabelShown
        label={t('filters.referred')}
        value={filters.referred ?? ''}
        options={['', 'yes', 'no'].map((value) => ({ value, label: t(`filters.referred${value || 'Any'}`) }))}
        onChange={(referred) => change({ referred })}
      />
    </div>
  );
}

const digitsOf = (text: string) => /^\d{1,6}$/.exec(text.trim())?.[0];

function LateField({ label, value, onSettled }: { label: string; value: string; onSettled: (text: string) => void }) {
  const [text, setText] = useSettled(value, onSettled, 500);
  return <TextField label={label} value={text} onChange={setText} />;
}

/** The filters in words, each with a way to take it away. */
function Chips({ view }: { view: PeopleView }) {
  const { t } = useTranslation('analytics');
  const [, change] = useUrl();
  const say = useFilterWords();
  const shown = filterNames.filter((name) => view.filters[name] && name !== 'search');
  if (shown.length === 0) return null;
  return (
    <ul className="zh-row" aria-label={t('filters.chosen')}>
      {shown.map((name) => (
        <li key={name}>
          <button
            type="button"
            className="zh-chip"
            onClick={() => change({ [name]: undefined })}
            aria-label={t('filters.remove', { filter: say(name, view.filters[name] ?? '') })}
          >
            {say(name, view.filters[name] ?? '')} <span aria-hidden="true">✕</span>
          </button>
        </li>
      ))}
      <li>
        <button type="button" className="zh-text-button" onClick={() => change(Object.fromEntries(shown.map((name) => [name, undefined])))}>
          {t('filters.clear')}
        </button>
      </li>
    </ul>
  );
}

/** A filter as words: "spent ¥100 or more". */
export function useFilterWords(): (name: FilterName, value: string) => string {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const segments = useAsk(['segments'], (client, signal) => client.segments.list({ limit: 200 }, { signal }));
  return (name, value) => {
    const each = (kind: string) =>
      value
        .split(',')
        .map((one) => t(`ui:${kind}.${one}`))
        .join(t('ui:listComma'));
    if (name === 'stage') return each('stage');
    if (name === 'sourceKind') return each('source');
    if (name === 'segment') return segments.data?.data.find((one) => one.id === value)?.name ?? t('filters.segment');
    const shown =
      (name === 'minOwn' || name === 'maxOwn') && /^-?\d+$/.test(value)
        ? format.minor(BigInt(value))
        : /^\d{4}-\d\d-\d\d$/.test(value)
          ? format.day(value)
          : value;
    return t(name === 'referred' ? `filters.said.referred.${value}` : `filters.said.${name}`, {
      value: shown,
    });
  };
}
