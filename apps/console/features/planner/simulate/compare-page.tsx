import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { leverValue, levers, runPlan, type PlanParameters, type PlanRun } from '../../../../../rooms/planner/model/index.ts';
import { Answer, useAsk } from '../../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../../ui/app/go.tsx';
import { CheckField, Choice } from '../../../../../ui/page/controls.tsx';
import { Section } from '../../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../../ui/page/skeleton.tsx';
import { TableBox } from '../../../../../ui/table/table-box.tsx';
import { color } from '../../../../../ui/tokens/index.ts';
import { MonthPicture, tableOf } from './month-charts.tsx';
import { searchOf } from './plan-state.ts';
import { sayGrowth, sayLever, useSay } from './say.ts';
import { RemoveScenario, RenameScenario, SaveScenario } from './scenario-acts.tsx';
import { planOfScenario, stateOfScenario, type Design, type Scenario } from './scenarios.ts';
import { SimulateFrame } from './simulate-frame.tsx';
import { usePlan, type Plan } from './use-plan.ts';

const MOST = 4;

/** One way of doing it: what stands in its column. */
interface Way {
  id: string;
  name: string;
  plan: PlanParameters;
  run: PlanRun;
  adsOffAfter: number | null;
}

/** Scenarios of a design beside the plan on the sliders: small pictures on one scale, and where they differ. */
export function ComparePage() {
  const { t } = useTranslation('simulate');
  const of = usePlan();
  const mayWrite = useMay('planner');
  const [url, change] = useUrl();
  const [isSaving, setSaving] = useState(false);
  const designs = useAsk(['designs', 'names'], (client, signal) => client.designs.list({ limit: 100 }, { signal }));
  const chosen = designs.data?.data.find(({ id }) => id === url['design']) ?? designs.data?.data[0];
  return (
    <SimulateFrame
      part="compare"
      of={of}
      lead={t('compare.lead')}
      actions={
        mayWrite && designs.data ? (
          <Button type="primary" onClick={() => setSaving(true)}>
            {t('compare.save')}
          </Button>
        ) : null
      }
      choices={
        chosen && designs.data ? (
          <Choice
            label={t('compare.design')}
            value={chosen.id}
            options={designs.data.data.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(design) => change({ design, with: undefined })}
          />
        ) : null
      }
    >
      <Answer of={designs} wait={<Skeleton shape="chart" />}>
        {() => (chosen ? <OfDesign key={chosen.id} id={chosen.id} of={of} /> : <Ways of={of} design={null} kept={[]} />)}
      </Answer>
      {isSaving ? <SaveScenario of={of} design={chosen ?? null} onClose={() => setSaving(false)} /> : null}
    </SimulateFrame>
  );
}

function OfDesign({ id, of }: { id: string; of: Plan }) {
  const design = useAsk(['design', id], (client, signal) => client.designs.get(id, { signal }));
  const kept = useAsk(['scenarios', id], (client, signal) => client.scenarios.list(id, { signal }));
  return (
    <Answer of={design} wait={<Skeleton shape="chart" />}>
      {(one) => (
        <Answer of={kept} wait={<Skeleton shape="chart" />}>
          {({ data }) => <Ways of={of} design={one} kept={data} />}
        </Answer>
      )}
    </Answer>
  );
}

function Ways({ of, design, kept }: { of: Plan; design: Design | null; kept: readonly Scenario[] }) {
  const { t } = useTranslation('simulate');
  const [url, change] = useUrl();
  const { state, plan, options } = of;
  const asked = url['with'];
  const chosen = useMemo(
    () => new Set(asked === undefined ? kept.slice(0, MOST - 1).map(({ id }) => id) : asked.split(',')),
    [asked, kept],
  );
  const ways = useMemo((): Way[] => {
    const made = (id: string, name: string, params: PlanParameters, adsOffAfter: number | null): Way => ({
      id,
      name,
      plan: params,
      adsOffAfter,
      // One length and one beginning for all: what is laid side by side is as long, with the same people there.
      run: runPlan(params, { ...options, adsOffAfter: adsOffAfter ?? undefined }),
    });
    return [
      made('now', t('compare.now'), plan, state.adsOffAfter),
      ...(design === null
        ? []
        : kept
            .filter(({ id }) => chosen.has(id))
            .slice(0, MOST - 1)
            .map((one) => made(one.id, one.name, planOfScenario(design, one), one.adsOffAfter))),
    ];
  }, [plan, options, state.adsOffAfter, design, kept, chosen, t]);
  const pick = (id: string, isOn: boolean) => {
    const next = isOn ? [...chosen, id] : [...chosen].filter((one) => one !== id);
    change({ with: next.join(',') || 'none' });
  };
  return (
    <>
      {kept.length === 0 ? (
        <p className="zh-note">{t('compare.none')}</p>
      ) : (
        <Kept design={design} kept={kept} chosen={chosen} isFull={ways.length >= MOST} onPick={pick} />
      )}
      <SmallPictures ways={ways} />
      <Differences ways={ways} of={of} design={design} />
    </>
  );
}

