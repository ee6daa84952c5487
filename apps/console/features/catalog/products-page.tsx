import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAsk, useRows } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { useUrl } from '../../../../ui/app/go.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { BringFile } from '../../../../ui/page/bring-file.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorState } from '../../../../ui/page/error-state.tsx';
import { Page, PageTabs } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';

type Product = Awaited<ReturnType<Client['products']['list']>>['data'][number];

/** What is sold: products as they came in files or were entered, with their place on the ladder. */
export function ProductsPage() {
  const { t } = useTranslation('catalog');
  const format = useFormat();
  const [url, change] = useUrl();
  const products = useRows<Product>(['products'], (client, page, signal) => client.products.list(page, { signal }), { limit: 100 });
  return (
    <Page
      title={t('title')}
      tabs={
        <PageTabs
          label={t('tabs')}
          tabs={[
            { to: 'orders', label: t('orders'), isHere: false },
            { to: 'products', label: t('products'), isHere: true },
          ]}
        />
      }
    >
      <RowsTable<Product>
        of={products}
        wait={8}
        none={
          <EmptyState picture="products" title={t('none')} text={t('noneText')}>
            <BringFile />
          </EmptyState>
        }
        label={t('title')}
        isTall
        rowKey={(row) => row.id}
        columns={[
          {
            id: 'name',
            title: t('name'),
            cell: (row) => (
              <button type="button" className="zh-text-button zh-link zh-cut" title={row.name} onClick={() => change({ product: row.id })}>
                <bdi>{row.name}</bdi>
              </button>
            ),
            width: 'large',
          },
          {
            id: 'role',
            title: t('role'),
            cell: (row) => (row.ladderRole ? t(`roles.${row.ladderRole}`) : <span className="zh-soft">{t('noRole')}</span>),
          },
          {
            id: 'category',
            title: t('category'),
            cell: (row) => row.category ?? '–',
            width: 'medium',
            from: 'tablet',
          },
          {
            id: 'price',
            title: t('price'),
            cell: (row) => (row.price ? <MoneyText money={row.price} /> : '–'),
            align: 'end',
          },
          {
            id: 'cost',
            title: t('cost'),
            cell: (row) => (row.cost ? <MoneyText money={row.cost} /> : '–'),
            align: 'end',
            from: 'tablet',
          },
          {
            id: 'id',
            title: t('externalId'),
            cell: (row) => row.externalId,
            width: 'medium',
            from: 'desktop',
          },
          {
            id: 'created',
            title: t('createdAt'),
            cell: (row) => format.instantDay(row.createdAt),
            from: 'desktop',
          },
        ]}
      />
      <ProductSheet id={url.product ?? null} onClose={() => change({ product: undefined })} />
    </Page>
  );
}

/** One product beside the list. */
function ProductSheet({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { t } = useTranslation('catalog');
  const format = useFormat();
  const product = useAsk(['product', id], (client, signal) => client.products.get(id ?? '', { signal }), {
    isOff: id === null,
  });
  const found = id !== null && product.data && !product.isPlaceholderData ? product.data : null;
  return (
    <Dialog kind="sheet" title={found?.name ?? t('product')} isOpen={id !== null} onClose={onClose}>
      {product.error && !found ? <ErrorState error={product.error} /> : null}
      {found ? (
        <dl className="zh-facts">
          <dt>{t('externalId')}</dt>
          <dd>{found.externalId}</dd>
          <dt>{t('role')}</dt>
          <dd>{found.ladderRole ? t(`roles.${found.ladderRole}`) : t('noRole')}</dd>
          <dt>{t('category')}</dt>
          <dd>{found.category ?? '–'}</dd>
          <dt>{t('price')}</dt>
          <dd>{found.price ? format.money(found.price) : '–'}</dd>
          <dt>{t('cost')}</dt>
          <dd>{found.cost ? format.money(found.cost) : '–'}</dd>
          <dt>{t('skus')}</dt>
          <dd>{format.count(found.skus)}</dd>
        </dl>
      ) : product.error ? null : (
        <Skeleton shape="text" count={5} />
      )}
    </Dialog>
  );
}
