import { lazy, Suspense, useEffect, type ComponentType, type LazyExoticComponent } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import type { Language } from '../../../ui/format/language.ts';
import { Go } from '../../../ui/shop/go.tsx';
import { ShopPage } from '../../../ui/shop/page.tsx';
import { useShop } from '../../../ui/shop/shop.tsx';
import { Bones, EmptyState } from '../../../ui/shop/states.tsx';
import { pages } from '../pages.ts';
import { bringWords } from '../words/topics.ts';
import { Fault, PageOutOfReach } from './fault.tsx';
import type { Line } from './line.ts';
import { tabs } from './tabs.tsx';

/** Everything of a shop: what holds for all its pages, the page, and the four places a thumb can go to. */
export function Frame() {
  const { brand, isOnline, words, language } = useShop();
  const [path] = useLocation();
  useScroll(path);
  const isRoot = tabs.some((tab) => tab.path === path);
  return (
    <div className={`zs-app ${isRoot ? 'zs-app-tabs' : ''}`}>
      {brand?.isSandbox ? <p className="zs-banner">{words.sandbox}</p> : null}
      {/* The counter is for staff and says itself what it can do without a network. */}
      {path === '/desk' ? null : (
        <p role="status" className={isOnline ? 'zh-hidden' : 'zs-banner zs-banner-warning'}>
          {isOnline ? '' : words.offline}
        </p>
      )}
      <Fault place={path}>
        <Suspense fallback={<Wait />}>
          <Switch>
            {pages.map((line) => (
              <Route key={line.path} path={line.path} component={viewOf(line, language)} />
            ))}
            <Route>
              <ShopPage title={words.error.missing.title} back="/">
                <EmptyState picture="loop" title={words.error.missing.text}>
                  <Go to="/" className="zh-go">
                    {words.toShop}
                  </Go>
                </EmptyState>
              </ShopPage>
            </Route>
          </Switch>
        </Suspense>
      </Fault>
      {isRoot ? <Tabs path={path} /> : null}
    </div>
  );
}

function Wait() {
  return (
    <main className="zs-page">
      <Bones shape="page" />
    </main>
  );
}

function Tabs({ path }: { path: string }) {
  const { words } = useShop();
  return (
    <nav className="zs-tabs" aria-label={words.tabs.label}>
      {tabs
        .filter((tab) => pages.some((line) => line.path === tab.path))
        .map((tab) => (
          <Go key={tab.name} to={tab.path} className="zs-tab" aria-current={path === tab.path ? 'page' : undefined}>
            {tab.icon}
            <span>{words.tabs[tab.name]}</span>
          </Go>
        ))}
    </nav>
  );
}

const views = new Map<Line, LazyExoticComponent<ComponentType>>();

/** The page of a line, fetched with its words; fetched in vain, it is fetched anew when it is next asked for. */
function viewOf(line: Line, language: Language): LazyExoticComponent<ComponentType> {
  const known = views.get(line);
  if (known) return known;
  const view = lazy(async () => {
    try {
      const [component] = await Promise.all([line.load(), bringWords(line.topics, language)]);
      return { default: component };
    } catch (fault) {
      views.delete(line);
      throw new PageOutOfReach(String(fault));
    }
  });
  views.set(line, view);
  return view;
}

let wentBack = false;
addEventListener('popstate', () => {
  wentBack = true;
});

/** A new page begins at its top; the way back leads to where one was. */
function useScroll(path: string): void {
  useEffect(() => {
    if (!wentBack) scrollTo(0, 0);
    wentBack = false;
  }, [path]);
}

/** Begins to fetch the page an address names, before anything is drawn. */
export function fetchAhead(path: string, language: Language): void {
  const line = pages.find((one) => one.path === path);
  if (!line) return;
  void Promise.all([line.load(), bringWords(line.topics, language)]).catch(() => {
    // The page itself says so when it is drawn.
  });
}
