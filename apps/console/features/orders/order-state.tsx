import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { StateTag } from '../../../../ui/tags/tags.tsx';

type State = Awaited<ReturnType<Client['orders']['get']>>['state'];

const settled: readonly string[] = ['paid', 'shipped', 'received'];

/** The state of an order in a word. */
export function OrderState({ state }: { state: State }) {
  const { t } = useTranslation('orders');
  return <StateTag mood={settled.includes(state) ? 'good' : state === 'unpaid' ? 'warning' : 'calm'}>{t(`states.${state}`)}</StateTag>;
}
