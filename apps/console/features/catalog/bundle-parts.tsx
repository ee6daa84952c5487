import '../../../../ui/money.css';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../../../ui/app/act.ts';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { TextField } from '../../../../ui/page/controls.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';
import type { ProductDetail } from './ladder.ts';

/** One part of a bundle while it is chosen. */
export interface PartDraft {
  readonly key: number;
  readonly product: Picked | null;
  readonly quantity: string;
}

export const emptyPart = (key: number): PartDraft => ({ key, product: null, quantity: '1' });

/** The parts as the API takes them; null while one of them is not whole or stands twice. */
export function partsOf(drafts: readonly PartDraft[]): { product: string; quantity: number }[] | null {
  const parts = drafts.map((draft) => ({ product: draft.product?.id ?? '', quantity: Number(draft.quantity) }));
  const isWhole = parts.every((part, at) => part.product !== '' && /^[1-9]\d{0,3}$/.test(drafts[at]?.quantity ?? ''));
  return isWhole && new Set(parts.map((part) => part.product)).size === parts.length ? parts : null;
}

/** What a bundle is sold as: the page's own section, with the way to change it. */
export function BundleParts({ product }: { product: ProductDetail }) {
  const { t } = useTranslation('catalog');
  const format = useFormat();
  const mayWrite = useMay('products');
  const [isEditing, setEditing] = useState(false);
  const isBundle = product.parts.length > 0;
  // What has pieces of its own is no bundle.
  if (!isBundle && (product.variants.length > 0 || !mayWrite)) return null;
  return (
    <Section
      title={t('parts.title')}
      note={isBundle ? t('parts.note') : t('parts.none')}
      actions={mayWrite ? <Button onClick={() => setEditing(true)}>{t(isBundle ? 'parts.edit' : 'parts.make')}</Button> : null}
    >
      {isBundle ? (
        <ul className="zh-stack-tight">
          {product.parts.map((part) => (
            <li key={part.product.id} className="zh-row zh-row-between zh-line">
              <span>
                <Go to={`products/${part.product.id}`} className="zh-link">
                  <bdi>{part.product.name}</bdi>
                </Go>{' '}
                <span className="zh-soft zh-number">× {format.count(part.quantity)}</span>
              </span>
              <span className="zh-number">{part.amount ? format.money(part.amount) : '–'}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {isEditing ? <PartsDialog product={product} onClose={() => setEditing(false)} /> : null}
    </Section>
  );
}

function PartsDialog({ product, onClose }: { product: ProductDetail; onClose: () => void }) {
  const { t } = useTranslation('catalog');
  const [drafts, setDrafts] = useState<readonly PartDraft[]>(
    product.parts.length === 0
      ? [emptyPart(0)]
      : product.parts.map((part, key) => ({
          key,
          product: { id: part.product.id, title: part.product.name },
          quantity: String(part.quantity),
        })),
  );
  const parts = partsOf(drafts);
  const isEmptied = drafts.length === 0;
  const save = useAct((client) => client.products.update(product.id, { parts: parts ?? [] }), onClose);
  return (
    <Confirm
      title={t('parts.of', { name: product.name })}
      onClose={onClose}
      back={t('form.cancel')}
      confirm={t(isEmptied && product.parts.length > 0 ? 'parts.dissolve' : 'parts.save')}
      isReady={parts !== null}
      act={save}
      onConfirm={() => save.mutate()}
    >
      <div className="zh-stack zh-tall-body">
        <PartsField drafts={drafts} onChange={setDrafts} price={product.price} />
        {isEmptied ? <p className="zh-note zh-note-warning">{t('parts.emptied')}</p> : null}
        <p className="zh-soft zh-small">{t('parts.kept')}</p>
      </div>
    </Confirm>
  );
}

/** Products and pieces, and what they cost bought one by one. */
export function PartsField({
  drafts,
  onChange,
  price,
}: {
  drafts: readonly PartDraft[];
  onChange: (drafts: readonly PartDraft[]) => void;
  /** of one bundle, where it is known */
  price: { amount: string; currency: string } | null;
}) {
  const { t } = useTranslation('catalog');
  const set = (key: number, changes: Partial<PartDraft>) =>
    onChange(drafts.map((draft) => (draft.key === key ? { ...draft, ...changes } : draft)));
  return (
    <fieldset className="zh-stack">
      <legend className="zh-hidden">{t('parts.title')}</legend>
      {drafts.map((draft, at) => (
        <div key={draft.key} className="zh-part">
          <Picker
            kind="product"
            label={t('parts.product', { number: at + 1 })}
            value={draft.product}
            onChange={(product) => set(draft.key, { product })}
          />
          <TextField
            type="number"
            label={t('parts.quantity')}
            value={draft.quantity}
            onChange={(quantity) => set(draft.key, { quantity })}
          />
          <Button
            aria-label={t('parts.remove', { number: at + 1 })}
            onClick={() => onChange(drafts.filter((each) => each.key !== draft.key))}
          >
            <span aria-hidden="true">✕</span>
          </Button>
        </div>
      ))}
      <div>
        <Button onClick={() => onChange([...drafts, emptyPart(Math.max(-1, ...drafts.map((draft) => draft.key)) + 1)])}>
          {t('parts.add')}
        </Button>
      </div>
      <OneByOne parts={partsOf(drafts)} price={price} />
    </fieldset>
  );
}

/** What the parts cost without the bundle, and what is saved by it. */
function OneByOne({
  parts,
  price,
}: {
  parts: { product: string; quantity: number }[] | null;
  price: { amount: string; currency: string } | null;
}) {
  const { t } = useTranslation('catalog');
  const format = useFormat();
  const ids = (parts ?? []).map((part) => part.product);
  const found = useAsk(['parts', ...ids], (client, signal) => Promise.all(ids.map((id) => client.products.get(id, { signal }))), {
    isOff: ids.length === 0,
  });
  if (!parts || parts.length === 0 || !found.data || found.isPlaceholderData) return null;
  const prices = parts.map((part) => ({ ...part, price: found.data.find((one) => one.id === part.product)?.price ?? null }));
  if (prices.some((part) => part.price === null)) return <p className="zh-soft">{t('parts.unpriced')}</p>;
  const sum = prices.reduce((total, part) => total + BigInt(part.price?.amount ?? 0) * BigInt(part.quantity), 0n);
  const saved = price ? sum - BigInt(price.amount) : null;
  return (
    <p className={saved !== null && saved < 0n ? 'zh-note zh-note-warning zh-number' : 'zh-note zh-number'}>
      {saved === null || !price
        ? t('parts.sum', { sum: format.minor(sum) })
        : t(saved < 0n ? 'parts.dearer' : 'parts.saved', {
            sum: format.minor(sum),
            price: format.money(price),
            saved: format.minor(saved < 0n ? -saved : saved),
          })}
    </p>
  );
}
