import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsk } from '../../../ui/app/ask.tsx';
import { rolesFor, useApp, useBrand, useFormat, useMay, type Act } from '../../../ui/app/context.tsx';
import { Go, usePlace } from '../../../ui/app/go.tsx';
import { SettingUp } from '../features/analytics/home/first-steps.tsx';
import { Disclosure } from '../../../ui/page/controls.tsx';
import { client } from './client.ts';
import { SearchBox } from './search-box.tsx';

/** Navigation on the left following the loop, search on top, the page beside it. On a phone the navigation opens over the page. */
export function Frame({ children }: { children: ReactNode }) {
  const { t } = useTranslation('shell');
  const place = usePlace();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [place]);
  return (
    <div className="zh-frame">
      <a className="zh-skip" href="#page">
        {t('skip')}
      </a>
      <header className="zh-top">
        <button
          type="button"
          className="zh-button zh-button-quiet zh-top-menu"
          aria-expanded={isOpen}
          aria-controls="nav"
          onClick={() => setOpen(!isOpen)}
        >
          <span className="zh-burger" aria-hidden="true" />
          <span className="zh-hidden">{t('menu')}</span>
        </button>
        <SearchBox />
        <div className="zh-top-end">
          <RunningLink />
          <LanguageButton />
          <AccountMenu />
        </div>
      </header>
      <Navigation isOpen={isOpen} />
      <main id="page" className="zh-main" tabIndex={-1}>
        <SandboxBanner />
        <SettingUp />
        {children}
      </main>
    </div>
  );
}

const places = [
  { to: '', word: 'home', isHere: (place: string) => place === '' },
  { to: 'people', word: 'people', isHere: (place: string) => place.startsWith('people') },
  {
    to: 'orders',
    word: 'convert',
    isHere: (place: string) => /^(orders|refunds|reviews|ladder|products|prices|coupons|look)/.test(place),
  },
  { to: 'cards', word: 'back', isHere: (place: string) => /^(cards|points|desk|ceremony|outlets|tiers)/.test(place) },
  { to: 'refer', word: 'refer', act: 'seePartners', isHere: (place: string) => place.startsWith('refer') },
  { to: 'money', word: 'money', act: 'seeMoney', isHere: (place: string) => place.startsWith('money') },
  { to: 'plan', word: 'plan', act: 'seePlanner', isHere: (place: string) => place.startsWith('plan') },
  { to: 'settings', word: 'settings', isHere: (place: string) => place.startsWith('settings') },
] as const satisfies readonly { to: string; word: string; act?: Act; isHere: (place: string) => boolean }[];

function Navigation({ isOpen }: { isOpen: boolean }) {
  const { t } = useTranslation('shell');
  const place = usePlace();
  const { role } = useApp();
  const mayImport = useMay('import');
  return (
    <nav id="nav" className={isOpen ? 'zh-nav zh-nav-open' : 'zh-nav'} aria-label={t('navigation')}>
      <BrandSwitch />
      <ul className="zh-nav-list">
        {places
          .filter((one) => !('act' in one) || rolesFor(one.act).includes(role))
          .map((one) => (
            <li key={one.word}>
              <Go to={one.to} className="zh-nav-item" aria-current={one.isHere(place) ? 'page' : undefined}>
                {icons[one.word]}
                {t(`nav.${one.word}`)}
              </Go>
            </li>
          ))}
      </ul>
      {mayImport ? (
        <div className="zh-nav-foot">
          <Go to="import" className="zh-bring" aria-current={place === 'import' ? 'page' : undefined}>
            {icons.bring}
            {t('nav.bring')}
          </Go>
        </div>
      ) : null}
    </nav>
  );
}

const icon = (path: ReactNode) => (
  <svg
    className="zh-icon"
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
  >
    {path}
  </svg>
);

