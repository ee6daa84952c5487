import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../sdk/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { Go } from '../../../../../ui/app/go.tsx';
import { Dialog } from '../../../../../ui/page/dialog.tsx';
import { Section } from '../../../../../ui/page/page.tsx';
import { StageTag, StateTag } from '../../../../../ui/tags/tags.tsx';
import { sayerOf } from '../simulate/say.ts';

type Actuals = Awaited<ReturnType<Client['designs']['actuals']>>;
type Cell = Actuals['cells'][number];
type Stage = Actuals['stages'][number];
type State = Cell['state'];

const ladders = ['product', 'team', 'scene', 'method'] as const;
const moods = {
  onTarget: 'good',
  below: 'harm',
  slow: 'warning',
  tooFew: 'calm',
  noTarget: 'calm',
  unknown: 'warning',
  hole: 'calm',
} as const;
const marks = { onTarget: '✓', below: '▼', slow: '◷', tooFew: '…', noTarget: '–', unknown: '?', hole: '+' } as const;
const counted: readonly State[] = ['onTarget', 'below', 'tooFew', 'noTarget', 'unknown', 'hole'];

/** The 24 cells of the map, each with its own figure beside what is wanted of it; one that is opened says why, and where it is worked on. */
export function Cells({ stages, cells }: Pick<Actuals, 'stages' | 'cells'>) {
  const { t } = useTranslation('actuals');
  const format = useFormat();
  const nameOf = useName();
  const [opened, setOpened] = useState<string | null>(null);
  if (cells.length === 0) return null;
  const open = cells.find((one) => one.cell === opened) ?? null;
  return (
    <Section title={t('cells')} note={t('cellsNote')}>
      <ul className="zh-row zh-lived-legend" aria-label={t('cellsCount')}>
        {counted.flatMap((state) => {
          const count = cells.filter((one) => one.state === state).length;
          return count === 0
            ? []
            : [
                <li key={state} className="zh-row">
                  <Mark state={state} /> <span className="zh-number">{format.count(count)}</span> {t(`cellState.${state}`)}
                </li>,
              ];
        })}
      </ul>
      <div className="zh-lived">
        <div className="zh-lived-head" aria-hidden="true">
          <span />
          {ladders.map((ladder) => (
            <span key={ladder} className="zh-strong">
              {t(`ladder.${ladder}`)}
            </span>
          ))}
        </div>
        {stages.map((stage) => (
          <section key={stage.stage} className="zh-lived-row" aria-label={t(`ui:stage.${stage.stage}`)}>
            <StageHead of={stage} />
            {ladders.map((ladder) => {
              const cell = cells.find((one) => one.cell === `${stage.stage}.${ladder}`);
              return cell ? <CellCard key={ladder} of={cell} ladder={ladder} onOpen={() => setOpened(cell.cell)} /> : null;
            })}
          </section>
        ))}
      </div>
      <Dialog kind="sheet" title={open ? nameOf(open.cell) : t('cells')} isOpen={open !== null} onClose={() => setOpened(null)}>
        {open ? <CellSheet of={open} /> : null}
      </Dialog>
    </Section>
  );
}

function Mark({ state }: { state: State }) {
  return (
    <span className={`zh-lived-mark zh-lived-${state}`} aria-hidden="true">
      {marks[state]}
    </span>
  );
}

/** What a cell is called: its stage and its ladder. */
function useName(): (cell: string) => string {
  const { t } = useTranslation('actuals');
  return (cell) => {
    const [stage = '', ladder = ''] = cell.split('.');
    return [t(`ui:stage.${stage}`), t(`ladder.${ladder}`)].join(' · ');
  };
}

