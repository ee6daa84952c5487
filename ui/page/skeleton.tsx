import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Grey shapes where something will stand. After 300 ms a sentence says what is awaited. */
export function Skeleton({ shape, count = 6 }: { shape: 'rows' | 'figure' | 'chart' | 'cards' | 'text'; count?: number }) {
  const { t } = useTranslation('ui');
  const isLong = useAfter(300);
  return (
    <div className={`zh-skeleton zh-skeleton-${shape}`} aria-busy="true">
      {Array.from({ length: shape === 'figure' || shape === 'chart' ? 1 : count }, (_, at) => (
        <span key={at} className="zh-bone" />
      ))}
      <span className={isLong ? 'zh-soft zh-skeleton-words' : 'zh-hidden'} role="status">
        {t('loading')}
      </span>
    </div>
  );
}

function useAfter(ms: number): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return isOver;
}