/** The scenarios that are kept: which of them stand side by side, opened on the sliders, renamed, removed. */
function Kept({
  design,
  kept,
  chosen,
  isFull,
  onPick,
}: {
  design: Design | null;
  kept: readonly Scenario[];
  chosen: ReadonlySet<string>;
  isFull: boolean;
  onPick: (id: string, isOn: boolean) => void;
}) {
  const { t } = useTranslation('simulate');
  const mayWrite = useMay('planner');
  const [renamed, setRenamed] = useState<Scenario | null>(null);
  const [removed, setRemoved] = useState<Scenario | null>(null);
  const openOf = (one: Scenario) => {
    if (design === null) return 'plan/simulate';
    return `plan/simulate${searchOf(stateOfScenario(design, one), { design: design.id })}`;
  };
  return (
    <Section title={t('compare.kept')} note={t('compare.pick', { count: MOST })}>
      <ul className="zh-plan-kept">
        {kept.map((one) => (
          <li key={one.id}>
            {isFull && !chosen.has(one.id) ? (
              <span className="zh-soft">{one.name}</span>
            ) : (
              <CheckField label={one.name} isOn={chosen.has(one.id)} onChange={(isOn) => onPick(one.id, isOn)} />
            )}
            <span className="zh-row zh-row-end">
              <Go to={openOf(one)} className="zh-link" aria-label={t('compare.openOf', { name: one.name })}>
                {t('compare.open')}
              </Go>
              {mayWrite ? (
                <>
                  <Button size="small" aria-label={t('compare.renameOf', { name: one.name })} onClick={() => setRenamed(one)}>
                    {t('compare.rename')}
                  </Button>
                  <Button size="small" aria-label={t('compare.removeOf', { name: one.name })} onClick={() => setRemoved(one)}>
                    {t('compare.remove')}
                  </Button>
                </>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
      {renamed ? <RenameScenario scenario={renamed} onClose={() => setRenamed(null)} /> : null}
      {removed ? <RemoveScenario scenario={removed} onClose={() => setRemoved(null)} /> : null}
    </Section>
  );
}

/** The money of each way on one and the same scale. */
function SmallPictures({ ways }: { ways: readonly Way[] }) {
  const { t } = useTranslation('simulate');
  const say = useSay();
  const all = ways.flatMap(({ run }) => run.months.flatMap(({ cash, sales }) => [cash, sales.total]));
  const range = useMemo(() => ({ least: Math.min(...all), most: Math.max(...all) }), [all]);
  return (
    <div className="zh-plan-small">
      {ways.map(({ id, name, run, adsOffAfter }) => {
        const { profitTotal, paybackMonth } = run.summary;
        const title = t(paybackMonth === null ? 'compare.titleNever' : 'compare.small', {
          name,
          profit: say.short(profitTotal),
          payback: paybackMonth ?? 0,
        });
        const lines = [
          { name: t('money.cash'), fill: color.repeat, text: color.repeatText, values: run.months.map(({ cash }) => cash), isMain: true },
          { name: t('chart.total'), fill: color.direct, text: color.directText, values: run.months.map(({ sales }) => sales.total) },
        ];
        return (
          <MonthPicture
            key={id}
            title={title}
            months={run.months}
            adsOffAfter={adsOffAfter}
            lines={lines}
            range={range}
            show={say.short}
            table={tableOf(t('chart.month'), run.months, [
              [t('chart.total'), ({ sales }) => say.whole(sales.total)],
              [t('money.profit'), ({ profit }) => say.whole(profit)],
              [t('money.cash'), ({ cash }) => say.whole(cash)],
            ])}
          />
        );
      })}
    </div>
  );
}

/** Figures side by side, and every number of the plans that is not the same in all. */
function Differences({ ways, of, design }: { ways: readonly Way[]; of: Plan; design: Design | null }) {
  const { t } = useTranslation('simulate');
  const format = useFormat();
  const say = useSay();
  const figures: { id: string; name: string; of: (way: Way) => string }[] = [
    { id: 'profitTotal', name: t('figure.profitTotal.name'), of: ({ run }) => say.amount(run.summary.profitTotal) },
    {
      id: 'paybackMonth',
      name: t('figure.paybackMonth.name'),
      of: ({ run }) => (run.summary.paybackMonth === null ? t('figure.never') : t('figure.month', { month: run.summary.paybackMonth })),
    },
    { id: 'sales', name: t('compare.lastSales'), of: ({ run }) => say.amount(run.months.at(-1)?.sales.total ?? 0) },
    { id: 'loopRate', name: t('figure.loopRate.name'), of: ({ run }) => say.share(run.months.at(-1)?.loopRate ?? null) },
    {
      id: 'selfSufficiency',
      name: t('figure.selfSufficiency.name'),
      of: ({ run }) => say.share(run.summary.selfSufficiency.year3 ?? run.summary.selfSufficiency.year2),
    },
    { id: 'r0', name: t('figure.r0.name'), of: ({ run }) => say.number(run.summary.r0) },
    {
      id: 'generationMonths',
      name: t('figure.generationMonths.name'),
      of: ({ run: { summary } }) =>
        summary.generationMonths === null ? say.none : t('figure.monthsOf', { months: say.number(summary.generationMonths) }),
    },
    { id: 'growthPerMonth', name: t('figure.growthPerMonth.name'), of: ({ run }) => sayGrowth(run.summary.growthPerMonth, t, format, say) },
    { id: 'cac', name: t('figure.cac.name'), of: ({ run }) => say.amount(run.summary.cac) },
    { id: 'ltv', name: t('figure.ltv.name'), of: ({ run }) => say.amount(run.summary.ltv) },
    { id: 'members', name: t('stock.M'), of: ({ run }) => say.people(run.months.at(-1)?.members ?? 0) },
    {
      id: 'adsOff',
      name: t('ads.off'),
      of: ({ adsOffAfter }) => (adsOffAfter === null ? say.none : t('figure.month', { month: adsOffAfter })),
    },
  ];
  const moved = levers.filter((lever) => new Set(ways.map(({ plan }) => leverValue(plan, lever))).size > 1);
  const best = ways.toSorted((a, b) => b.run.summary.profitTotal - a.run.summary.profitTotal);
  const [first, second] = best;
  const lead = first && second ? first.run.summary.profitTotal - second.run.summary.profitTotal : 0;
  const title =
    first && second
      ? t(say.short(lead) === say.short(0) ? 'compare.same' : 'compare.best', {
          name: first.name,
          gain: say.short(lead),
          other: second.name,
        })
      : t('compare.alone');
  return (
    <Section title={title} note={design === null ? null : t('compare.of', { design: design.name, months: of.state.months })} isCard>
      <TableBox label={title} kind="zh-table zh-plan-sides">
        <thead>
          <tr>
            <th scope="col">{t('compare.what')}</th>
            {ways.map(({ id, name }) => (
              <th key={id} scope="col" className="zh-end">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figures.map((figure) => (
            <tr key={figure.id}>
              <th scope="row">{figure.name}</th>
              {ways.map((way) => (
                <td key={way.id} className="zh-end zh-number">
                  {figure.of(way)}
                </td>
              ))}
            </tr>
          ))}
          {moved.map((lever) => (
            <tr key={lever}>
              <th scope="row" className="zh-soft">
                {t(`plan:levers.${lever}.name`)}
              </th>
              {ways.map(({ id, plan }) => (
                <td key={id} className="zh-end zh-number zh-soft">
                  {sayLever(lever, leverValue(plan, lever), format, say)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </TableBox>
    </Section>
  );
}
