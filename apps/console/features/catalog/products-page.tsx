import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go, useGo, useUrl } from '../../../../ui/app/go.tsx';
import { useSettled } from '../../../../ui/app/settled.ts';
import { BringFile } from '../../../../ui/page/bring-file.tsx';
import { Choice, TextField } from '../../../../ui/page/controls.tsx';
import { ConvertTabs } from '../../../../ui/page/convert-tabs.tsx';
import { ListPage } from '../../../../ui/page/list-page.tsx';
import { Thumb } from '../../../../ui/page/thumb.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { ladderRoles, marginShare, type LadderRole, type Product } from './ladder.ts';
import { ProductForm } from './product-form.tsx';

type RoleFilter = LadderRole | 'none';
const isRole = (text: string | undefined): text is RoleFilter => text === 'none' || ladderRoles.includes(text as LadderRole);

/** What is sold: found by step and name, with price, margin and stock. */
export function ProductsPage() {
  const { t } = useTranslation('catalog');
  const format = useFormat();
  const go = useGo();
  const mayWrite = useMay('products');
  const [url, change] = useUrl();
  const [isMaking, setMaking] = useState(false);
  const settle = useCallback((text: string) => change({ q: text }), [change]);
  const [typed, type] = useSettled(url.q ?? '', settle);
  const q = url.q ?? '';
  const filter = {
    ...(isRole(url.role) ? { ladderRole: url.role } : {}),
    ...(q.trim() === '' ? {} : { q: q.trim() }),
    ...(url.archived === 'yes' ? { archived: true } : {}),
  };
  const products = useRows<Product>(
    ['products', filter],
    (client, page, signal) => client.products.list({ ...filter, ...page }, { signal }),
    { limit: 100 },
  );
  return (
    <ListPage<Product>
      title={t('title')}
      tabs={<ConvertTabs here="products" />}
      make={mayWrite ? { label: t('make'), onMake: () => setMaking(true) } : null}
      filters={
        <>
          <div className="zh-filter-search">
            <TextField type="search" label={t('search')} placeholder={t('searchExample')} value={typed} onChange={type} />
          </div>
          <Choice<RoleFilter | ''>
            isLabelShown
            label={t('role')}
            value={isRole(url.role) ? url.role : ''}
            options={[
              { value: '', label: t('allRoles') },
              ...ladderRoles.map((role) => ({ value: role, label: t(`ui:ladder.${role}`) })),
              { value: 'none', label: t('ui:ladder.none') },
            ]}
            onChange={(role) => change({ role })}
          />
          <Choice<'' | 'yes'>
            isLabelShown
            label={t('sale')}
            value={url.archived === 'yes' ? 'yes' : ''}
            options={[
              { value: '', label: t('onSale') },
              { value: 'yes', label: t('offSale') },
            ]}
            onChange={(archived) => change({ archived })}
          />
        </>
      }
      picture="products"
      none={{ title: t('none'), text: t('noneText'), first: <BringFile /> }}
      noneFiltered={{ title: t('noneFiltered'), text: t('noneFilteredText') }}
      isFiltered={Object.keys(filter).length > 0}
      of={products}
      isTall
      rowKey={(row) => row.id}
      columns={[
        {
          id: 'name',
          title: t('name'),
          cell: (row) => (
            <span className="zh-thumbed">
              <Thumb of={row.picture} />
              <Go to={`products/${row.id}`} className="zh-link zh-cut" title={row.name}>
                <bdi>{row.name}</bdi>
              </Go>
            </span>
          ),
          width: 'large',
        },
        {
          id: 'role',
          title: t('role'),
          cell: (row) => (row.ladderRole ? t(`ui:ladder.${row.ladderRole}`) : <span className="zh-soft">{t('ui:ladder.none')}</span>),
        },
        { id: 'kind', title: t('kind'), cell: (row) => t(row.isBundle ? 'kinds.bundle' : `kinds.${row.kind}`), from: 'tablet' },
        { id: 'category', title: t('category'), cell: (row) => row.category ?? '–', width: 'medium', from: 'desktop' },
        { id: 'price', title: t('price'), cell: (row) => (row.price ? <MoneyText money={row.price} /> : '–'), align: 'end' },
        { id: 'cost', title: t('cost'), cell: (row) => (row.cost ? <MoneyText money={row.cost} /> : '–'), align: 'end', from: 'tablet' },
        {
          id: 'margin',
          title: t('margin'),
          cell: (row) => {
            const share = marginShare(row);
            if (share === null) return '–';
            return <span className={share < 0 ? 'zh-number zh-harm' : 'zh-number'}>{format.share(share, 0)}</span>;
          },
          align: 'end',
          from: 'tablet',
        },
        {
          id: 'stock',
          title: t('stock.free'),
          cell: (row) => {
            if (!row.stock) return <span className="zh-soft">{t('stock.uncounted')}</span>;
            return <span className={row.stock.free === 0 ? 'zh-number zh-harm' : 'zh-number'}>{format.count(row.stock.free)}</span>;
          },
          align: 'end',
          from: 'tablet',
        },
      ]}
    >
      {isMaking ? <ProductForm product={null} onClose={() => setMaking(false)} onSaved={(id) => go(`products/${id}`)} /> : null}
    </ListPage>
  );
}
