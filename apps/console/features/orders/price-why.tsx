import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../ui/app/context.tsx';
import type { MoneyJson } from '../../../../ui/format/money.ts';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import type { Order } from './order-state.tsx';

type Price = NonNullable<Order['lines'][number]['price']>;

/** What one piece costs and which price it is; opens to every price that was looked at and why it did not win. */
export function PriceWhy({ unitPrice, price }: { unitPrice: MoneyJson; price: Price }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const words = t('price.each', { price: format.money(unitPrice), kind: t(`price.kinds.${price.kind}`) });
  if (price.reasons.length === 0) return <span className="zh-soft zh-small zh-number">{words}</span>;
  return (
    <>
      <button type="button" className="zh-text-button zh-small zh-number" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {words}
      </button>
      <Dialog kind="sheet" title={t('price.title')} isOpen={isOpen} onClose={() => setOpen(false)}>
        <ul className="zh-stack">
          {price.reasons.map((reason, at) => (
            <li key={`${reason.kind}${reason.rule ?? ''}${at}`} className="zh-entry">
              <span>
                <span className="zh-strong">{t(`price.kinds.${reason.kind}`)}</span>
                {reason.name ? (
                  <>
                    {' '}
                    <bdi className="zh-soft">{reason.name}</bdi>
                  </>
                ) : null}
              </span>
              <span className="zh-number">{reason.price ? format.money(reason.price) : '–'}</span>
              <span className="zh-soft zh-small">{t(`price.why.${reason.why}`, { defaultValue: reason.why })}</span>
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  );
}