/** A stage as a whole: how many move on in a month and how soon. The cells beside it are told by what is recorded under each. */
function StageHead({ of }: { of: Stage }) {
  const { t } = useTranslation('actuals');
  const format = useFormat();
  const isPartner = of.stage === 'partner';
  return (
    <div className={`zh-lived-stage zh-lived-edge-${of.stage}`}>
      <span className="zh-row">
        <StageTag stage={of.stage} />{' '}
        <span className="zh-soft zh-small">{t('peopleNow', { count: of.people, shown: format.count(of.people) })}</span>
      </span>
      <span className="zh-small">
        {of.rate === null ? t('noRate') : t(isPartner ? 'leftRate' : 'movedRate', { rate: format.share(of.rate) })}
        {of.goal === null || of.rate === null ? null : <span className="zh-soft"> {t('ofWanted', { goal: format.share(of.goal) })}</span>}
      </span>
      {of.days === null ? null : (
        <span className="zh-small zh-soft">
          {of.maxDays === null
            ? t('daysOnly', { days: format.count(Math.round(of.days)) })
            : t('days', { days: format.count(Math.round(of.days)), goal: format.count(of.maxDays) })}
        </span>
      )}
      <span>
        <StateTag mood={moods[of.state]}>{t(`cellState.${of.state}`)}</StateTag>
      </span>
    </div>
  );
}

/** A figure in its unit, and what is wanted of it. */
function useFigure() {
  const { t } = useTranslation('actuals');
  const format = useFormat();
  const show = (kind: NonNullable<Cell['figure']>['kind'], value: number): string => {
    if (kind === 'money') return sayerOf(format, '–').short(value);
    return kind === 'count' ? format.count(Math.round(value)) : format.share(value);
  };
  return (cell: Cell): { now: string; goal: string | null } | null => {
    const { figure } = cell;
    if (figure === null) return null;
    const { kind, value, goal } = figure;
    return { now: show(kind, value), goal: goal === null ? null : t(kind === 'rate' ? 'goalRate' : 'goal', { goal: show(kind, goal) }) };
  };
}

function CellCard({ of, ladder, onOpen }: { of: Cell; ladder: (typeof ladders)[number]; onOpen: () => void }) {
  const { t } = useTranslation('actuals');
  const figure = useFigure()(of);
  return (
    <button
      type="button"
      data-lived={of.cell}
      className={`zh-lived-cell zh-lived-cell-${of.state}`}
      aria-haspopup="dialog"
      onClick={onOpen}
    >
      <span className="zh-hidden">{t(`ui:stage.${of.cell.split('.')[0]}`)}</span>
      <span className="zh-row zh-row-between zh-small">
        <span className="zh-soft zh-lived-ladder">{t(`ladder.${ladder}`)}</span>
        <span className="zh-lived-state">
          <Mark state={of.state} /> {t(`cellState.${of.state}`)}
        </span>
      </span>
      {figure === null ? null : (
        <span className="zh-lived-figures">
          <span className="zh-lived-figure zh-number">{figure.now}</span> <span className="zh-soft zh-small zh-number">{figure.goal}</span>
        </span>
      )}
      <span className="zh-small zh-lived-offer">{figure === null ? of.said[0]?.text : of.offer}</span>
    </button>
  );
}

function CellSheet({ of }: { of: Cell }) {
  const { t } = useTranslation('actuals');
  const format = useFormat();
  const figure = useFigure()(of);
  const wanted = [
    of.owner === null ? null : t('ownerIs', { owner: of.owner }),
    of.targetRatePpm === null ? null : t('wantsRate', { rate: format.share(of.targetRatePpm / 1_000_000) }),
    of.maxDays === null ? null : t('wantsDays', { count: of.maxDays, days: format.count(of.maxDays) }),
  ].filter((one) => one !== null);
  return (
    <div className="zh-stack">
      <p className="zh-row">
        <StateTag mood={moods[of.state]}>{t(`cellState.${of.state}`)}</StateTag>
        {figure === null ? null : (
          <>
            <span className="zh-lived-figure zh-number">{figure.now}</span>
            <span className="zh-soft zh-number">{figure.goal}</span>
          </>
        )}
      </p>
      {of.said.map((one) => (
        <p key={one.code} className="zh-read">
          {one.text}
        </p>
      ))}
      {of.offer === null ? null : (
        <div className="zh-stack-tight">
          <span className="zh-label">{t('mapSays')}</span>
          <p className="zh-read">{of.offer}</p>
          {wanted.length > 0 ? <p className="zh-soft zh-small">{wanted.join(' · ')}</p> : null}
        </div>
      )}
      <p>
        <Go to={of.screen} className="zh-cta">
          {t(of.state === 'unknown' ? 'recordThere' : 'goThere')}
        </Go>
      </p>
    </div>
  );
}
