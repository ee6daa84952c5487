import { useTranslation } from 'react-i18next';
import { useFormat } from '../app/context.tsx';
import { Go } from '../app/go.tsx';
import type { MoneyJson } from '../format/money.ts';
import type { OriginName } from '../tokens/index.ts';

export interface SharePart {
  origin: OriginName;
  sales: MoneyJson;
  orders: number;
  /** below the brand */
  to: string;
}

/** Sales as one ribbon cut by origin, each part labelled below it. Negative parts (more refunded than sold) take no width. */
export function ShareBar({ parts, label }: { parts: readonly SharePart[]; label: string }) {
  const { t } = useTranslation('ui');
  const format = useFormat();
  const widths = parts.map((part) => Math.max(0, Number(part.sales.amount)));
  const whole = widths.reduce((sum, width) => sum + width, 0);
  const shareOf = (at: number) => (whole === 0 ? 0 : (widths[at] ?? 0) / whole);
  return (
    <figure className="zh-share" aria-label={label}>
      <div className="zh-share-bar" aria-hidden="true">
        {parts.map((part, at) =>
          shareOf(at) > 0 ? (
            <span key={part.origin} className={`zh-share-part zh-fill-${part.origin}`} style={{ flexGrow: shareOf(at) }} />
          ) : null,
        )}
      </div>
      <ul className="zh-share-list">
        {parts.map((part, at) => (
          <li key={part.origin} className={`zh-origin-${part.origin}`}>
            <Go to={part.to} className="zh-share-item">
              <span className="zh-share-name">
                <span className="zh-dot" aria-hidden="true" />
                {t(`origin.${part.origin}`)}
              </span>
              <span className="zh-number zh-share-value">{format.share(shareOf(at))}</span>
              <span className="zh-number zh-soft zh-small">{format.money(part.sales, { style: 'short' })}</span>
            </Go>
          </li>
        ))}
      </ul>
    </figure>
  );
}
