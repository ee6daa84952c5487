import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { BringFile } from '../../../../ui/page/bring-file.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { Assumptions } from './assumptions.tsx';
import { Groups } from './groups.tsx';
import { isOld } from './old.ts';
import { Invite } from './invite.tsx';
import { said } from './said.ts';
import { Trial } from './trial.tsx';
import { Pictures } from './pictures.tsx';
import { ValueSection } from './value.tsx';

export type Prediction = Awaited<ReturnType<Client['figures']['prediction']>>;

/** What the brand can expect: how far to trust it first, then the weeks to come, who brings what, and whom to invite next. */
export function PredictPage({ tabs }: { tabs?: ReactNode }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const prediction = useAsk(['figures', 'prediction'], (client, signal) => client.figures.prediction({}, { signal }));
  const all = useAsk(['figures', 'prediction', 'segments', 'stage'], (client, signal) =>
    client.figures.predictionSegments({ by: 'stage' }, { signal }),
  );
  const known = all.data?.all;
  const [value] = known?.lifetimeValue ?? [];
  const lead =
    known && known.people > 0 && known.expectedOrders > 0
      ? t(all.data?.spendReason === 'nothingSpent' || !value ? 'leadFree' : 'lead', {
          people: format.count(known.people),
          weeks: all.data?.horizon,
          orders: said(format, known.expectedOrders),
          sales: format.money(known.expectedValue, { style: 'short' }),
          value: value ? format.money(value.value, { style: 'short' }) : '',
        })
      : null;
  return (
    <Page title={t('title')} lead={lead} tabs={tabs} actions={<Anew madeAt={prediction.data?.madeAt ?? null} />}>
      <Answer of={prediction} wait={<Skeleton shape="cards" count={2} />}>
        {(told) =>
          told.dataTo === null || told.forecast.customers === 0 ? (
            <EmptyState picture="loop" title={t('none')} text={t('noneText')}>
              <BringFile />
            </EmptyState>
          ) : (
            <>
              <Trust told={told} />
              {told.value === null || told.forecast.spendReason === 'nothingSpent' ? null : <ValueSection value={told.value} />}
              {told.forecast.repeaters === 0 ? null : <Pictures told={told} />}
              {told.forecast.method === 'none' ? null : <Groups />}
              <Invite />
              <div className="zh-halves">
                <Assumptions told={told} />
                <Trial />
              </div>
            </>
          )
        }
      </Answer>
    </Page>
  );
}

/** When it was worked out, and working it out anew. */
function Anew({ madeAt }: { madeAt: string | null }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const may = useMay('planner');
  const anew = useAct((client) => client.figures.predictAnew({}));
  if (madeAt === null) return null;
  return (
    <div className="zh-row">
      <span className="zh-soft zh-small">{t('madeAt', { at: format.instant(madeAt) })}</span>
      {may ? (
        <Button onClick={() => anew.mutate()} loading={anew.isPending}>
          {t('anew')}
        </Button>
      ) : null}
      {anew.error ? <ErrorLine error={anew.error} /> : null}
    </div>
  );
}

/** How far to trust it, in one sentence; where it cannot be trusted, why, with the numbers, and what is done instead. */
function Trust({ told }: { told: Prediction }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const { status, reason, method, repeaters, days } = told.forecast;
  const { predicted, actual } = told.backTest;
  const off = predicted === null || predicted <= 0 ? null : actual / predicted - 1;
  const tested =
    off === null || told.calibrationEnd === null
      ? t('trust.untested')
      : actual === 0 && (predicted ?? 0) < 0.5
        ? t('trust.nobody', { day: format.day(told.calibrationEnd), weeks: told.backTest.weeks.length })
        : t(Math.abs(off) < 0.05 ? 'trust.near' : off > 0 ? 'trust.more' : 'trust.fewer', {
            day: format.day(told.calibrationEnd),
            weeks: told.backTest.weeks.length,
            predicted: said(format, predicted ?? 0),
            actual: format.count(actual),
            off: format.share(Math.abs(off), 0),
          });
  const { dataTo } = told;
  const old =
    dataTo !== null && isOld(dataTo, format.today) ? (
      <p className="zh-note zh-read">{t('trust.old', { day: format.day(dataTo) })}</p>
    ) : null;
  if (status === 'ok') {
    return (
      <Section title={t('trust.ok')}>
        <p className="zh-read">{tested}</p>
        {old}
      </Section>
    );
  }
  return (
    <Section title={t(reason === 'nobodyLeaves' ? 'trust.nobodyLeaves' : `trust.${status}`)}>
      <div className="zh-note zh-note-warning zh-read">
        <p>
          {t(reason === 'tooFewRepeaters' && repeaters === 0 ? 'reason.nobodyBack' : `reason.${reason ?? 'noPeak'}`, {
            repeaters: format.count(repeaters),
            needed: format.count(told.asks.repeaters),
            days: format.days(days),
            neededDays: format.days(told.asks.days),
          })}
        </p>
        <p>{t(`instead.${method}`)}</p>
      </div>
      {method === 'none' ? null : <p className="zh-read">{tested}</p>}
      {old}
    </Section>
  );
}
