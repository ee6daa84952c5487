import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';
import { OrderState, type Order } from './order-state.tsx';

/** The instalments of an agreement: what is due next, what is late, and the order each of them is. */
export function OrderAgreement({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const { agreement } = order;
  if (!agreement) return null;
  const { next } = agreement;
  return (
    <Section title={t('agreement.title')} isCard>
      <div className="zh-stack">
        <p className={next?.isOverdue ? 'zh-note zh-note-warning zh-number' : 'zh-note zh-number'}>
          {next
            ? t(next.isOverdue ? 'agreement.late' : 'agreement.next', {
                number: next.number,
                amount: format.money(next.amount),
                day: format.instantDay(next.dueAt),
              })
            : t('agreement.done')}
        </p>
        <ol className="zh-stack-tight">
          {agreement.instalments.map((part) => (
            <li key={part.order} className="zh-entry">
              <span className="zh-row zh-row-tight">
                {part.order === order.id ? (
                  <span className="zh-strong">{t('agreement.part', { number: part.number })}</span>
                ) : (
                  <Go to={`orders/${part.order}`} className="zh-link">
                    {t('agreement.part', { number: part.number })}
                  </Go>
                )}
                <span className="zh-soft zh-small">{t('agreement.due', { day: format.instantDay(part.dueAt) })}</span>
                {part.isOverdue ? <StateTag mood="harm">{t('agreement.overdue')}</StateTag> : <OrderState state={part.state} />}
              </span>
              <span className="zh-number">{format.money(part.amount)}</span>
            </li>
          ))}
        </ol>
        <p className="zh-soft zh-number">
          {t('agreement.sum', { paid: format.money(agreement.paid), total: format.money(agreement.total) })}
        </p>
      </div>
    </Section>
  );
}
