import { useDeferredValue, useMemo, useState, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { pairGrid, tornado, workable, type Lever, type LeverEffect } from '../../../../../rooms/planner/model/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { useUrl } from '../../../../../ui/app/go.tsx';
import { HeatTable, type HeatCell } from '../../../../../ui/charts/heat-table.tsx';
import { Section } from '../../../../../ui/page/page.tsx';
import { TableBox } from '../../../../../ui/table/table-box.tsx';
import { GoalSeek } from './goal-seek.tsx';
import { sayLever, useSay } from './say.ts';
import { SimulateFrame } from './simulate-frame.tsx';
import { usePlan, type Plan } from './use-plan.ts';
import { WhatIf } from './what-if.tsx';

const FIRST = 12;
type Costs = { readonly [L in Lever]?: number };

/** Where effort pays: every lever a tenth better, the strongest two by two, and back from a goal to what must change. */
export function LeversPage() {
  const { t } = useTranslation('simulate');
  const of = usePlan();
  const [costs, setCosts] = useCosts();
  const plan = useDeferredValue(of.plan);
  const effects = useMemo(() => tornado(plan, { ...of.options, costs }), [plan, of.options, costs]);
  return (
    <SimulateFrame part="levers" of={of} lead={t('levers.lead')}>
      <Tornado of={of} effects={effects} costs={costs} onCost={(lever, cost) => setCosts({ ...costs, [lever]: cost })} />
      <Pairs of={of} />
      <WhatIf of={of} />
      <GoalSeek of={of} levers={effects.map(({ lever }) => lever)} />
    </SimulateFrame>
  );
}

/** What an improvement costs, as the owner says it; kept in the address: `cost=h:2000,p12:500`. */
function useCosts(): [Costs, (costs: Costs) => void] {
  const [url, change] = useUrl();
  const [costs, setCosts] = useState<Costs>(() =>
    Object.fromEntries(
      (url['cost'] ?? '')
        .split(',')
        .map((pair) => pair.split(':'))
        .flatMap(([lever, text]) => {
          const known = workable.find((one) => one === lever);
          return known && text && Number(text) > 0 ? [[known, Number(text)]] : [];
        }),
    ),
  );
  return [
    costs,
    (next) => {
      setCosts(next);
      const said = Object.entries(next).filter(([, cost]) => cost !== undefined);
      change({ cost: said.map(([lever, cost]) => `${lever}:${cost}`).join(',') });
    },
  ];
}

/** Bars from nought: what each lever brings when it alone is a tenth better, beside what that would cost. */
function Tornado({
  of: { state },
  effects,
  costs,
  onCost,
}: {
  of: Plan;
  effects: readonly LeverEffect[];
  costs: Costs;
  onCost: (lever: Lever, cost: number | undefined) => void;
}) {
  const { t } = useTranslation('simulate');
  const format = useFormat();
  const say = useSay();
  const [isAll, setAll] = useState(false);
  const most = Math.max(1, ...effects.map(({ gain }) => Math.abs(gain)));
  const best = effects.toSorted((a, b) => b.gain - a.gain)[0];
  const commission = effects.find(({ lever }) => lever === 'c1');
  const title = best
    ? t('tornado.title', { name: t(`plan:levers.${best.lever}.name`), gain: say.short(best.gain), months: state.months })
    : t('tornado.none');
  return (
    <Section
      title={title}
      isCard
      note={commission && best ? t('tornado.commission', { gain: say.short(Math.abs(commission.gain)) }) : t('tornado.how')}
    >
      <TableBox label={title} kind="zh-table zh-plan-tornado">
        <thead>
          <tr>
            <th scope="col">{t('tornado.lever')}</th>
            <th scope="col">{t('tornado.change')}</th>
            <th scope="col" className="zh-plan-bar-cell">
              {t('tornado.gain')}
            </th>
            <th scope="col" className="zh-end">
              <span className="zh-plan-in-hand">{t('tornado.gain')}</span>
            </th>
            <th scope="col" className="zh-end">
              {t('tornado.cost')}
            </th>
            <th scope="col" className="zh-end">
              {t('tornado.return')}
            </th>
          </tr>
        </thead>
        <tbody>
          {(isAll ? effects : effects.slice(0, FIRST)).map((effect) => (
            <tr
              key={effect.lever}
              style={{ '--zh-gain': `${(Math.abs(effect.gain) / most) * 100}%` } as CSSProperties}
              data-loss={effect.gain < 0}
            >
              <th scope="row">{t(`plan:levers.${effect.lever}.name`)}</th>
              <td className="zh-number zh-soft">
                {t('tornado.fromTo', {
                  from: sayLever(effect.lever, effect.from, format, say),
                  to: sayLever(effect.lever, effect.to, format, say),
                })}
              </td>
              <td className="zh-plan-bar-cell">
                <span
                  className={effect.gain < 0 ? 'zh-plan-bar zh-plan-bar-loss' : 'zh-plan-bar'}
                  style={{ width: `${(Math.abs(effect.gain) / most) * 100}%` }}
                />
              </td>
              <td className="zh-end zh-number">{say.change(effect.gain)}</td>
              <td className="zh-end">
                <CostField lever={effect.lever} cost={costs[effect.lever]} onCost={onCost} />
              </td>
              <td className="zh-end zh-number">
                {effect.gainPerCost === null ? say.none : t('tornado.times', { times: say.number(effect.gainPerCost) })}
              </td>
            </tr>
          ))}
        </tbody>
      </TableBox>
      {effects.length > FIRST ? (
        <button type="button" className="zh-text-button" aria-expanded={isAll} onClick={() => setAll(!isAll)}>
          {isAll ? t('tornado.fewer') : t('tornado.all', { count: effects.length })}
        </button>
      ) : null}
    </Section>
  );
}

function CostField({
  lever,
  cost,
  onCost,
}: {
  lever: Lever;
  cost: number | undefined;
  onCost: (lever: Lever, cost: number | undefined) => void;
}) {
  const { t } = useTranslation('simulate');
  const [text, setText] = useState(cost === undefined ? '' : String(cost));
  const value = Number(text.normalize('NFKC').replace(/[\s,¥$]/g, ''));
  const isWrong = text.trim() !== '' && !(value > 0 && value <= 1e12);
  return (
    <>
      <input
        className="zh-input zh-number zh-plan-number"
        inputMode="decimal"
        autoComplete="off"
        aria-label={t('tornado.costOf', { name: t(`plan:levers.${lever}.name`) })}
        aria-invalid={isWrong}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onBlur={() => {
          if (!isWrong) onCost(lever, text.trim() === '' ? undefined : value);
        }}
      />
      {isWrong ? (
        <span role="alert" className="zh-harm zh-small">
          {t('tornado.costWrong')}
        </span>
      ) : null}
    </>
  );
}

/** The four strongest two by two: what a pair brings, and how much of that only together. */
function Pairs({ of: { plan, options } }: { of: Plan }) {
  const { t } = useTranslation('simulate');
  const say = useSay();
  const calm = useDeferredValue(plan);
  const { pairs, single, names } = useMemo(() => {
    const found = pairGrid(calm, options);
    const alone = tornado(calm, options).slice(0, 4);
    return { pairs: found, single: new Map(alone.map(({ lever, gain }) => [lever, gain])), names: alone.map(({ lever }) => lever) };
  }, [calm, options]);
  const best = pairs.toSorted((a, b) => b.together - a.together)[0];
  if (!best) return null;
  const name = (lever: Lever) => t(`plan:levers.${lever}.name`);
  const gains = [...single.values(), ...pairs.map(({ gain }) => gain)];
  const [least, most] = [Math.min(...gains), Math.max(...gains)];
  const depth = (gain: number) => (most > least ? 0.1 + (0.9 * (gain - least)) / (most - least) : 0.5);
  const title = t('pairs.title', { one: name(best.levers[0]), other: name(best.levers[1]), gain: say.short(best.together) });
  return (
    <Section title={title} note={t('pairs.how')} isCard>
      <HeatTable
        label={title}
        corner={t('pairs.corner')}
        columns={names.map(name)}
        rows={names.map((row) => ({
          id: row,
          head: name(row),
          cells: names.map((column): HeatCell | null => {
            if (row === column) {
              const gain = single.get(row) ?? 0;
              return { depth: depth(gain), text: say.change(gain), title: t('pairs.alone', { name: name(row), gain: say.change(gain) }) };
            }
            const pair = pairs.find(({ levers }) => levers.includes(row) && levers.includes(column));
            return pair
              ? {
                  depth: depth(pair.gain),
                  text: say.change(pair.gain),
                  title: t('pairs.both', {
                    one: name(row),
                    other: name(column),
                    gain: say.change(pair.gain),
                    more: say.change(pair.together),
                  }),
                }
              : null;
          }),
        }))}
      />
    </Section>
  );
}
