import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  cohortFunnel,
  everMoves,
  lifetimeViews,
  periodSales,
  simulate,
  unitEconomics,
  type PlanParameters,
  type RunOptions,
} from '../../../../../rooms/planner/model/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { CohortCard } from './cohort-card.tsx';
import { FactorsCard } from './factors-card.tsx';
import { FormulaCard, formulaIds, Result } from './formula-card.tsx';
import { withSymbol } from './lever-field.tsx';
import { NumberSlider } from './number-slider.tsx';
import { PlanLevers } from './plan-levers.tsx';
import { useSay } from './say.ts';
import { SimulateFrame } from './simulate-frame.tsx';
import { SumsNav } from './sums-nav.tsx';
import { useNumbers } from './use-numbers.ts';
import { usePlan, type Plan } from './use-plan.ts';
import { ViralCard } from './viral-card.tsx';
import { WorthCard } from './worth-card.tsx';

/** The formulas, alive: every factor moves, the popular form stands beside with what is wrong with it. */
export function FormulasPage() {
  const { t } = useTranslation('simulate');
  const of = usePlan();
  return (
    <SimulateFrame part="formulas" of={of} lead={t('formulas.lead')}>
      <SumsNav
        label={t('formulas.which')}
        sums={formulaIds.map((id) => ({ id, name: t(`plan:formulas.${id}.name`) }))}
        isThere={of.reading !== 'running'}
      />
      <SalesCard key={`${of.state.preset}${of.state.isOwn}`} of={of} />
      <MembersCard of={of} />
      <LifetimeCard of={of} />
      <FactorsCard of={of} />
      <CohortCard of={of} popularLifetime={popularLifetime(of.plan)} />
      <ViralCard of={of} />
      <WorthCard />
    </SimulateFrame>
  );
}

const stageFill = { first: 'zh-stagefill-customer', repeat: 'zh-stagefill-repeat', member: 'zh-stagefill-member' } as const;

const MEN = { least: 0, most: 1e9 };

/** Sales of one month: who was active × how often × for how much, each stage by itself. Begins with the last month of the plan. */
function SalesCard({ of: { plan, state, begin } }: { of: Plan }) {
  const { t } = useTranslation('simulate');
  const { currency } = useFormat();
  const say = useSay();
  const { starts, month } = useMemo(() => factorsOf(plan, state.months, begin), [plan, state.months, begin]);
  const [moves, setMoves] = useState<Partial<Record<keyof typeof starts, number>>>({});
  const values = { ...starts, ...moves };
  const terms = [
    { stage: 'first', active: values.firstPeople, ordersPerMonth: 1, averageOrderValue: values.firstBasket },
    { stage: 'repeat', active: values.repeatPeople, ordersPerMonth: values.repeatOrders, averageOrderValue: values.repeatBasket },
    { stage: 'member', active: values.memberPeople, ordersPerMonth: values.memberOrders, averageOrderValue: values.memberBasket },
  ] as const;
  const goods = periodSales(terms);
  const total = goods + values.fees;
  const { ltv, r0 } = unitEconomics(plan);
  const lifetime = popularLifetime(plan);
  const popular = lifetime === null ? null : values.memberPeople * lifetime * (1 + (r0 ?? 0));
  const field = (name: keyof typeof starts) => (
    <NumberSlider
      key={name}
      name={t(`formulas.sales.${name}`)}
      kind={/Basket|fees/.test(name) ? 'amount' : 'number'}
      unit={
        /Basket|fees/.test(name)
          ? withSymbol(t('plan:units.money'), currency)
          : t(name.endsWith('Orders') ? 'plan:units.ordersPerMonth' : 'plan:units.people')
      }
      value={values[name]}
      start={starts[name]}
      bounds={MEN}
      onMove={(value) => setMoves((now) => ({ ...now, [name]: value ?? starts[name] }))}
    />
  );
  return (
    <FormulaCard
      id="sales"
      title={t('formulas.sales.title', { month, sales: say.short(total) })}
      sliders={(Object.keys(starts) as (keyof typeof starts)[]).map(field)}
      result={<Result id="sales" name={t('formulas.sales.result', { month })} value={say.whole(total)} note={t('formulas.sales.note')} />}
      picture={[
        ...terms.map(({ stage, active, ordersPerMonth, averageOrderValue }) => ({
          id: stage,
          name: t(`formulas.sales.stage.${stage}`),
          value: active * ordersPerMonth * averageOrderValue,
          text: say.whole(active * ordersPerMonth * averageOrderValue),
          fill: stageFill[stage],
        })),
        { id: 'fees', name: t('formulas.sales.fees'), value: values.fees, text: say.whole(values.fees), fill: 'zh-stagefill-partner' },
      ]}
      popular={
        popular === null
          ? null
          : t('formulas.sales.popular', {
              members: say.people(values.memberPeople),
              lifetime: say.amount(lifetime),
              fission: say.number(1 + (r0 ?? 0)),
              sales: say.short(popular),
              times: say.number(total > 0 ? popular / total : null),
            })
      }
      made={{
        head: [t('formulas.stage'), t('formulas.active'), t('formulas.orders'), t('formulas.basket'), t('formulas.sum')],
        rows: [
          ...terms.map(({ stage, active, ordersPerMonth, averageOrderValue }) => [
            t(`formulas.sales.stage.${stage}`),
            say.people(active),
            say.number(ordersPerMonth),
            say.amount(averageOrderValue),
            say.whole(active * ordersPerMonth * averageOrderValue),
          ]),
          [t('formulas.sales.fees'), say.none, say.none, say.none, say.whole(values.fees)],
          [t('formulas.sales.ltv'), say.none, say.none, say.none, say.amount(ltv)],
        ],
      }}
    />
  );
}

