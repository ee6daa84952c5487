import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import {
  ASSUMED_INCREMENTAL,
  broughtWithin,
  costPerIncremental,
  friendLife,
  LARGEST_SHARE,
  maxAffordableReward,
  monthCard,
  seedGroup,
  spread,
  viralCoefficient,
} from '../../../../../rooms/planner/model/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { Layers } from '../../../../../ui/charts/layers.tsx';
import { color } from '../../../../../ui/tokens/index.ts';
import type { ValueKind } from './lever-groups.ts';
import { Bars } from './bars.tsx';
import { Calculator } from './calculator.tsx';
import { withSymbol } from './lever-field.tsx';
import { NumberSlider } from './number-slider.tsx';
import { useSay } from './say.ts';
import { SimulateFrame } from './simulate-frame.tsx';
import { SumsNav } from './sums-nav.tsx';
import { useNumbers, type Numbers } from './use-numbers.ts';
import { usePlan, type Plan } from './use-plan.ts';

/** Three sums before anything is done: how far word spreads, how often a card may be used, how much a recommendation may cost. */
export function CalculatorsPage() {
  const { t } = useTranslation('simulate');
  const of = usePlan();
  return (
    <SimulateFrame part="calculators" of={of} lead={t('calculators.lead')}>
      <SumsNav
        label={t('calculators.which')}
        sums={sums.map((id) => ({ id, name: t(`calculators.${id}`) }))}
        isThere={of.reading !== 'running'}
      />
      <div id="spread" className="zh-plan-sum">
        <Branching />
      </div>
      <div id="card" className="zh-plan-sum">
        <CardUse />
      </div>
      <div id="reward" className="zh-plan-sum">
        <Reward of={of} />
      </div>
    </SimulateFrame>
  );
}

/** The three sums, by the place each has in the address. */
const sums = ['spread', 'card', 'reward'] as const;

const SHARE = { least: 0, most: 1 };
const AMOUNT = { least: 0, most: 1e9 };

/** One field of a calculator. */
function useField<Name extends string>(prefix: string, numbers: Numbers<Name>) {
  const { t } = useTranslation('simulate');
  const { currency } = useFormat();
  const unitWords = (name: string, kind: ValueKind): string => {
    if (kind === 'share') return '%';
    if (kind === 'amount') return withSymbol(t('plan:units.money'), currency);
    const unit = unitOf(name);
    return unit === null ? '' : t(`calc.unit.${unit}`);
  };
  return (name: Name, kind: ValueKind, bounds: { least: number; most: number }, sliderTo?: number) => (
    <NumberSlider
      key={name}
      name={t(`calc.${prefix}.${name as string}`)}
      kind={kind}
      unit={unitWords(name, kind)}
      bounds={bounds}
      {...(sliderTo === undefined ? {} : { sliderTo })}
      {...numbers.slider(name)}
    />
  );
}

function unitOf(name: string): 'people' | 'days' | 'times' | null {
  if (/^(seeds|invites|addressable)$/.test(name)) return 'people';
  if (/(days|Days)$/.test(name)) return 'days';
  return name === 'visits' ? 'times' : null;
}

const WORD = {
  seeds: 1000,
  sharers: 0.2,
  invites: 5,
  accepted: 1,
  converted: 0.1,
  cycleDays: 30,
  horizonDays: 360,
  addressable: 0,
  even: 0.2,
};

