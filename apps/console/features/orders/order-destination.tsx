import { useTranslation } from 'react-i18next';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import type { Order } from './order-state.tsx';

/** Where the goods go and what the buyer asked for; nothing stands here where nothing is sent. */
export function OrderDestination({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const found = useAsk(['order', order.id, 'destination'], (client, signal) => client.orders.destination(order.id, { signal })).data;
  if (!found || (found.address === null && found.note === null)) return null;
  const { address, note } = found;
  return (
    <Section title={t('destination.title')} isCard>
      <dl className="zh-facts">
        {address ? (
          <>
            <dt>{t('destination.to')}</dt>
            <dd>
              <bdi>{address.name}</bdi> <span className="zh-number">{address.phone}</span>
            </dd>
            <dt>{t('destination.address')}</dt>
            <dd>
              <bdi>{[address.region, address.street, address.postcode].filter(Boolean).join(' ')}</bdi>
            </dd>
          </>
        ) : null}
        {note ? (
          <>
            <dt>{t('destination.note')}</dt>
            <dd>
              <bdi>{note}</bdi>
            </dd>
          </>
        ) : null}
      </dl>
    </Section>
  );
}