/** The factors of the last month of a plan, so that they multiply to exactly its sales. */
function factorsOf(plan: PlanParameters, months: number, start: RunOptions['start']) {
  const run = simulate(plan, { months, start });
  const last = run.at(-1);
  const before = run.at(-2);
  const were = (stage: 'C1' | 'C2' | 'M' | 'P') => (before ? before.stocks.A[stage] + before.stocks.R[stage] : 0);
  const ads = last && plan.a1 > 0 ? last.sales.adFirst / plan.a1 : 0;
  const friends = last && plan.a1 * (1 - plan.d) > 0 ? last.sales.referralFirst / (plan.a1 * (1 - plan.d)) : 0;
  const members = were('M') + were('P');
  const back = were('C1') * plan.p12;
  const repeats = back + were('C2') * plan.l2;
  const repeatPeople = back + were('C2');
  const starts = {
    firstPeople: ads + friends,
    firstBasket: ads + friends > 0 && last ? (last.sales.adFirst + last.sales.referralFirst) / (ads + friends) : plan.a1,
    repeatPeople,
    repeatOrders: repeatPeople > 0 ? repeats / repeatPeople : plan.l2,
    repeatBasket: plan.a2,
    memberPeople: members,
    memberOrders: plan.lM,
    memberBasket: plan.aM,
    fees: last?.sales.fee ?? 0,
  };
  return { starts, month: last?.month ?? 0 };
}

/** frequency × lifetime × basket of a member, as the popular formula has it; null when nobody ever leaves. */
function popularLifetime({ lM, gM, aM }: PlanParameters): number | null {
  return gM > 0 ? (lM / gM) * aM : null;
}

const FUNNEL = { reach: 100_000, fanRate: 0.1 };

/** Members out of one cohort: each rate of the same people, with the time they have. */
function MembersCard({ of }: { of: Plan }) {
  const { t } = useTranslation('simulate');
  const say = useSay();
  const numbers = useNumbers('m', FUNNEL);
  const { reach, fanRate } = numbers.values;
  const { plan } = of;
  const cohort = cohortFunnel(plan, reach, fanRate);
  const popular = reach * fanRate * plan.h * plan.pM;
  const steps = [
    { id: 'fan', name: t('formulas.members.fans'), monthly: null, leave: null, share: fanRate, people: cohort.fans },
    {
      id: 'customer',
      name: t('formulas.members.customers'),
      monthly: plan.h,
      leave: plan.gF,
      share: everMoves(plan.h, plan.gF),
      people: cohort.customers,
    },
    {
      id: 'repeat',
      name: t('formulas.members.repeat'),
      monthly: plan.p12,
      leave: plan.g1,
      share: everMoves(plan.p12, plan.g1),
      people: cohort.repeat,
    },
    {
      id: 'member',
      name: t('formulas.members.members'),
      monthly: plan.pM,
      leave: plan.g2,
      share: everMoves(plan.pM, plan.g2),
      people: cohort.members,
    },
  ];
  const narrowest = steps.slice(1).toSorted((a, b) => a.share - b.share)[0];
  return (
    <FormulaCard
      id="members"
      title={t('formulas.members.title', { reach: say.people(reach), members: say.people(cohort.members) })}
      sliders={
        <>
          <NumberSlider
            name={t('formulas.members.reach')}
            kind="number"
            unit={t('plan:units.people')}
            bounds={{ least: 0, most: 1e10 }}
            {...numbers.slider('reach')}
          />
          <NumberSlider
            name={t('formulas.members.fanRate')}
            kind="share"
            unit="%"
            bounds={{ least: 0, most: 1 }}
            {...numbers.slider('fanRate')}
          />
          <PlanLevers of={of} levers={['h', 'gF', 'p12', 'g1', 'pM', 'g2']} />
        </>
      }
      result={
        <Result
          id="members"
          name={t('formulas.members.result')}
          value={t('formulas.members.people', { count: Math.round(cohort.members), members: say.people(cohort.members) })}
          note={narrowest ? t('formulas.members.note', { step: narrowest.name, share: say.share(narrowest.share) }) : ''}
        />
      }
      picture={steps.map(({ id, name, people }) => ({ id, name, value: people, text: say.people(people), fill: `zh-stagefill-${id}` }))}
      popular={t('formulas.members.popular', { members: say.people(popular) })}
      made={{
        head: [t('formulas.step'), t('formulas.monthly'), t('formulas.leave'), t('formulas.ever'), t('formulas.people')],
        rows: steps.map(({ name, monthly, leave, share, people }) => [
          name,
          say.share(monthly),
          say.share(leave),
          say.share(share),
          say.people(people),
        ]),
      }}
    />
  );
}

