import { useTranslation } from 'react-i18next';
import { StateTag } from '../../../../ui/tags/tags.tsx';

/** The state of an order in a word. */
export function OrderState({ state }: { state: 'unpaid' | 'paid' | 'refunded' }) {
  const { t } = useTranslation('orders');
  return <StateTag mood={state === 'paid' ? 'good' : state === 'unpaid' ? 'warning' : 'calm'}>{t(`states.${state}`)}</StateTag>;
}
