import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Answer, useAsk } from '../../../../../ui/app/ask.tsx';
import { useBrand, useFormat, useMay } from '../../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../../ui/app/go.tsx';
import { addDays, daysBetween } from '../../../../../ui/format/time.ts';
import { EmptyState } from '../../../../../ui/page/empty-state.tsx';
import { Page } from '../../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../../ui/page/skeleton.tsx';
import { PeriodPicker } from '../../../../../ui/period/period-picker.tsx';
import { isPast, periodFrom, type Period, type Preset } from '../../../../../ui/period/period.ts';
import { Hero } from './hero.tsx';

const Below = lazy(() => import('./below.tsx'));

/** How much came back by itself: the first page of a brand. Everything under the first figure is fetched after it. */
export function HomePage() {
  const { t } = useTranslation('analytics');
  const known = useAsk(['figures', 'equation', 'all'], (client, signal) =>
    client.figures.equation({}, { signal }),
  );
  const mayImport = useMay('import');
  return (
    <Answer of={known} wait={<HomeWait />}>
      {(all) =>
        all.dataFrom === null ? (
          <Page title={t('home.emptyTitle')}>
            <EmptyState picture="loop" title={t('home.empty')} text={t('home.emptyText')}>
              {mayImport ? (
                <Go to="import" className="zh-cta">
                  {t('home.bring')}
                </Go>
              ) : null}
            </EmptyState>
          </Page>
        ) : (
          <Loaded firstAt={all.dataFrom} lastAt={all.dataTo ?? all.dataFrom} />
        )
      }
    </Answer>
  );
}

function HomeWait() {
  return (
    <div className="zh-page">
      <Skeleton shape="figure" />
      <Skeleton shape="cards" count={3} />
    </div>
  );
}

export interface HomePeriod {
  preset: Preset | null;
  period: Period;
  before: Period;
  firstDay: string;
  lastDay: string;
}

function Loaded({ firstAt, lastAt }: { firstAt: string; lastAt: string }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const brand = useBrand();
  const [url] = useUrl();
  const data = { firstDay: format.dayOf(firstAt), lastDay: format.dayOf(lastAt) };
  const { preset, period } = periodFrom(url, format.today, data);
  const before = { from: addDays(period.from, -daysBetween(period.from, period.to)), to: period.from };
  const loop = useAsk(['figures', 'loop', period], (client, signal) =>
    client.figures.loop(period, { signal }),
  );
  const loopBefore = useAsk(['figures', 'loop', before], (client, signal) =>
    client.figures.loop(before, { signal }),
  );
  const isOld = isPast(data.lastDay, format.today);
  return (
    <Page
      title={t(preset === 'month' && !isOld ? 'home.titleMonth' : 'home.title')}
      actions={<PeriodPicker preset={preset} period={period} data={data} />}
    >
      {isOld ? (
        <p className="zh-note">{t('home.stale', { day: format.day(data.lastDay), brand: brand.name })}</p>
      ) : null}
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
