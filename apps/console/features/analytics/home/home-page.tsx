import type { UseQueryResult } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Answer, useAsk } from '../../../../../ui/app/ask.tsx';
import { useBrand, useFormat, useMay } from '../../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../../ui/app/go.tsx';
import { addDays, daysBetween } from '../../../../../ui/format/time.ts';
import { BringFile } from '../../../../../ui/page/bring-file.tsx';
import { EmptyState } from '../../../../../ui/page/empty-state.tsx';
import { ErrorState } from '../../../../../ui/page/error-state.tsx';
import { Page } from '../../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../../ui/page/skeleton.tsx';
import { PeriodPicker } from '../../../../../ui/period/period-picker.tsx';
import { isPast, knownDays, periodFrom, type Period, type Preset } from '../../../../../ui/period/period.ts';
import type { Equation } from './equation-card.tsx';
import { FirstSteps } from './first-steps.tsx';
import { Hero } from './hero.tsx';

/** As long as a brand has fewer orders than that, it is being set up. */
const FEW = 10;

const Below = lazy(() => import('./below.tsx'));

/** How much came back by itself: the first page of a brand. Everything under the first figure is fetched after it. */
export function HomePage() {
  const mayFigures = useMay('figures');
  const arriving = useArriving();
  const known = useAsk(['figures', 'equation', 'all'], (client, signal) => client.figures.equation({}, { signal }), {
    isOff: !mayFigures,
    everyMs: (answer) => (arriving && answer?.dataFrom === null ? 1_500 : false),
  });
  if (!mayFigures) return <NoFigures />;
  if (known.data === undefined) return <Waiting of={known} />;
  if (known.data.dataFrom === null) return <NoData arriving={arriving} />;
  return <Loaded known={known.data} isArriving={arriving !== null} />;
}

interface Arriving {
  rows: number;
  share: number;
}

/** How much of the files in hand is in; null when nothing is being brought in. The bar in the frame asks the same question. */
function useArriving(): Arriving | null {
  const mayImport = useMay('import');
  const runs = useAsk(['imports', 'running'], (client, signal) => client.imports.list({ limit: 20 }, { signal }), { isOff: !mayImport });
  const all = (runs.data?.data ?? []).filter((run) => !run.dryRun);
  const live = all.filter((run) => run.state === 'running' || run.state === 'waiting');
  if (live.length === 0) return null;
  const size = all.reduce((sum, run) => sum + run.sizeBytes, 0);
  const done = all.reduce((sum, run) => sum + (run.state === 'done' ? run.sizeBytes : run.bytesDone), 0);
  return { rows: all.reduce((sum, run) => sum + run.rowsDone, 0), share: size === 0 ? 0 : done / size };
}

/** Before the first order: what will stand here, and the first step; or how far the file in hand is. */
function NoData({ arriving }: { arriving: Arriving | null }) {
  const { t } = useTranslation('analytics');
  const mayImport = useMay('import');
  const format = useFormat();
  if (arriving)
    return (
      <Page title={t('home.emptyTitle')}>
        <EmptyState picture="loop" title={t('home.arriving')} text={t('home.arrivingText')}>
          <span className="zh-arriving">
            <progress value={arriving.share} max={1} aria-label={t('home.arriving')} />
            <span className="zh-number zh-soft">
              {t('home.arrivingRows', {
                rows: format.count(arriving.rows),
                share: format.share(arriving.share, 0),
              })}
            </span>
          </span>
        </EmptyState>
      </Page>
    );
  return (
    <Page title={t('home.emptyTitle')}>
      {mayImport ? <FirstSteps /> : null}
      <EmptyState picture="loop" title={t('home.empty')} text={t('home.emptyText')}>
        <BringFile />
      </EmptyState>
    </Page>
  );
}

/** Roles that see people and orders but no figures begin with their people. */
function NoFigures() {
  const { t } = useTranslation('analytics');
  return (
    <Page title={t('home.noFigures')}>
      <EmptyState picture="people" title={t('home.noFiguresTitle')} text={t('ui:error.forbidden.safe')}>
        <Go to="people" className="zh-cta">
          {t('home.toPeople')}
        </Go>
      </EmptyState>
    </Page>
  );
}

/** Before the first answer, and when there is none: the page has its title all the same. */
function Waiting({ of }: { of: UseQueryResult<Equation> }) {
  const { t } = useTranslation('analytics');
  return (
    <Page title={t('home.emptyTitle')}>
      {of.error ? (
        <ErrorState error={of.error} onRetry={() => void of.refetch()} />
      ) : (
        <>
          <Skeleton shape="figure" />
          <Skeleton shape="cards" count={3} />
        </>
      )}
    </Page>
  );
}

export interface HomePeriod {
  preset: Preset | null;
  period: Period;
  before: Period;
  firstDay: string;
  lastDay: string;
}

function Loaded({ known, isArriving }: { known: Equation; isArriving: boolean }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const brand = useBrand();
  const mayImport = useMay('import');
  const [url] = useUrl();
  const days = knownDays(known, format.dayOf);
  const data = { firstDay: days.firstDay ?? format.today, lastDay: days.lastDay ?? format.today };
  const { preset, period } = periodFrom(url, format.today, data);
  const before = { from: addDays(period.from, -daysBetween(period.from, period.to)), to: period.from };
  const loop = useAsk(['figures', 'loop', period], (client, signal) => client.figures.loop(period, { signal }));
  const loopBefore = useAsk(['figures', 'loop', before], (client, signal) => client.figures.loop(before, { signal }));
  const isOld = isPast(data.lastDay, format.today);
  return (
    <Page
      title={t(preset === 'month' && !isOld ? 'home.titleMonth' : 'home.title')}
      actions={<PeriodPicker preset={preset} period={period} data={data} />}
    >
      {isArriving ? (
        <p className="zh-note" role="status">
          {t('home.partial')}
        </p>
      ) : null}
      {isOld ? <p className="zh-note">{t('home.stale', { day: format.day(data.lastDay), brand: brand.name })}</p> : null}
      {known.personOrders < FEW && mayImport ? <FirstSteps /> : null}
      <Answer of={loop} wait={<Skeleton shape="figure" />}>
        {(now) => <Hero now={now} before={loopBefore.data ?? null} period={period} />}
      </Answer>
      {loop.data ? (
        <Suspense fallback={<Skeleton shape="cards" count={3} />}>
          <Below loop={loop.data} when={{ preset, period, before, ...data }} />
        </Suspense>
      ) : null}
    </Page>
  );
}
