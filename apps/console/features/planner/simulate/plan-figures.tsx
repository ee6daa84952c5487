import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { everMoves, type PlanParameters, type PlanRun } from '../../../../../rooms/planner/model/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { Dialog } from '../../../../../ui/page/dialog.tsx';
import { sayGrowth, useSay } from './say.ts';

/** Figures that are read together: what the wheel seems to do, and what it does when nobody pays for ads. */
export function PlanFigures({ run, base, plan }: { run: PlanRun; base: PlanRun; plan: PlanParameters }) {
  const { t } = useTranslation('simulate');
  const format = useFormat();
  const say = useSay();
  const last = run.months.at(-1);
  const from = base.months.at(-1);
  const { summary } = run;
  const { selfSufficiency } = summary;
  const conversion = say.share(everMoves(plan.h, plan.gF));
  const kept = selfSufficiency.year3 ?? selfSufficiency.year2;
  return (
    <>
      <div className="zh-plan-twins">
        <PlanFigure id="loopRate" isHero value={say.share(last?.loopRate ?? null)} start={say.share(from?.loopRate ?? null)} />
        <PlanFigure
          id="selfSufficiency"
          isHero
          value={say.share(kept)}
          start={say.share(base.summary.selfSufficiency.year3 ?? base.summary.selfSufficiency.year2)}
          note={kept === null ? t('figure.selfSufficiency.short') : t(selfSufficiency.year3 === null ? 'figure.year2' : 'figure.year3')}
        />
        <p className="zh-plan-twins-why">
          {last?.loopRate == null || kept === null
            ? t('plan:sentences.loopRateMisleads')
            : t('figure.apart', { rho: say.share(last.loopRate), sigma: say.share(kept) })}
        </p>
      </div>
      <div className="zh-plan-figures">
        <PlanFigure
          id="profitTotal"
          value={say.amount(summary.profitTotal)}
          start={say.amount(base.summary.profitTotal)}
          formula={t('figure.profitTotal.formula', { months: run.months.length })}
        />
        <PlanFigure
          id="paybackMonth"
          value={summary.paybackMonth === null ? t('figure.never') : t('figure.month', { month: summary.paybackMonth })}
          start={base.summary.paybackMonth === null ? t('figure.never') : t('figure.month', { month: base.summary.paybackMonth })}
          note={summary.paybackMonth === null ? t('plan:sentences.neverPaysBack') : undefined}
        />
        <PlanFigure
          id="cac"
          value={say.amount(summary.cac)}
          start={say.amount(base.summary.cac)}
          note={summary.cac === null ? t('plan:sentences.nobodyBuys') : undefined}
          formula={t('figure.cac.formula', { cpf: say.amount(plan.cpf), conversion, cac: say.amount(summary.cac) })}
        />
        <PlanFigure
          id="ltv"
          value={say.amount(summary.ltv)}
          start={say.amount(base.summary.ltv)}
          note={summary.ltv === null ? t('plan:sentences.neverEnds') : undefined}
        />
        <PlanFigure id="r0" value={say.number(summary.r0)} start={say.number(base.summary.r0)} />
        <PlanFigure
          id="generationMonths"
          value={summary.generationMonths === null ? say.none : t('figure.monthsOf', { months: say.number(summary.generationMonths) })}
          start={
            base.summary.generationMonths === null ? say.none : t('figure.monthsOf', { months: say.number(base.summary.generationMonths) })
          }
        />
        <PlanFigure
          id="growthPerMonth"
          value={sayGrowth(summary.growthPerMonth, t, format, say)}
          start={sayGrowth(base.summary.growthPerMonth, t, format, say)}
          formula={
            summary.growthPerMonth === null || summary.generationMonths === null
              ? undefined
              : t('figure.growthPerMonth.formula', {
                  r0: say.number(summary.r0),
                  months: say.number(summary.generationMonths),
                  growth: format.decimal(summary.growthPerMonth, 3),
                })
          }
        />
        <PlanFigure
          id="commissionRate"
          value={say.share(last?.commissionRate ?? null)}
          start={say.share(from?.commissionRate ?? null)}
          formula={
            last
              ? t('figure.commissionRate.formula', { commission: say.amount(last.cost.commission), sales: say.amount(last.sales.total) })
              : undefined
          }
        />
        <PlanFigure
          id="staff"
          value={t('figure.staffOf', { count: last?.staff ?? 0 })}
          start={t('figure.staffOf', { count: from?.staff ?? 0 })}
        />
      </div>
      {summary.isExplosive ? (
        <p className="zh-note zh-note-warning" role="status">
          {t('plan:sentences.explodes')} {summary.assumedMarket === null ? '' : t('plan:sentences.assumedMarket')}
        </p>
      ) : null}
    </>
  );
}

type FigureId =
  | 'loopRate'
  | 'selfSufficiency'
  | 'profitTotal'
  | 'paybackMonth'
  | 'cac'
  | 'ltv'
  | 'r0'
  | 'generationMonths'
  | 'growthPerMonth'
  | 'commissionRate'
  | 'staff';

/** A figure of the plan beside what it was where the plan started; it opens to what it means and how it is made. */
function PlanFigure({
  id,
  value,
  start,
  note,
  formula,
  isHero,
}: {
  id: FigureId;
  value: string;
  start: string;
  note?: string | undefined;
  formula?: ReactNode;
  isHero?: boolean;
}) {
  const { t } = useTranslation('simulate');
  const [isOpen, setOpen] = useState(false);
  const name = t(`figure.${id}.name`);
  return (
    <div className={isHero ? 'zh-figure zh-figure-large zh-plan-figure-hero' : 'zh-figure zh-figure-plain'} data-figure={id}>
      <button type="button" className="zh-figure-button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <span className="zh-figure-name">{name}</span>
        <span className="zh-figure-value zh-number">{value}</span>
      </button>
      {note ? <span className="zh-soft zh-small">{note}</span> : null}
      {value === start ? null : <span className="zh-soft zh-small zh-number">{t('lever.start', { value: start })}</span>}
      <Dialog kind="sheet" title={name} isOpen={isOpen} onClose={() => setOpen(false)}>
        <div className="zh-sheet">
          <p className="zh-sheet-value zh-number">{value}</p>
          <section>
            <h3>{t('figures:sheet.definition')}</h3>
            <p className="zh-read">{t(`figure.${id}.definition`)}</p>
          </section>
          {formula ? (
            <section>
              <h3>{t('figures:sheet.formula')}</h3>
              <div className="zh-formula zh-number">{formula}</div>
            </section>
          ) : null}
        </div>
      </Dialog>
    </div>
  );
}
