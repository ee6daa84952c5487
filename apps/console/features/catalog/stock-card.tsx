import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../../../ui/app/act.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Choice, LongField, TextField } from '../../../../ui/page/controls.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { MoneyField, typedMoney } from '../../../../ui/page/money-field.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import type { ProductDetail } from './ladder.ts';

type Variant = ProductDetail['variants'][number];
type Change = {
  id: string;
  sku: { name: string };
  quantity: number;
  reason: string;
  note: string | null;
  by: string;
  at: string;
};
const ways = ['received', 'counted', 'returned', 'damaged', 'other'] as const;
type Way = (typeof ways)[number];

/** Variants with what is free, kept and sold of each, and why the numbers changed. */
export function StockCard({ product }: { product: ProductDetail }) {
  const { t } = useTranslation('catalog');
  const format = useFormat();
  const mayWrite = useMay('products');
  const [changing, setChanging] = useState<Variant | null>(null);
  const [isAdding, setAdding] = useState(false);
  const [isHistory, setHistory] = useState(false);
  const count = (pieces: number | undefined) => (pieces === undefined ? '–' : <span className="zh-number">{format.count(pieces)}</span>);
  return (
    <Section
      title={t('stock.title')}
      note={product.variants.length === 0 ? t('stock.noneText') : t('stock.note')}
      actions={
        <>
          {product.variants.length > 0 ? <Button onClick={() => setHistory(true)}>{t('stock.history')}</Button> : null}
          {mayWrite ? <Button onClick={() => setAdding(true)}>{t('stock.addSku')}</Button> : null}
        </>
      }
    >
      {product.variants.length > 0 ? (
        <DataTable<Variant>
          label={t('stock.title')}
          rows={product.variants}
          rowKey={(row) => row.id}
          columns={[
            { id: 'name', title: t('stock.sku'), cell: (row) => <bdi title={row.externalId}>{row.name}</bdi>, width: 'medium' },
            {
              id: 'price',
              title: t('price'),
              cell: (row) =>
                row.price ? (
                  <span className="zh-number">{format.money(row.price)}</span>
                ) : (
                  <span className="zh-soft">{t('stock.asProduct')}</span>
                ),
              align: 'end',
              from: 'tablet',
            },
            {
              id: 'free',
              title: t('stock.free'),
              cell: (row) => (row.stock ? count(row.stock.free) : <span className="zh-soft">{t('stock.uncounted')}</span>),
              align: 'end',
            },
            { id: 'reserved', title: t('stock.reserved'), cell: (row) => count(row.stock?.reserved), align: 'end' },
            { id: 'sold', title: t('stock.sold'), cell: (row) => count(row.stock?.sold), align: 'end' },
            ...(mayWrite
              ? [
                  {
                    id: 'act',
                    title: t('act'),
                    cell: (row: Variant) => (
                      <Button size="small" onClick={() => setChanging(row)}>
                        {t('stock.change')}
                      </Button>
                    ),
                    align: 'end' as const,
                  },
                ]
              : []),
          ]}
        />
      ) : null}
      {changing ? <ChangeStock variant={changing} onClose={() => setChanging(null)} /> : null}
      {isAdding ? <AddSku product={product} onClose={() => setAdding(false)} /> : null}
      <Dialog kind="sheet" title={t('stock.history')} isOpen={isHistory} onClose={() => setHistory(false)}>
        <History product={product} />
      </Dialog>
    </Section>
  );
}

function ChangeStock({ variant, onClose }: { variant: Variant; onClose: () => void }) {
  const { t } = useTranslation('catalog');
  const format = useFormat();
  const [way, setWay] = useState<Way>(variant.stock ? 'received' : 'counted');
  const [pieces, setPieces] = useState('');
  const [note, setNote] = useState('');
  const number = /^\d{1,9}$/.test(pieces) ? Number(pieces) : null;
  const free = variant.stock?.free ?? 0;
  const change = number === null ? null : way === 'counted' ? number - free : way === 'damaged' ? -number : number;
  const save = useAct(async (client) => {
    const about = note.trim() === '' ? {} : { note: note.trim() };
    if (number === null) return null;
    return await client.skus.changeStock(
      variant.id,
      way === 'counted' ? { counted: number, ...about } : { change: change ?? 0, reason: way, ...about },
    );
  }, onClose);
  return (
    <Confirm
      title={t('stock.changeTitle', { name: variant.name })}
      onClose={onClose}
      back={t('form.cancel')}
      confirm={t('stock.confirm')}
      isReady={number !== null}
      act={save}
      onConfirm={() => save.mutate()}
    >
      <div className="zh-pair">
        <Choice<Way>
          isLabelShown
          label={t('stock.reason')}
          value={way}
          options={ways.map((one) => ({ value: one, label: t(`stock.ways.${one}`) }))}
          onChange={setWay}
        />
        <TextField
          type="number"
          label={t(way === 'counted' ? 'stock.counted' : 'stock.pieces')}
          value={pieces}
          onChange={setPieces}
          isRequired
        />
      </div>
      <TextField label={t('stock.noteField')} value={note} onChange={setNote} />
      {change === null ? null : (
        <p className={free + change < 0 ? 'zh-note zh-note-warning' : 'zh-note'}>
          {t('stock.preview', { from: format.count(free), to: format.count(free + change) })}
        </p>
      )}
    </Confirm>
  );
}

