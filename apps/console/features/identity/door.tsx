import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../../../ui/app/context.tsx';

/** The frame of pages outside a brand: the mark, the words, and the language. */
export function DoorPage({ title, lead, children, isWide }: { title: string; lead?: string; children: ReactNode; isWide?: boolean }) {
  const { t } = useTranslation('identity');
  const { language, setLanguage } = useApp();
  const other = language === 'en' ? 'zh-CN' : 'en';
  return (
    <main className="zh-door">
      <header className="zh-row zh-row-between">
        <span className="zh-row zh-strong">
          <img src="/mark.svg" alt="" className="zh-mark" /> {t('ui:brandName')}
        </span>
        <button
          type="button"
          className="zh-text-button"
          lang={other}
          aria-label={t('shell:switchLanguage')}
          onClick={() => setLanguage(other)}
        >
          {t('shell:otherLanguage')}
        </button>
      </header>
      <div className={isWide ? 'zh-door-body zh-door-wide' : 'zh-door-body'}>
        <h1>{title}</h1>
        {lead ? <p className="zh-lead">{lead}</p> : null}
        {children}
      </div>
    </main>
  );
}
