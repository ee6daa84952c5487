import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './actuals.css';
import { presetOf, withOverrides, type Lever, type PlanOverrides } from '../../../../../rooms/planner/model/index.ts';
import type { Client } from '../../../../../sdk/index.ts';
import { useActor } from '../../../../../ui/app/actor.ts';
import { useAct } from '../../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../../ui/app/go.tsx';
import { Choice } from '../../../../../ui/page/controls.tsx';
import { Confirm } from '../../../../../ui/page/confirm.tsx';
import { EmptyState } from '../../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../../ui/table/data-table.tsx';
import { StateTag } from '../../../../../ui/tags/tags.tsx';
import { sayerOf, sayLever } from '../simulate/say.ts';
import { PlannerTabs } from '../planner-tabs.tsx';
import { useWhichDesign, type DesignHead } from '../which-design.tsx';
import { Cells } from './cells-part.tsx';
import { TrackChart } from './track-chart.tsx';
import { useBand } from './use-band.ts';

type Actuals = Awaited<ReturnType<Client['designs']['actuals']>>;
type Month = Actuals['months'][number];
type LeverNow = Actuals['levers'][number];

/** A plan the brand lives by beside what happened: the picture, the lever to work on now, the cells, the table behind it. */
export function ActualsPage() {
  const { t } = useTranslation('actuals');
  const { design, none, choice } = useWhichDesign();
  const [url] = useUrl();
  const id = design?.id ?? null;
  const costs = url['costs'] ?? '';
  const found = useAsk(['actuals', id, costs], (client, signal) => client.designs.actuals(id ?? '', costs ? { costs } : {}, { signal }), {
    isOff: id === null,
  });
  return (
    <Page title={t('title')} lead={t('lead')} tabs={<PlannerTabs here="actuals" />} actions={choice}>
      {none ?? (
        <Answer of={found} wait={<Skeleton shape="chart" />}>
          {(actuals) =>
            design === null ? null : actuals.adoption === null ? (
              <NotAdopted design={design} />
            ) : (
              <Tracked key={actuals.adoption.id} design={design} actuals={actuals} adoption={actuals.adoption} />
            )
          }
        </Answer>
      )}
    </Page>
  );
}