function AddSku({ product, onClose }: { product: ProductDetail; onClose: () => void }) {
  const { t } = useTranslation('catalog');
  const { currency } = useFormat();
  const [name, setName] = useState('');
  const [price, setPrice] = useState('');
  const [stock, setStock] = useState('');
  const typed = typedMoney(price, currency);
  const isWrong = name.trim() === '' || typed === 'wrong' || (stock !== '' && !/^\d{1,9}$/.test(stock));
  const save = useAct(
    (client) =>
      client.products.addSku(product.id, {
        externalId: `${product.externalId}-${name.trim()}`,
        name: name.trim(),
        ...(typed === null || typed === 'wrong' ? {} : { price: typed }),
        ...(stock === '' ? {} : { stock: Number(stock) }),
      }),
    onClose,
  );
  return (
    <Dialog title={t('stock.addSku')} isOpen onClose={onClose}>
      <form
        className="zh-stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isWrong) save.mutate();
        }}
      >
        <TextField label={t('stock.skuName')} value={name} onChange={setName} placeholder={t('stock.skuExample')} isRequired />
        <div className="zh-pair">
          <MoneyField label={t('price')} value={price} onChange={setPrice} hint={t('stock.priceHint')} />
          <TextField type="number" label={t('form.stock')} value={stock} onChange={setStock} hint={t('form.stockHint')} />
        </div>
        <ErrorLine error={save.error} />
        <div>
          <Button type="primary" htmlType="submit" disabled={isWrong} loading={save.isPending}>
            {t('stock.addSku')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function History({ product }: { product: ProductDetail }) {
  const { t } = useTranslation('catalog');
  const format = useFormat();
  const changes = useRows<Change>(['product', product.id, 'stock'], (client, page, signal) =>
    client.products.stockChanges(product.id, page, { signal }),
  );
  return (
    <RowsTable<Change>
      of={changes}
      none={<p className="zh-soft">{t('stock.noHistory')}</p>}
      label={t('stock.history')}
      rowKey={(row) => row.id}
      columns={[
        { id: 'at', title: t('stock.at'), cell: (row) => format.instant(row.at) },
        { id: 'why', title: t('stock.reason'), cell: (row) => <span title={row.note ?? undefined}>{t(`stock.ways.${row.reason}`)}</span> },
        {
          id: 'quantity',
          title: t('stock.pieces'),
          cell: (row) => (
            <span className="zh-number">{row.quantity > 0 ? `+${format.count(row.quantity)}` : format.count(row.quantity)}</span>
          ),
          align: 'end',
        },
        { id: 'by', title: t('stock.by'), cell: (row) => <bdi>{row.by}</bdi>, from: 'tablet' },
      ]}
    />
  );
}

/** The codes a virtual product hands out: how many are left, and where more are put in. */
export function CodePool({ product }: { product: ProductDetail }) {
  const { t } = useTranslation('catalog');
  const format = useFormat();
  const mayWrite = useMay('products');
  const [text, setText] = useState('');
  const codes = text.split(/\s+/).filter((code) => code !== '');
  const add = useAct(
    (client) => client.products.addCodes(product.id, { codes }),
    () => setText(''),
  );
  const pool = product.delivery?.codes;
  return (
    <Section title={t('codes.title')} note={t('codes.note')}>
      <p className={pool?.free === 0 ? 'zh-harm' : undefined}>
        {t('codes.left', { free: format.count(pool?.free ?? 0), issued: format.count(pool?.issued ?? 0) })}
      </p>
      {mayWrite ? (
        <form
          className="zh-stack zh-form"
          onSubmit={(event) => {
            event.preventDefault();
            add.mutate();
          }}
        >
          <LongField label={t('codes.paste')} value={text} onChange={setText} />
          {add.data && text === '' ? (
            <p className="zh-note zh-note-good" role="status">
              {t('codes.added', { added: format.count(add.data.added), known: format.count(add.data.known) })}
            </p>
          ) : null}
          <ErrorLine error={add.error} />
          <div>
            <Button type="primary" htmlType="submit" disabled={codes.length === 0 || codes.length > 5000} loading={add.isPending}>
              {t('codes.add', { count: codes.length })}
            </Button>
          </div>
        </form>
      ) : null}
    </Section>
  );
}