const icons = {
  home: icon(<path d="M4 11c3.500 0 4-6 8-6 2.600 0 4.500 2 4.500 4.600S14.600 15 12 15c-4 0-4.500-4-8-4z" />),
  people: icon(
    <>
      <circle cx="8" cy="7" r="3" />
      <path d="M2.500 16.500c.4-3 2.600-4.500 5.500-4.500s5.100 1.500 5.500 4.500M13 4.500a3 3 0 0 1 0 5.200M15 12.500c1.500.7 2.300 2 2.500 4" />
    </>,
  ),
  convert: icon(<path d="M4 6h12l-1.200 9.500a1 1 0 0 1-1 .9H6.200a1 1 0 0 1-1-.9zM7.500 8.500V6a2.500 2.500 0 0 1 5 0v2.500" />),
  back: icon(<path d="M5 9.500a5.500 5.500 0 1 1 1.600 4.800M5 4.500v5h5" />),
  refer: icon(
    <>
      <circle cx="5" cy="10" r="2.500" />
      <circle cx="15" cy="5" r="2.500" />
      <circle cx="15" cy="15" r="2.500" />
      <path d="m7.300 8.900 5.400-2.800M7.300 11.100l5.400 2.800" />
    </>,
  ),
  money: icon(
    <>
      <rect x="2.500" y="5" width="15" height="10" rx="2" />
      <circle cx="10" cy="10" r="2.200" />
      <path d="M5.500 8v4M14.500 8v4" />
    </>,
  ),
  plan: icon(<path d="M3 5.500 8 3.500l4.500 2 4.500-2v11l-4.500 2-4.500-2-5 2zM8 3.500v11M12.500 5.500v11" />),
  settings: icon(<path d="M4 6h7M15 6h1M4 14h1M9 14h7M13 4v4M7 12v4" />),
  bring: icon(<path d="M10 13V4M6.500 7.500 10 4l3.500 3.500M4 13v2.500a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1V13" />),
};

function BrandSwitch() {
  const { t } = useTranslation('shell');
  const { session } = useApp();
  const brand = useBrand();
  const label = (
    <>
      <img src="/mark.svg" alt="" className="zh-mark" />
      <bdi className="zh-cut zh-strong" title={brand.name}>
        {brand.name}
      </bdi>
    </>
  );
  if (session.brands.length < 2) return <div className="zh-brand">{label}</div>;
  return (
    <div className="zh-brand">
      <Disclosure isQuiet label={label}>
        {(close) => (
          <ul className="zh-menu" aria-label={t('brands')}>
            {session.brands.map((one) => (
              <li key={one.slug}>
                <Go
                  to={`/b/${one.slug}`}
                  className="zh-menu-item"
                  aria-current={one.slug === brand.slug ? 'true' : undefined}
                  onClick={close}
                >
                  <bdi>{one.name}</bdi>
                  {one.isSandbox ? <span className="zh-soft zh-small">{t('sandbox.short')}</span> : null}
                </Go>
              </li>
            ))}
          </ul>
        )}
      </Disclosure>
    </div>
  );
}

const ClockDialog = lazy(async () => ({ default: (await import('./clock-dialog.tsx')).ClockDialog }));

const LIVING_AGAIN_MS = 2_000;
const BEHIND_MS = 3_600_000;

/** Whether a sample brand still lives its last weeks, its clock behind this one; looks again until it does not, and then at everything anew. */
function useLivingUp(): boolean {
  const { slug, isSandbox, now } = useBrand();
  const queries = useQueryClient();
  const [isLiving, setLiving] = useState(false);
  const was = useRef(false);
  useEffect(() => {
    const isBehind = isSandbox && Date.now() - Date.parse(now) > BEHIND_MS;
    setLiving(isBehind);
    if (!isBehind) {
      if (was.current) void queries.invalidateQueries();
      was.current = false;
      return;
    }
    was.current = true;
    const again = setInterval(() => void queries.invalidateQueries({ queryKey: [slug, 'brand'] }), LIVING_AGAIN_MS);
    return () => clearInterval(again);
  }, [isSandbox, now, queries, slug]);
  return isLiving;
}

