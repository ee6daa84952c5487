import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useFormat } from '../../../../ui/app/context.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';

export type Order = Awaited<ReturnType<Client['orders']['get']>>;
export type State = Order['state'];

/** On the way of an order, in its order. */
export const states = ['unpaid', 'paid', 'shipped', 'received', 'refunded', 'cancelled'] as const satisfies readonly State[];

/** What every act on an order is given. */
export interface ActProps {
  order: Order;
  isOpen: boolean;
  onClose: () => void;
}

const settled: readonly string[] = ['paid', 'shipped', 'received'];

/** The state of an order in a word. */
export function OrderState({ state }: { state: State }) {
  const { t } = useTranslation('orders');
  return <StateTag mood={settled.includes(state) ? 'good' : state === 'unpaid' ? 'warning' : 'calm'}>{t(`states.${state}`)}</StateTag>;
}

/** Where an order stands on its way: each step with its day, the next one named. */
export function OrderWay({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const steps: { word: string; at: string | null }[] = [
    { word: 'placed', at: order.placedAt },
    ...(order.cancelledAt
      ? [{ word: 'cancelled', at: order.cancelledAt }]
      : [
          { word: 'paid', at: order.paidAt },
          ...(order.shippedAt || !order.receivedAt ? [{ word: 'shipped', at: order.shippedAt }] : []),
          { word: 'received', at: order.receivedAt },
        ]),
    ...(order.state === 'refunded' ? [{ word: 'refunded', at: null }] : []),
  ];
  const isDone = (step: { word: string; at: string | null }) => step.at !== null || step.word === 'refunded';
  const next = order.state === 'refunded' ? -1 : steps.findIndex((step) => !isDone(step));
  return (
    <ol className="zh-way" aria-label={t('way')}>
      {steps.map((step, at) => (
        <li
          key={step.word}
          className={isDone(step) ? 'zh-way-step zh-way-done' : at === next ? 'zh-way-step zh-way-next' : 'zh-way-step'}
          aria-current={at === next ? 'step' : undefined}
        >
          <span className="zh-way-dot" aria-hidden="true" />
          <span className="zh-strong">{t(`steps.${step.word}`)}</span>
          <span className="zh-soft zh-small">
            {step.at
              ? format.instant(step.at)
              : step.word === 'refunded'
                ? format.money(order.refunded)
                : t(at === next ? 'steps.next' : 'steps.later')}
          </span>
        </li>
      ))}
    </ol>
  );
}
