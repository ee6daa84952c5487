import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Go } from '../app/go.tsx';

export interface PageProps {
  /** the question the page answers */
  title: string;
  /** the answer in one sentence, under the question */
  lead?: ReactNode;
  /** where one came from: above the title */
  back?: { to: string; label: string };
  /** period, filters and acts: always at the end of the title's line */
  actions?: ReactNode;
  /** pages of the same area */
  tabs?: ReactNode;
  children: ReactNode;
}

let hasOpened = false;

/** A page: the question, the answer, the picture, the table behind it, what to do (DESIGN: anatomy of a console page). */
export function Page({ title, lead, back, actions, tabs, children }: PageProps) {
  const { t } = useTranslation('ui');
  useEffect(() => {
    document.title = `${title} · ${t('brandName')}`;
  }, [title, t]);
  useEffect(() => {
    // The control that led here is gone: the keyboard goes on from the top of the page. Not on the very first page.
    if (hasOpened && document.activeElement === document.body) document.getElementById('page')?.focus({ preventScroll: true });
    hasOpened = true;
  }, []);
  return (
    <article className="zh-page">
      <header className="zh-page-head">
        <div className="zh-page-title">
          {back ? (
            <Go className="zh-back" to={back.to}>
              <span aria-hidden="true">←</span> {back.label}
            </Go>
          ) : null}
          <h1>{title}</h1>
          {lead ? <div className="zh-lead">{lead}</div> : null}
        </div>
        {actions ? <div className="zh-page-actions">{actions}</div> : null}
      </header>
      {tabs}
      {children}
    </article>
  );
}

/** A part of a page with its finding as the title. */
export function Section({
  title,
  note,
  actions,
  children,
  isCard,
}: {
  title: string;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  isCard?: boolean;
}) {
  const id = useId();
  return (
    <section className={isCard ? 'zh-section zh-card' : 'zh-section'} aria-labelledby={id}>
      <div className="zh-section-head">
        <div>
          <h2 id={id}>{title}</h2>
          {note ? <p className="zh-soft">{note}</p> : null}
        </div>
        {actions ? <div className="zh-row">{actions}</div> : null}
      </div>
      {children}
    </section>
  );
}

export interface Tab {
  to: string;
  label: string;
  isHere: boolean;
}

/** Links between the pages of one area. */
export function PageTabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const row = useRef<HTMLElement>(null);
  const here = tabs.find((tab) => tab.isHere)?.to;
  useEffect(() => {
    // In a hand the row is wider than the screen: the page one is on stands in its middle, and its neighbours are seen to go on.
    const [box, tab] = [row.current, row.current?.querySelector<HTMLElement>('[aria-current]')];
    if (box && tab) box.scrollLeft = tab.offsetLeft - box.offsetLeft - (box.clientWidth - tab.offsetWidth) / 2;
  }, [here]);
  return (
    <nav ref={row} className="zh-tabs" aria-label={label}>
      {tabs.map((tab) => (
        <Go key={tab.to} to={tab.to} className="zh-tab" aria-current={tab.isHere ? 'page' : undefined}>
          {tab.label}
        </Go>
      ))}
    </nav>
  );
}