/** A sandbox brand says so on every page, with its clock and the way to move it. */
function SandboxBanner() {
  const { t } = useTranslation('shell');
  const brand = useBrand();
  const format = useFormat();
  const mayMove = useMay('clock');
  const [isOpen, setOpen] = useState(false);
  const [wasOpen, setWasOpen] = useState(false);
  const isLiving = useLivingUp();
  if (!brand.isSandbox) return null;
  return (
    <div className="zh-sandbox" role="note">
      <span>
        <strong>{t('sandbox.short')}</strong> {t(isLiving ? 'sandbox.living' : 'sandbox.text')}
      </span>
      <span className="zh-sandbox-clock">
        <span className="zh-number">{t('sandbox.clock', { at: format.instant(brand.now) })}</span>
        {mayMove && !isLiving ? (
          <button
            type="button"
            className="zh-sandbox-move"
            aria-haspopup="dialog"
            onClick={() => {
              setWasOpen(true);
              setOpen(true);
            }}
          >
            {t('sandbox.move')}
          </button>
        ) : null}
      </span>
      {wasOpen ? (
        <Suspense fallback={null}>
          <ClockDialog isOpen={isOpen} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}

/** Imports that are still running, findable from every page. When the last one ends, every figure is asked anew. */
function RunningLink() {
  const { t } = useTranslation('shell');
  const brand = useBrand();
  const queries = useQueryClient();
  const mayImport = useMay('import');
  const runs = useAsk(['imports', 'running'], (server, signal) => server.imports.list({ limit: 20 }, { signal }), {
    isOff: !mayImport,
    everyMs: (answer) => (answer?.data.some(isRunning) ? 1_500 : 30_000),
  });
  const count = runs.data?.data.filter(isRunning).length ?? 0;
  const before = useRef(count);
  useEffect(() => {
    if (before.current > 0 && count === 0) void queries.invalidateQueries({ queryKey: [brand.slug] });
    before.current = count;
  }, [count, queries, brand.slug]);
  if (count === 0) return null;
  return (
    <Go to="imports" className="zh-running">
      <span className="zh-running-dot" aria-hidden="true" />
      <span className="zh-running-words">{t('running', { count })}</span>
      <span className="zh-running-count" aria-hidden="true">
        {count}
      </span>
    </Go>
  );
}

const isRunning = (run: { state: string }) => run.state === 'running' || run.state === 'waiting' || run.state === 'stopping';

function LanguageButton() {
  const { t } = useTranslation('shell');
  const { language, setLanguage } = useApp();
  const other = language === 'en' ? 'zh-CN' : 'en';
  return (
    <Button type="text" className="zh-language" lang={other} aria-label={t('switchLanguage')} onClick={() => setLanguage(other)}>
      {t('otherLanguage')}
    </Button>
  );
}

function AccountMenu() {
  const { t } = useTranslation('shell');
  const { session, role, language, setLanguage } = useApp();
  const name = session.account?.name || t(`ui:role.${role}`);
  const signOut = async () => {
    await client.session.signOut();
    location.assign('/sign-in');
  };
  return (
    <Disclosure
      isQuiet
      align="end"
      label={
        <>
          <span className="zh-initial" aria-hidden="true">
            {[...name][0]}
          </span>
          <span className="zh-cut zh-account">{name}</span>
        </>
      }
    >
      {(close) => (
        <ul className="zh-menu">
          <li className="zh-menu-note zh-soft zh-small">
            {session.account?.email ? <span>{session.account.email} · </span> : null}
            {t(`ui:role.${role}`)}
          </li>
          <li>
            <Go to="settings/account" className="zh-menu-item" onClick={close}>
              {t('account')}
            </Go>
          </li>
          <li>
            <button
              type="button"
              className="zh-menu-item"
              lang={language === 'en' ? 'zh-CN' : 'en'}
              onClick={() => setLanguage(language === 'en' ? 'zh-CN' : 'en')}
            >
              {t('switchLanguage')}
            </button>
          </li>
          <li>
            <Go to="/welcome" className="zh-menu-item" onClick={close}>
              {t('newBrand')}
            </Go>
          </li>
          {session.isOpen ? null : (
            <li>
              <button type="button" className="zh-menu-item" onClick={() => void signOut()}>
                {t('signOut')}
              </button>
            </li>
          )}
        </ul>
      )}
    </Disclosure>
  );
}