const EXAMPLE = { once: 0.6 };

/** What one first buyer leaves over a whole life, and what the popular formula makes of a hundred people whose life is known. */
function LifetimeCard({ of }: { of: Plan }) {
  const { t } = useTranslation('simulate');
  const say = useSay();
  const numbers = useNumbers('e', EXAMPLE);
  const { plan } = of;
  const { ltv } = unitEconomics(plan);
  const first = plan.m * plan.a1;
  const without = (changes: Partial<PlanParameters>) => unitEconomics({ ...plan, ...changes }).ltv ?? 0;
  const fees = ltv === null ? null : ltv - without({ fee: 0 });
  const members = ltv === null ? null : without({ fee: 0 }) - without({ fee: 0, aM: 0 });
  const repeat = ltv === null || fees === null || members === null ? null : ltv - first - fees - members;
  const made = [
    { id: 'first', value: first, fill: 'zh-stagefill-customer' },
    { id: 'repeat', value: repeat, fill: 'zh-stagefill-repeat' },
    { id: 'members', value: members, fill: 'zh-stagefill-member' },
    { id: 'fees', value: fees, fill: 'zh-stagefill-partner' },
  ] as const;
  const popular = popularLifetime(plan);
  const once = Math.round(numbers.values.once * 100);
  const views = lifetimeViews([
    ...Array.from({ length: once }, () => ({ orders: 1, years: 0, spend: 100 })),
    ...Array.from({ length: 100 - once }, () => ({ orders: 5, years: 1.5, spend: 500 })),
  ]);
  return (
    <FormulaCard
      id="lifetimeSpend"
      title={t('formulas.lifetimeSpend.title', { ltv: say.amount(ltv), first: say.amount(first) })}
      sliders={<PlanLevers of={of} levers={['a1', 'a2', 'aM', 'l2', 'lM', 'fee', 'm', 'p12', 'pM', 'g2', 'gM']} />}
      result={
        <Result
          id="ltv"
          name={t('figure.ltv.name')}
          value={say.amount(ltv)}
          note={ltv === null ? t('plan:sentences.neverEnds') : t('formulas.lifetimeSpend.note')}
        />
      }
      picture={made.map(({ id, value, fill }) => ({
        id,
        name: t(`formulas.lifetimeSpend.${id}`),
        value: value ?? 0,
        text: say.amount(value),
        fill,
      }))}
      popular={
        popular === null
          ? null
          : t('formulas.lifetimeSpend.popular', {
              frequency: say.number(plan.lM * 12),
              years: say.number(1 / plan.gM / 12),
              basket: say.amount(plan.aM),
              value: say.amount(popular),
            })
      }
      made={{
        head: [t('formulas.part'), t('formulas.margin')],
        rows: made.map(({ id, value }) => [t(`formulas.lifetimeSpend.${id}`), say.amount(value)]),
      }}
      more={
        <>
          <NumberSlider
            name={t('formulas.lifetimeSpend.once')}
            kind="share"
            unit="%"
            bounds={{ least: 0, most: 1 }}
            sliderTo={1}
            {...numbers.slider('once')}
          />
          <p data-answer="views">
            {t('formulas.lifetimeSpend.views', {
              actual: say.amount(views.actual),
              popular: say.amount(views.popular),
              repeaters: say.amount(views.popularOfRepeaters),
            })}
          </p>
        </>
      }
    />
  );
}