/** How far word spreads: generation by generation, with the end the market sets, and how many must begin. */
function Branching() {
  const { t } = useTranslation('simulate');
  const format = useFormat();
  const say = useSay();
  const numbers = useNumbers('b', WORD);
  const field = useField('b', numbers);
  const { values } = numbers;
  const k = viralCoefficient(values);
  const drawn = useMemo(() => {
    const { seeds, cycleDays, horizonDays, addressable } = values;
    const base = { seeds, k, cycleDays, horizonDays: Math.min(horizonDays, cycleDays * 60) };
    const free = spread({ ...base, addressable: null });
    const limited = addressable > 0 ? spread({ ...base, addressable: Math.max(addressable, seeds) }) : null;
    const periods = free.generations.map(({ day }) => format.count(Math.round(day)));
    return {
      free,
      limited,
      group: seedGroup(k, values.even),
      periods,
      lines: [
        {
          name: limited ? t('calc.b.noEnd') : t('calc.b.all'),
          fill: limited ? color.paid : color.referred,
          text: limited ? color.paidText : color.referredText,
          values: free.generations.map(({ total }) => (limited ? Math.min(total, (limited.ceiling ?? total) * 3) : total)),
          isMain: limited === null,
        },
        ...(limited
          ? [
              {
                name: t('calc.b.withEnd'),
                fill: color.referred,
                text: color.referredText,
                values: limited.generations.map(({ total }) => total),
                isMain: true,
              },
            ]
          : []),
      ],
      table: {
        head: [t('calc.b.day'), t('calc.b.generation'), t('calc.b.fresh'), t('calc.b.noEnd'), t('calc.b.withEnd')],
        rows: free.generations.map((one, at) => [
          periods[at] ?? '',
          format.count(one.generation),
          say.people(one.fresh),
          say.people(one.total),
          limited ? say.people(limited.generations[at]?.total ?? 0) : say.none,
        ]),
      },
    };
  }, [values, k, t, format, say]);
  const three = values.seeds * broughtWithin(k, 3);
  const { free, limited, group } = drawn;
  const last = (limited ?? free).generations.at(-1)?.total ?? 0;
  const title =
    k >= 1
      ? t(limited ? 'calc.b.titleEnds' : 'calc.b.titleGrows', { k: say.number(k), people: say.people(limited?.ceiling ?? last) })
      : t('calc.b.titleDies', { k: say.number(k), three: say.people(three), people: say.people(free.ceiling ?? 0) });
  const wrongMarket = values.addressable > 0 && values.addressable < values.seeds;
  return (
    <Calculator
      title={title}
      note={t('calc.b.how')}
      sliders={
        <>
          {field('seeds', 'number', { least: 1, most: 1e7 })}
          {field('sharers', 'share', SHARE)}
          {field('invites', 'number', { least: 0, most: 1000 })}
          {field('accepted', 'share', SHARE)}
          {field('converted', 'share', SHARE)}
          {field('cycleDays', 'number', { least: 1, most: 3650 })}
          {field('horizonDays', 'number', { least: 0, most: 36_500 })}
          {field('addressable', 'number', { least: 0, most: 1e10 }, 100_000)}
          {wrongMarket ? (
            <p role="alert" className="zh-harm zh-small">
              {t('calc.b.wrongMarket')}
            </p>
          ) : null}
          {field('even', 'number', { least: 0.01, most: 1000 }, 3)}
        </>
      }
    >
      <dl className="zh-plan-answers">
        <Answer id="k" name={t('calc.b.k')} value={say.number(k)} />
        <Answer id="three" name={t('calc.b.three')} value={say.people(three)} />
        <Answer
          name={t('calc.b.ceiling')}
          value={(limited ?? free).ceiling === null ? t('calc.b.noCeiling') : say.people((limited ?? free).ceiling ?? 0)}
        />
        <Answer name={t('calc.b.doubling')} value={free.doublingDays === null ? say.none : format.days(Math.round(free.doublingDays))} />
        <Answer name={t('calc.b.nobody')} value={say.share(group.bringsNobody, 0)} />
        <Answer
          id="seeds"
          name={t('calc.b.group')}
          value={group.seedsNeeded === null ? t('calc.b.alwaysDies') : t('calc.b.seedsOf', { count: group.seedsNeeded })}
        />
      </dl>
      <Layers label={title} periods={drawn.periods} lines={drawn.lines} show={say.people} table={drawn.table} />
      <p className="zh-soft zh-read">{t('calc.b.depth')}</p>
    </Calculator>
  );
}

function Answer({ id, name, value }: { id?: string; name: string; value: string }) {
  return (
    <div data-answer={id}>
      <dt className="zh-soft">{name}</dt>
      <dd className="zh-strong zh-number">{value}</dd>
    </div>
  );
}

const CARD = { price: 99, days: 30, costPerVisit: 5, share: 0.35, amount: 12, margin: 0.6, visits: 4, before: 10 };

