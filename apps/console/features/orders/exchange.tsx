import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { typedMoney } from '../../../../ui/format/money.ts';
import { Choice, TextField } from '../../../../ui/page/controls.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { MoneyField } from '../../../../ui/page/money-field.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';
import type { ActProps } from './order-state.tsx';
import type { Order } from './order-state.tsx';

type Body = Parameters<Client['orders']['exchange']>[1];

/** Goods of a line come back and others go out: worth the same, or at an agreed price with the difference paid or given back. */
export function Exchange({ order, isOpen, onClose }: ActProps) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const left = (line: Order['lines'][number]) => BigInt(line.amount.amount) - BigInt(line.refunded.amount);
  const lines = order.lines.filter((line) => left(line) > 0n);
  const [chosen, setChosen] = useState('');
  const [product, setProduct] = useState<Picked | null>(null);
  const [sku, setSku] = useState('');
  const [quantity, setQuantity] = useState('1');
  const [price, setPrice] = useState('');
  const [restock, setRestock] = useState('0');
  const [reference, setReference] = useState('');
  const line = lines.find((one) => String(one.line) === chosen) ?? lines[0];
  const found = useAsk(['product', product?.id], (client, signal) => client.products.get(product?.id ?? '', { signal }), {
    isOff: product === null,
  });
  const variants = product && found.data && !found.isPlaceholderData ? found.data.variants : [];
  const exchange = useAct((client, body: Body) => client.orders.exchange(order.id, body), onClose);
  const unitPrice = typedMoney(price, format.currency);
  const pieces = Number(quantity);
  const back = line ? left(line) : 0n;
  const cost =
    unitPrice !== null && unitPrice !== 'wrong' ? BigInt(unitPrice.amount) * BigInt(Number.isInteger(pieces) ? pieces : 0) : back;
  const due = cost - back;
  const isReady =
    line !== undefined &&
    product !== null &&
    unitPrice !== 'wrong' &&
    Number.isInteger(pieces) &&
    pieces > 0 &&
    Number.isInteger(Number(restock)) &&
    Number(restock) >= 0 &&
    (variants.length < 2 || sku !== '');
  return (
    <Confirm
      title={t('exchange.title')}
      isOpen={isOpen}
      onClose={onClose}
      confirm={t('acts.exchange')}
      isReady={isReady}
      act={exchange}
      onConfirm={() => {
        if (!line || !product || unitPrice === 'wrong') return;
        exchange.mutate({
          line: line.line,
          with: { product: product.id, quantity: pieces, ...(sku ? { sku } : {}), ...(unitPrice ? { unitPrice } : {}) },
          restock: Number(restock),
          ...(due > 0n ? { payment: reference.trim() ? { externalId: reference.trim() } : {} } : {}),
        });
      }}
    >
      <p>{t('exchange.text')}</p>
      <Choice
        isLabelShown
        label={t('exchange.back')}
        value={String(line?.line ?? '')}
        options={lines.map((one) => ({
          value: String(one.line),
          label: t('lineOf', { line: one.line, product: one.product?.name ?? t('noProduct'), quantity: one.quantity ?? 1 }),
        }))}
        onChange={setChosen}
      />
      <Picker
        label={t('exchange.out')}
        kind="product"
        value={product}
        onChange={(picked) => {
          setProduct(picked);
          setSku('');
        }}
      />
      {variants.length > 1 ? (
        <Choice
          isLabelShown
          label={t('new.variant')}
          value={sku}
          options={[{ value: '', label: t('new.chooseVariant') }, ...variants.map((one) => ({ value: one.id, label: one.name }))]}
          onChange={setSku}
        />
      ) : null}
      <div className="zh-pair">
        <TextField type="number" label={t('quantity')} value={quantity} onChange={setQuantity} />
        <MoneyField label={t('exchange.price')} value={price} onChange={setPrice} hint={t('exchange.priceHint')} />
      </div>
      <TextField type="number" label={t('exchange.restock')} value={restock} onChange={setRestock} hint={t('exchange.restockHint')} />
      {due > 0n ? <TextField label={t('exchange.reference')} value={reference} onChange={setReference} /> : null}
      <p className={due === 0n ? 'zh-note zh-note-good zh-number' : 'zh-note zh-number'}>
        {due === 0n
          ? t('exchange.same')
          : due > 0n
            ? t('exchange.due', { amount: format.minor(due) })
            : t('exchange.less', { amount: format.minor(-due) })}
      </p>
    </Confirm>
  );
}
