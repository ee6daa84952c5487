import { useParams } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';
import { BundleParts } from './bundle-parts.tsx';
import { marginShare, type ProductDetail } from './ladder.ts';
import { ProductForm } from './product-form.tsx';
import { ProductPictures } from './product-pictures.tsx';
import { CodePool, StockCard } from './stock-card.tsx';

/** One product: what it costs and brings, who pays what for it and why, its variants and stock. @param prices drawn by whoever knows prices */
export function ProductPage({ prices }: { prices: (product: ProductDetail) => ReactNode }) {
  const { t } = useTranslation('catalog');
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const product = useAsk(['product', id], (client, signal) => client.products.get(id, { signal }));
  const here = product.data && !product.isPlaceholderData ? product.data : null;
  return (
    <Page
      title={here?.name ?? t('product')}
      back={{ to: 'products', label: t('ui:convert.products') }}
      lead={here ? <Place product={here} /> : null}
      actions={here ? <Acts product={here} /> : null}
    >
      <Answer of={product} wait={<Skeleton shape="cards" count={3} />}>
        {(answer) => <Loaded product={answer} prices={prices} />}
      </Answer>
    </Page>
  );
}

function Place({ product }: { product: ProductDetail }) {
  const { t } = useTranslation('catalog');
  return (
    <span className="zh-row">
      {product.ladderRole ? t(`ui:ladder.${product.ladderRole}`) : t('ui:ladder.none')}
      {product.category ? <bdi> · {product.category}</bdi> : null}
      {product.archivedAt ? <StateTag mood="calm">{t('offSale')}</StateTag> : null}
    </span>
  );
}

function Loaded({ product, prices }: { product: ProductDetail; prices: (product: ProductDetail) => ReactNode }) {
  const { t } = useTranslation('catalog');
  return (
    <div className="zh-sides">
      <div className="zh-stack zh-stack-wide">
        <Early product={product} />
        <ProductPictures product={product} />
        {prices(product)}
        <BundleParts product={product} />
        {product.parts.length > 0 ? null : <StockCard product={product} />}
        {product.delivery?.kind === 'codes' ? <CodePool product={product} /> : null}
      </div>
      <Section title={t('about')} isCard>
        <Facts product={product} />
      </Section>
    </div>
  );
}

/** Not for everybody yet: who may buy it before, or that nobody can. */
function Early({ product: { earlyUntil, archivedAt } }: { product: ProductDetail }) {
  const { t } = useTranslation('catalog');
  const format = useFormat();
  const isEarly = earlyUntil !== null && Date.parse(earlyUntil) > Date.parse(format.now) && archivedAt === null;
  const matrix = useAsk(['privileges'], (client, signal) => client.privileges.list({ signal }), { isOff: !isEarly });
  if (!isEarly || !matrix.data) return null;
  const cells = matrix.data.data.find((one) => one.acts === 'earlyAccess')?.cells ?? [];
  const { tiers, cards } = matrix.data;
  const by = [...tiers, ...cards].flatMap((one) => (cells.some((cell) => cell.id === one.id) ? [one.name] : []));
  const day = format.instantDay(earlyUntil);
  return (
    <p className={by.length === 0 ? 'zh-note zh-note-warning' : 'zh-note'}>
      {by.length === 0 ? t('early.nobody', { day }) : t('early.by', { names: by.join(t('early.comma')), day })}{' '}
      <Go to="tiers" className="zh-link">
        {t('early.toPrivileges')}
      </Go>
    </p>
  );
}

function Facts({ product }: { product: ProductDetail }) {
  const { t } = useTranslation('catalog');
  const format = useFormat();
  const share = marginShare(product);
  const margin = product.price && product.cost ? BigInt(product.price.amount) - BigInt(product.cost.amount) : null;
  return (
    <>
      <dl className="zh-facts">
        <dt>{t('price')}</dt>
        <dd className="zh-number">{product.price ? format.money(product.price) : t('noPrice')}</dd>
        <dt>{t('cost')}</dt>
        <dd className="zh-number">{product.cost ? format.money(product.cost) : t('noCost')}</dd>
        <dt>{t('margin')}</dt>
        <dd className={share !== null && share < 0 ? 'zh-number zh-harm' : 'zh-number'}>
          {margin === null || share === null ? '–' : `${format.minor(margin)} · ${format.share(share, 0)}`}
        </dd>
        <dt>{t('kind')}</dt>
        <dd>{t(product.isBundle ? 'kinds.bundle' : `kinds.${product.kind}`)}</dd>
        <dt>{t('externalId')}</dt>
        <dd>{product.externalId}</dd>
        {product.earlyUntil ? (
          <>
            <dt>{t('early.open')}</dt>
            <dd>{format.instantDay(product.earlyUntil)}</dd>
          </>
        ) : null}
        <dt>{t('createdAt')}</dt>
        <dd>{format.instantDay(product.createdAt)}</dd>
        {product.delivery ? (
          <>
            <dt>{t('delivery.label')}</dt>
            <dd>{product.delivery.text ?? t('delivery.codes')}</dd>
          </>
        ) : null}
      </dl>
      {product.description ? <p className="zh-read">{product.description}</p> : null}
    </>
  );
}

function Acts({ product }: { product: ProductDetail }) {
  const { t } = useTranslation('catalog');
  const mayWrite = useMay('products');
  const [open, setOpen] = useState<'form' | 'archive' | null>(null);
  const archive = useAct(
    (client, isArchived: boolean) => client.products.update(product.id, { isArchived }),
    () => setOpen(null),
  );
  if (!mayWrite) return null;
  return (
    <>
      {product.archivedAt ? (
        <Button loading={archive.isPending} onClick={() => archive.mutate(false)}>
          {t('restore')}
        </Button>
      ) : (
        <Button onClick={() => setOpen('archive')}>{t('archive')}</Button>
      )}
      <Button type="primary" onClick={() => setOpen('form')}>
        {t('edit')}
      </Button>
      {open === 'form' ? <ProductForm product={product} onClose={() => setOpen(null)} /> : null}
      <Confirm
        title={t('archiveTitle', { name: product.name })}
        isOpen={open === 'archive'}
        onClose={() => setOpen(null)}
        back={t('form.cancel')}
        confirm={t('archiveConfirm')}
        act={archive}
        onConfirm={() => archive.mutate(true)}
      >
        <p>{t('archiveText')}</p>
      </Confirm>
    </>
  );
}
