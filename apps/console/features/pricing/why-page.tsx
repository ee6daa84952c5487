import '../../../../ui/money.css';
import { useTranslation } from 'react-i18next';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { personName } from '../../../../ui/format/name.ts';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Picker } from '../../../../ui/page/picker.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { WhyQuestion, type Asked } from './why-price.tsx';

/** "Why this price?" of any product: the whole question stands in the address, so the answer can be sent to somebody. */
export function WhyPage() {
  const { t } = useTranslation('pricing');
  const [url, change] = useUrl();
  const { product: productId = '', person: personId = '' } = url;
  const product = useAsk(['product', productId], (client, signal) => client.products.get(productId, { signal }), {
    isOff: productId === '',
  });
  const person = useAsk(['person', personId], (client, signal) => client.people.get(personId, { signal }), { isOff: personId === '' });
  const chosen = productId !== '' && product.data && !product.isPlaceholderData ? product.data : null;
  const buyer = personId === '' ? null : { id: personId, title: person.data?.id === personId ? personName(person.data) : '…' };
  const asked: Asked = { person: buyer, pieces: url.pieces ?? '1', coupon: url.coupon ?? '', sku: url.sku ?? '' };
  const ask = ({ person: who, ...others }: Partial<Asked>) => change({ ...others, ...(who === undefined ? {} : { person: who?.id }) });
  return (
    <Page title={t('why.page')} lead={t('why.pageLead')} back={{ to: 'prices', label: t('ui:convert.prices') }}>
      <div className="zh-narrow">
        <Section title={t('why.title')} isCard>
          <Picker
            kind="product"
            label={t('why.product')}
            value={chosen ? { id: chosen.id, title: chosen.name } : null}
            onChange={(next) => change({ product: next?.id, sku: undefined })}
          />
          {productId === '' ? (
            <EmptyState picture="products" title={t('why.choose')} />
          ) : (
            <Answer of={product} wait={<Skeleton shape="text" count={4} />}>
              {(answer) => (
                <>
                  <WhyQuestion product={answer} asked={asked} onChange={ask} />
                  <p>
                    <Go to={`products/${answer.id}`}>{t('why.toProduct')}</Go>
                  </p>
                </>
              )}
            </Answer>
          )}
        </Section>
      </div>
    </Page>
  );
}