function NotAdopted({ design }: { design: DesignHead }) {
  const { t } = useTranslation('actuals');
  const mayWrite = useMay('planner');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <EmptyState picture="loop" title={t('none')} text={t('noneText')}>
        {mayWrite ? (
          <Button type="primary" onClick={() => setOpen(true)}>
            {t('adopt.open')}
          </Button>
        ) : null}
      </EmptyState>
      {isOpen ? <Adopt design={design} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

const MONTHS_OFFERED = 37;

/** The months a plan may begin in: the next one, this one, and three years of those that were lived. */
function monthsOffered(now: string): string[] {
  const [year = 2000, month = 1] = now.split('-').map(Number);
  return Array.from({ length: MONTHS_OFFERED }, (_, i) => {
    const number = year * 12 + month - i;
    return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
  });
}

function Adopt({ design, onClose }: { design: DesignHead; onClose: () => void }) {
  const { t } = useTranslation('actuals');
  const format = useFormat();
  const now = format.today.slice(0, 7);
  const trade = useAsk(['figures', 'daily', 'month'], (client, signal) => client.figures.daily({ grain: 'month' }, { signal }));
  // A history that came from a file may have ended years ago: its months are offered too.
  const lived = (trade.data?.data ?? []).map((row) => row.period.slice(0, 7));
  const months = [...new Set([...monthsOffered(now), ...lived])].toSorted().toReversed();
  const kept = useAsk(['scenarios', design.id], (client, signal) => client.scenarios.list(design.id, { signal }));
  const scenarios = kept.data?.data ?? [];
  const [from, setFrom] = useState<string | null>(null);
  const [scenario, setScenario] = useState('');
  const chosen = from ?? now;
  const adopt = useAct((client) => client.designs.adopt(design.id, { scenario: scenario || null, from: chosen }), onClose);
  return (
    <Confirm
      title={t('adopt.title', { name: design.name })}
      onClose={onClose}
      confirm={t('adopt.yes')}
      act={adopt}
      onConfirm={() => adopt.mutate()}
    >
      <p>{t('adopt.text')}</p>
      {scenarios.length > 0 ? (
        <Choice
          label={t('adopt.scenario')}
          isLabelShown
          value={scenario}
          options={[{ value: '', label: t('adopt.itself') }, ...scenarios.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={setScenario}
        />
      ) : null}
      <Choice
        label={t('adopt.from')}
        isLabelShown
        value={chosen}
        options={months.map((month) => ({
          value: month,
          label: month === now ? t('adopt.now', { month: format.month(month) }) : format.month(month),
        }))}
        onChange={setFrom}
      />
      <p className="zh-soft zh-small">{t(chosen < now ? 'adopt.past' : 'adopt.ahead')}</p>
    </Confirm>
  );
}

function Tracked({ design, actuals, adoption }: { design: DesignHead; actuals: Actuals; adoption: NonNullable<Actuals['adoption']> }) {
  const { t } = useTranslation('actuals');
  const format = useFormat();
  const mayWrite = useMay('planner');
  const [isAdopting, setAdopting] = useState(false);
  const plan = useMemo(
    () => withOverrides(presetOf(design.template), adoption.params as PlanOverrides),
    [design.template, adoption.params],
  );
  const band = useBand(plan, adoption);
  const money = useMemo(() => sayerOf(format, '–').short, [format]);
  const sales = useMemo(() => {
    const learnt = new Map(actuals.learnt?.months.map((one) => [one.month, one.sales]));
    return actuals.months.map(({ month, state, plan: { sales: planned }, actual }) => ({
      month,
      state,
      plan: planned,
      actual: actual?.sales ?? null,
      learnt: learnt.get(month) ?? null,
    }));
  }, [actuals.months, actuals.learnt]);
  const learn = useAct((client) => client.designs.recalibrate(design.id, {}));
  const { soFar } = actuals;
  const title =
    soFar === null
      ? t('notYet')
      : t('soFar', {
          actual: money(soFar.actual),
          plan: money(soFar.plan),
          share: format.share(soFar.plan > 0 ? soFar.actual / soFar.plan : 0),
        });
  return (
    <>
      <div className="zh-row zh-row-between">
        <p className="zh-soft">
          {t('adopted', { name: adoption.name, from: format.month(adoption.from), months: adoption.months })}
          {adoption.scenario ? ` · ${adoption.scenario}` : ''}
        </p>
        {mayWrite ? (
          <span className="zh-row">
            <Button onClick={() => setAdopting(true)}>{t('adopt.again')}</Button>
          </span>
        ) : null}
      </div>
      {isAdopting ? <Adopt design={design} onClose={() => setAdopting(false)} /> : null}
      <Section title={title} isCard>
        <TrackChart label={title} months={sales} band={band} show={money} />
        {actuals.learnt ? <Ahead learnt={actuals.learnt} months={actuals.months} money={money} /> : null}
        <Notes actuals={actuals} />
      </Section>
      <LeverPart actuals={actuals} mayWrite={mayWrite} learn={learn} />
      <Cells stages={actuals.stages} cells={actuals.cells} />
      <Months months={actuals.months} money={money} />
      <Learned actuals={actuals} />
    </>
  );
}

/** What is left of the plan as it was adopted, and by what its months have taught. */
function Ahead({
  learnt,
  months,
  money,
}: {
  learnt: NonNullable<Actuals['learnt']>;
  months: readonly Month[];
  money: (value: number) => string;
}) {
  const { t } = useTranslation('actuals');
  const format = useFormat();
  const from = learnt.months[0]?.month ?? learnt.month;
  const planned = months.filter((one) => one.month >= from).reduce((sum, one) => sum + one.plan.sales, 0);
  const sold = learnt.months.reduce((sum, one) => sum + one.sales, 0);
  return (
    <p className="zh-read">
      {t('ahead', {
        taught: format.month(learnt.month),
        from: format.month(from),
        months: learnt.months.length,
        learnt: money(sold),
        plan: money(planned),
      })}
    </p>
  );
}

function Notes({ actuals }: { actuals: Actuals }) {
  if (actuals.notes.length === 0) return null;
  return (
    <ul className="zh-soft zh-small">
      {actuals.notes.map((note) => (
        <li key={note.code}>{note.text}</li>
      ))}
    </ul>
  );
}

/** Why no lever is named: nothing was measured, nothing below plan would pay, or nothing is below it. */
function whyNone(levers: readonly LeverNow[]): 'nothingMeasured' | 'noneWorth' | 'allWell' {
  if (levers.length === 0) return 'nothingMeasured';
  return levers.some((one) => one.isBelow) ? 'noneWorth' : 'allWell';
}

function LeverPart({
  actuals,
  mayWrite,
  learn,
}: {
  actuals: Actuals;
  mayWrite: boolean;
  learn: { mutate: () => void; isPending: boolean; isSuccess: boolean; error: unknown };
}) {
  const { t } = useTranslation('actuals');
  const { lever } = actuals;
  return (
    <Section
      title={t('leverTitle')}
      note={t('leverNote')}
      actions={
        mayWrite ? (
          <Button loading={learn.isPending} onClick={() => learn.mutate()}>
            {t('learn')}
          </Button>
        ) : null
      }
    >
      <p className={lever ? 'zh-note' : 'zh-note zh-note-good'}>
        {lever ? lever.said.text : t(whyNone(actuals.levers))}{' '}
        {lever ? (
          <Go to={lever.screen} className="zh-link">
            {t('goThere')}
          </Go>
        ) : null}
      </p>
      <ErrorLine error={learn.error} />
      {learn.isSuccess ? (
        <p className="zh-soft zh-small" role="status">
          {t('learned')}
        </p>
      ) : null}
      {actuals.levers.length > 0 ? <Levers levers={actuals.levers} /> : null}
    </Section>
  );
}

/** Costs stand in the address: `p12:2000,h:500`. */
function useCosts(): [ReadonlyMap<string, string>, (lever: string, cost: string) => void] {
  const [url, change] = useUrl();
  const costs = new Map(
    (url['costs'] ?? '')
      .split(',')
      .filter(Boolean)
      .map((each) => each.split(':') as [string, string]),
  );
  return [
    costs,
    (lever, cost) => {
      const next = new Map(costs);
      if (/^\d{1,12}$/.test(cost)) next.set(lever, cost);
      else next.delete(lever);
      change({ costs: [...next].map(([name, value]) => `${name}:${value}`).join(',') });
    },
  ];
}

function Levers({ levers }: { levers: readonly LeverNow[] }) {
  const { t } = useTranslation('actuals');
  const format = useFormat();
  const [costs, setCost] = useCosts();
  const unitOf = useUnits();
  return (
    <DataTable<LeverNow>
      label={t('leverTitle')}
      rows={levers}
      rowKey={(row) => row.lever}
      isTall
      columns={[
        { id: 'lever', title: t('lever'), width: 'large', cell: (row) => t(`plan:levers.${row.lever}.name`) },
        { id: 'plan', title: t('plan'), align: 'end', cell: (row) => unitOf(row.lever, row.plan) },
        { id: 'now', title: t('now'), align: 'end', cell: (row) => unitOf(row.lever, row.now) },
        { id: 'measured', title: t('measured'), align: 'end', from: 'tablet', cell: (row) => format.share(row.measured) },
        {
          id: 'state',
          title: t('state'),
          cell: (row) => <StateTag mood={row.isBelow ? 'warning' : 'good'}>{t(row.isBelow ? 'worse' : 'asPlanned')}</StateTag>,
        },
        {
          id: 'gain',
          title: t('gain'),
          align: 'end',
          cell: (row) => (row.isBelow && row.gain > 0 ? sayerOf(format, '–').short(row.gain) : '–'),
        },
        {
          id: 'cost',
          title: t('cost'),
          align: 'end',
          from: 'tablet',
          cell: (row) =>
            row.isBelow ? (
              <input
                className="zh-input zh-number zh-track-cost"
                inputMode="numeric"
                autoComplete="off"
                aria-label={t('costOf', { lever: t(`plan:levers.${row.lever}.name`) })}
                value={costs.get(row.lever) ?? ''}
                onChange={({ target }) => setCost(row.lever, target.value.normalize('NFKC').replaceAll(/[\s,]/g, ''))}
              />
            ) : (
              '–'
            ),
        },
      ]}
    />
  );
}

/** A value of a lever in its unit. */
function useUnits(): (lever: Lever, value: number) => string {
  const format = useFormat();
  return useMemo(() => {
    const say = sayerOf(format, '–');
    return (lever, value) => sayLever(lever, value, format, say);
  }, [format]);
}

function Months({ months, money }: { months: readonly Month[]; money: (value: number) => string }) {
  const { t } = useTranslation('actuals');
  const format = useFormat();
  const rows = months.filter((one) => one.state !== 'ahead');
  const pair = (row: Month, value: (side: Month['plan']) => number | null, show: (value: number) => string, isFlow = true) => {
    const [plan, actual] = [value(row.plan), row.actual && value(row.actual)];
    return (
      <span className="zh-number">
        {actual === null ? '–' : show(actual)}
        <br />
        <span className="zh-soft zh-small">{plan === null ? '–' : show(isFlow ? plan * row.share : plan)}</span>
      </span>
    );
  };
  const people = (value: number) => format.count(Math.round(value));
  if (rows.length === 0) return null;
  return (
    <Section title={t('months')} note={t('monthsNote')}>
      <DataTable<Month>
        label={t('months')}
        rows={rows}
        rowKey={(row) => row.month}
        isTall
        columns={[
          {
            id: 'month',
            title: t('month'),
            cell: (row) => (
              <>
                <span className="zh-number">{format.month(row.month)}</span>
                {row.state === 'running' ? (
                  <>
                    <br />
                    <span className="zh-tag zh-hatched">{t('runningShare', { share: format.share(row.share) })}</span>
                  </>
                ) : null}
              </>
            ),
          },
          { id: 'sales', title: t('sales'), align: 'end', cell: (row) => pair(row, (side) => side.sales, money) },
          { id: 'firstOwn', title: t('firstOwn'), align: 'end', from: 'tablet', cell: (row) => pair(row, (side) => side.firstOwn, money) },
          {
            id: 'firstBrought',
            title: t('firstBrought'),
            align: 'end',
            from: 'tablet',
            cell: (row) => pair(row, (side) => side.firstBrought, money),
          },
          { id: 'repeat', title: t('repeat'), align: 'end', from: 'tablet', cell: (row) => pair(row, (side) => side.repeat, money) },
          { id: 'buyers', title: t('buyers'), align: 'end', from: 'desktop', cell: (row) => pair(row, (side) => side.buyers, people) },
          { id: 'newFans', title: t('newFans'), align: 'end', from: 'desktop', cell: (row) => pair(row, (side) => side.newFans, people) },
          {
            id: 'members',
            title: t('members'),
            align: 'end',
            from: 'desktop',
            cell: (row) => pair(row, (side) => side.members, people, false),
          },
          { id: 'profit', title: t('profit'), align: 'end', from: 'desktop', cell: (row) => pair(row, (side) => side.profit, money) },
          {
            id: 'loopRate',
            title: t('loopRate'),
            align: 'end',
            cell: (row) =>
              pair(
                row,
                (side) => side.loopRate,
                (value) => format.share(value),
                false,
              ),
          },
          {
            id: 'brought',
            title: t('brought'),
            align: 'end',
            from: 'desktop',
            cell: (row) =>
              pair(
                row,
                (side) => side.broughtShare,
                (value) => format.share(value),
                false,
              ),
          },
        ]}
      />
      <p className="zh-soft zh-small zh-read">{t('broughtNote')}</p>
    </Section>
  );
}

/** What each month taught: what was planned, what is known now. */
function Learned({ actuals }: { actuals: Actuals }) {
  const { t } = useTranslation('actuals');
  const actor = useActor();
  const format = useFormat();
  const unitOf = useUnits();
  if (actuals.recalibrations.length === 0) return null;
  return (
    <Section title={t('learnedTitle')} note={t('learnedNote')}>
      <ul className="zh-stack">
        {actuals.recalibrations.map((one) => (
          <li key={one.month} className="zh-card">
            <p className="zh-strong">
              {format.month(one.month)}{' '}
              <span className="zh-soft zh-small">
                {one.takenBy === 'timers'
                  ? t('byItself', { at: format.instant(one.takenAt) })
                  : t('takenBy', {
                      by: actor(one.takenBy),
                      at: format.instant(one.takenAt),
                    })}
              </span>
            </p>
            <ul className="zh-track-learned">
              {one.levers.map((lever) => (
                <li key={lever.lever}>
                  {t(`plan:levers.${lever.lever}.name`)}{' '}
                  <span className="zh-number">
                    {unitOf(lever.lever, lever.plan)} → {unitOf(lever.lever, lever.now)}
                  </span>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Section>
  );
}