/** How often a card may be used before it takes more than it gives. */
function CardUse() {
  const { t } = useTranslation('simulate');
  const format = useFormat();
  const say = useSay();
  const numbers = useNumbers('c', CARD);
  const field = useField('c', numbers);
  const { values } = numbers;
  const drawn = useMemo(() => {
    const card = {
      price: values.price,
      days: values.days,
      costPerVisit: values.costPerVisit,
      addOn: { share: values.share, amount: values.amount, margin: values.margin },
      before: { visits: values.visits, margin: values.before },
    };
    const steps = Array.from({ length: 21 }, (_, i) => i / 20);
    const found = monthCard(card, steps);
    return {
      found,
      without: monthCard({ ...card, addOn: { share: 0, amount: 0, margin: 0 } }, [0.6]),
      periods: steps.map((use) => format.share(use, 0)),
      lines: [
        {
          name: t('calc.c.contribution'),
          fill: color.repeat,
          text: color.repeatText,
          values: found.uses.map(({ contribution }) => contribution),
        },
        {
          name: t('calc.c.added'),
          fill: color.referred,
          text: color.referredText,
          values: found.uses.map(({ added }) => added),
          isMain: true,
        },
      ],
      table: {
        head: [t('calc.c.use'), t('calc.c.times'), t('calc.c.contribution'), t('calc.c.added')],
        rows: found.uses.map((one) => [
          format.share(one.use, 0),
          say.number(one.visits),
          say.amount(one.contribution),
          say.amount(one.added),
        ]),
      },
    };
  }, [values, t, format, say]);
  const { breakEvenUse, liabilityHalfway, addOnPerVisit } = drawn.found;
  const given = values.visits * values.before;
  const title =
    breakEvenUse === null
      ? t('calc.c.titleNever')
      : breakEvenUse >= 1
        ? t('calc.c.titleSafe')
        : t('calc.c.title', { use: say.share(breakEvenUse, 0), days: say.number(breakEvenUse * values.days) });
  return (
    <Calculator
      title={title}
      note={t('calc.c.how')}
      sliders={
        <>
          {field('price', 'amount', AMOUNT)}
          {field('days', 'number', { least: 1, most: 3660 })}
          {field('costPerVisit', 'amount', AMOUNT)}
          {field('share', 'share', SHARE)}
          {field('amount', 'amount', AMOUNT)}
          {field('margin', 'share', SHARE)}
          {field('visits', 'number', { least: 0, most: 100_000 })}
          {field('before', 'amount', AMOUNT)}
        </>
      }
    >
      <dl className="zh-plan-answers">
        <Answer id="breakEven" name={t('calc.c.breakEven')} value={breakEvenUse === null ? say.none : say.share(breakEvenUse)} />
        <Answer name={t('calc.c.addOn')} value={say.amount(addOnPerVisit)} />
        <Answer name={t('calc.c.cannibal')} value={say.amount(given)} />
        <Answer name={t('calc.c.bare')} value={say.amount(drawn.without.uses[0]?.contribution ?? 0)} />
        <Answer name={t('calc.c.liability')} value={say.amount(liabilityHalfway)} />
      </dl>
      <Layers label={title} periods={drawn.periods} lines={drawn.lines} show={say.short} table={drawn.table} />
      <p className="zh-soft zh-read">{t('calc.c.note')}</p>
    </Calculator>
  );
}

const GIVEN = { incrementalShare: ASSUMED_INCREMENTAL, lifetimeMargin: 120, targetShare: LARGEST_SHARE, gifts: 0, reward: 20 };

/** The largest reward a recommendation can bear, and what one buyer who would not have come otherwise costs. */
function Reward({ of: { plan } }: { of: Plan }) {
  const { t } = useTranslation('simulate');
  const say = useSay();
  // A friend's margin before anything is given for bringing them; the gift of the plan is given besides.
  const { margin } = friendLife(plan);
  const starts = useMemo(
    () => ({ ...GIVEN, lifetimeMargin: margin === null ? GIVEN.lifetimeMargin : Math.max(0, Math.round(margin)), gifts: plan.G }),
    [margin, plan.G],
  );
  const numbers = useNumbers('r', starts);
  const field = useField('r', numbers);
  const { values } = numbers;
  const most = maxAffordableReward(values);
  const each = costPerIncremental(values.reward, values.incrementalShare);
  const isTooMuch = values.reward > most;
  const title = t(most === 0 ? 'calc.r.titleNone' : isTooMuch ? 'calc.r.titleTooMuch' : 'calc.r.title', {
    most: say.amount(most),
    reward: say.amount(values.reward),
    each: say.amount(each),
  });
  return (
    <Calculator
      title={title}
      note={t('calc.r.how')}
      sliders={
        <>
          {field('incrementalShare', 'share', SHARE)}
          {field('lifetimeMargin', 'amount', AMOUNT)}
          {field('targetShare', 'share', { least: 0, most: LARGEST_SHARE })}
          {field('gifts', 'amount', AMOUNT, 100)}
          {field('reward', 'amount', AMOUNT)}
        </>
      }
    >
      <dl className="zh-plan-answers">
        <Answer id="most" name={t('calc.r.most')} value={say.amount(most)} />
        <Answer id="each" name={t('calc.r.each')} value={say.amount(each)} />
      </dl>
      <Bars
        label={title}
        bars={[
          { id: 'most', value: most, fill: 'zh-fill-repeat' },
          { id: 'reward', value: values.reward, fill: isTooMuch ? 'zh-plan-bar-loss' : 'zh-fill-referred' },
          { id: 'each', value: each ?? 0, fill: 'zh-fill-direct' },
          { id: 'lifetime', value: values.lifetimeMargin, fill: 'zh-fill-paid' },
        ].map((bar) => ({ ...bar, name: t(`calc.r.bar.${bar.id}`), text: say.amount(bar.value) }))}
      />
      <p className="zh-formula zh-number">
        {t('calc.r.formula', {
          share: say.share(values.incrementalShare, 0),
          ltv: say.amount(values.lifetimeMargin),
          target: say.share(values.targetShare, 0),
          gifts: say.amount(values.gifts),
          most: say.amount(most),
        })}
      </p>
      <p className="zh-soft zh-read">{t('calc.r.note')}</p>
    </Calculator>
  );
}
