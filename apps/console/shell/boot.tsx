import { useQuery } from '@tanstack/react-query';
import { Outlet, useRouter, useRouterState, type ErrorComponentProps } from '@tanstack/react-router';
import { ConfigProvider } from 'antd';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { AppProvider, useApp, type App } from '../../../ui/app/context.tsx';
import { Go } from '../../../ui/app/go.tsx';
import { speak } from '../../../ui/app/words.ts';
import type { Language } from '../../../ui/format/language.ts';
import { EmptyState } from '../../../ui/page/empty-state.tsx';
import { ErrorState, isMissing } from '../../../ui/page/error-state.tsx';
import { Page } from '../../../ui/page/page.tsx';
import { Skeleton } from '../../../ui/page/skeleton.tsx';
import { antdTheme } from '../../../ui/tokens/antd-theme.ts';
import { loadWords } from '../words/load.ts';
import { brandInAddress, client, keepBrand, lastBrand, speakFor } from './client.ts';
import { Frame } from './frame.tsx';
import { keepLanguage } from './language.ts';

/** Asks who is here and for which brand, then shows the page. Every screen stands below it. */
export function Boot() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const slug = brandInAddress(path);
  speakFor(slug);
  const session = useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => client.session.get({ signal }),
  });
  const brand = useQuery({
    queryKey: [slug, 'brand'],
    queryFn: ({ signal }) => client.brand.get({ signal }),
    enabled: slug !== null && session.data?.signedIn === true,
  });
  const { i18n } = useTranslation();
  const language = i18n.language as Language;
  const app = useMemo<App | null>(
    () =>
      session.data
        ? {
            client,
            session: session.data,
            brand: slug ? (brand.data ?? null) : null,
            role: session.data.brands.find((one) => one.slug === slug)?.role ?? 'readonly',
            language,
            setLanguage: (next) => {
              keepLanguage(next);
              void speak(next, loadWords);
            },
          }
        : null,
    [session.data, brand.data, slug, language],
  );
  return (
    <ConfigProvider theme={antdTheme} button={{ autoInsertSpace: false, loadingIcon: turning }} wave={{ disabled: true }}>
      {app === null ? (
        <main className="zh-page">
          {session.error ? <ErrorState error={session.error} onRetry={() => void session.refetch()} /> : <PageWait />}
        </main>
      ) : (
        <AppProvider app={app}>
          <Door path={path}>
            {slug && !brand.data && app.session.signedIn ? (
              <BrandWait error={brand.error} onRetry={() => void brand.refetch()} />
            ) : (
              <Outlet />
            )}
          </Door>
        </AppProvider>
      )}
    </ConfigProvider>
  );
}

// The library's own sign waits for the end of a movement before it goes, and stays for ever where movement is turned off; and it is read out
// as part of the button's name.
const turning = <span className="zh-turning" aria-hidden="true" />;

const openPaths = ['/sign-in', '/set-up'];

/** Sends those who may not come in to the door that lets them in. */
function Door({ path, children }: { path: string; children: React.ReactNode }) {
  const { session } = useApp();
  const router = useRouter();
  const isAtDoor = openPaths.includes(path);
  const door = session.signedIn || isAtDoor ? null : session.needsSetup ? '/set-up' : '/sign-in';
  useEffect(() => {
    if (!door) return;
    const back = door === '/sign-in' && path !== '/' ? `?back=${encodeURIComponent(path + location.search)}` : '';
    router.history.replace(door + back);
  }, [door, path, router]);
  return door ? <PageWait /> : <>{children}</>;
}

function BrandWait({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  if (isMissing(error)) return <NoBrand />;
  return <main className="zh-page">{error ? <ErrorState error={error} onRetry={onRetry} /> : <PageWait />}</main>;
}

/** `/`: on to the brand last looked at, or to the welcome when there is none. */
export function Start() {
  const { session } = useApp();
  const router = useRouter();
  useEffect(() => {
    const known = session.brands.find((brand) => brand.slug === lastBrand()) ?? session.brands[0];
    router.history.replace(known ? `/b/${known.slug}` : '/welcome');
  }, [session.brands, router]);
  return <PageWait />;
}

/** Everything of one brand: navigation, search, and the page. */
export function BrandFrame() {
  const { brand } = useApp();
  useEffect(() => {
    if (brand) keepBrand(brand.slug);
  }, [brand]);
  // On the way to the sign-in page the brand is already gone while this page still stands.
  if (!brand) return <PageWait />;
  return (
    <Frame>
      <Outlet />
    </Frame>
  );
}

export function PageWait() {
  return (
    <div className="zh-page">
      <Skeleton shape="text" count={2} />
      <Skeleton shape="cards" count={3} />
    </div>
  );
}

/** A page that failed while being drawn or fetched: the rest of the console stays usable. */
export function PageFault({ error, reset }: ErrorComponentProps) {
  return (
    <div className="zh-page">
      <ErrorState error={error} onRetry={reset} />
    </div>
  );
}

/** An address that leads nowhere, outside any brand. */
export function NotFound() {
  const { t } = useTranslation('shell');
  return <Nowhere title={t('notFound.title')} text={t('notFound.text')} />;
}

/** A brand that is not there, or not for whoever is signed in. */
function NoBrand() {
  const { t } = useTranslation('shell');
  return <Nowhere title={t('notFound.brand')} text={t('notFound.brandText')} />;
}

function Nowhere({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation('shell');
  return (
    <main className="zh-page">
      <h1>{title}</h1>
      <EmptyState picture="loop" title={text}>
        <Go to="/">{t('notFound.home')}</Go>
      </EmptyState>
    </main>
  );
}

/** An address of a brand that leads nowhere: the navigation stays. */
export function NotFoundInside() {
  const { t } = useTranslation('shell');
  return (
    <Page title={t('notFound.title')}>
      <EmptyState picture="loop" title={t('notFound.text')}>
        <Go to="">{t('notFound.home')}</Go>
      </EmptyState>
    </Page>
  );
}
