import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { useGo, useUrl } from '../../../../ui/app/go.tsx';
import { CheckField, Choice, TextField } from '../../../../ui/page/controls.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { typedMoney } from '../../../../ui/format/money.ts';
import { MoneyField } from '../../../../ui/page/money-field.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { Earners } from './earners.tsx';
import { PriceWhy } from './price-why.tsx';
import { scenes } from './scenes.ts';

type Placed = Awaited<ReturnType<Client['orders']['place']>>;
type Body = Parameters<Client['orders']['place']>[0];

interface Draft {
  key: number;
  product: Picked | null;
  sku: string;
  quantity: string;
  agreed: string;
  discount: string;
  isGift: boolean;
  /** what one piece of a gift costs the brand */
  cost: string;
}

const emptyLine = (key: number): Draft => ({
  key,
  product: null,
  sku: '',
  quantity: '1',
  agreed: '',
  discount: '',
  isGift: false,
  cost: '',
});

/** An order taken for somebody: what it will cost and who would earn stands beside it before it is placed. */
export function NewOrderPage() {
  const { t } = useTranslation('orders');
  const go = useGo();
  const mayWrite = useMay('orders');
  const { currency } = useFormat();
  const [url] = useUrl();
  const [person, setPerson] = useState<Picked | null>(null);
  const [lines, setLines] = useState<Draft[]>([emptyLine(0)]);
  const [discount, setDiscount] = useState('');
  const [shipping, setShipping] = useState('');
  const [coupon, setCoupon] = useState('');
  const [scene, setScene] = useState('');
  const from = useAsk(['person', url.person ?? ''], (server, signal) => server.people.get(url.person ?? '', { signal }), {
    isOff: !url.person,
  });
  useEffect(() => {
    const { data } = from;
    if (data) setPerson((now) => now ?? { id: data.id, title: data.name ?? data.externalId ?? data.id });
  }, [from.data]); // oxlint-disable-line react-hooks/exhaustive-deps -- the whole query changes with every answer
  const body = bodyOf({ person, lines, discount, shipping, coupon, scene }, currency);
  const asked = useSettledValue(body);
  const preview = useAsk(
    ['orders', 'try', asked],
    (server, signal) => server.orders.place(asked ?? { person: '', lines: [] }, { dryRun: true, signal }),
    { isOff: asked === null || !mayWrite },
  );
  const place = useAct(
    (client, order: Body) => client.orders.place(order),
    (order) => go(`orders/${order.id}`),
  );
  const change = (key: number, changes: Partial<Draft>) =>
    setLines((now) => now.map((line) => (line.key === key ? { ...line, ...changes } : line)));
  const shown = body !== null && preview.data && !preview.error ? (preview.data as Placed) : null;
  const isFresh = shown !== null && JSON.stringify(asked) === JSON.stringify(body) && !preview.isPlaceholderData;
  if (!mayWrite)
    return (
      <Page title={t('new.title')} back={{ to: 'orders', label: t('orders') }}>
        <EmptyState picture="orders" title={t('new.mayNot')} text={t('new.mayNotText')} />
      </Page>
    );
  return (
    <Page title={t('new.title')} lead={t('new.lead')} back={{ to: 'orders', label: t('orders') }}>
      <form
        className="zh-sides"
        onSubmit={(event) => {
          event.preventDefault();
          if (body && isFresh) place.mutate(body);
        }}
      >
        <div className="zh-stack">
          <Section title={t('new.who')} isCard>
            <Picker label={t('person')} kind="person" value={person} onChange={setPerson} />
          </Section>
          <Section title={t('new.what')} isCard>
            <ul className="zh-stack">
              {lines.map((line, at) => (
                <OrderLine
                  key={line.key}
                  line={line}
                  number={at + 1}
                  priced={pricedLine(shown, body, lines, at)}
                  onChange={(changes) => change(line.key, changes)}
                  onRemove={lines.length > 1 ? () => setLines((now) => now.filter((one) => one.key !== line.key)) : null}
                />
              ))}
            </ul>
            <div>
              <Button onClick={() => setLines((now) => [...now, emptyLine(Math.max(...now.map((line) => line.key)) + 1)])}>
                {t('new.addLine')}
              </Button>
            </div>
          </Section>
          <Section title={t('new.more')} isCard>
            <div className="zh-pair">
              <MoneyField label={t('new.discount')} value={discount} onChange={setDiscount} hint={t('new.discountHint')} />
              <MoneyField label={t('shipping')} value={shipping} onChange={setShipping} />
              <TextField label={t('new.coupon')} value={coupon} onChange={setCoupon} />
              <Choice
                isLabelShown
                label={t('scene')}
                value={scene}
                options={[{ value: '', label: t('new.noScene') }, ...scenes.map((value) => ({ value, label: t(`scenes.${value}`) }))]}
                onChange={setScene}
              />
            </div>
          </Section>
        </div>
        <Section title={t('new.sum')} isCard>
          {shown ? (
            <Sum order={shown} isStale={!isFresh} />
          ) : preview.error && body ? (
            <ErrorLine error={preview.error} />
          ) : (
            <p className="zh-soft">{t('new.sumWaits')}</p>
          )}
          <ErrorLine error={place.error} />
          <Button type="primary" htmlType="submit" block disabled={!isFresh} loading={place.isPending}>
            {t('new.place')}
          </Button>
          <p className="zh-soft zh-small">{t('new.placeNote')}</p>
        </Section>
      </form>
    </Page>
  );
}

/** Of the order that would be placed, the line drawn at this place: bundles come back as several, then nothing is matched. */
function pricedLine(order: Placed | null, body: Body | null, lines: readonly Draft[], at: number): Placed['lines'][number] | null {
  if (!order || !body || order.lines.length !== body.lines.length) return null;
  const filled = lines.filter((line) => line.product !== null);
  const place = filled.findIndex((line) => line === lines[at]);
  return place < 0 ? null : (order.lines[place] ?? null);
}

function OrderLine({
  line,
  number,
  priced,
  onChange,
  onRemove,
}: {
  line: Draft;
  number: number;
  priced: Placed['lines'][number] | null;
  onChange: (changes: Partial<Draft>) => void;
  onRemove: (() => void) | null;
}) {
  const { t } = useTranslation('orders');
  const product = useAsk(['product', line.product?.id], (client, signal) => client.products.get(line.product?.id ?? '', { signal }), {
    isOff: line.product === null,
  });
  const variants = line.product && product.data && !product.isPlaceholderData ? product.data.variants : [];
  const [isMore, setMore] = useState(false);
  return (
    <li className="zh-order-line">
      <div className="zh-order-line-row">
        <Picker
          label={t('new.productOf', { line: number })}
          kind="product"
          value={line.product}
          onChange={(picked) => onChange({ product: picked, sku: '' })}
        />
        {variants.length > 1 ? (
          <Choice
            isLabelShown
            label={t('new.variant')}
            value={line.sku}
            options={[{ value: '', label: t('new.chooseVariant') }, ...variants.map((sku) => ({ value: sku.id, label: sku.name }))]}
            onChange={(sku) => onChange({ sku })}
          />
        ) : null}
        <TextField type="number" label={t('quantity')} value={line.quantity} onChange={(quantity) => onChange({ quantity })} />
        <div className="zh-order-line-amount">
          <span className="zh-label">{t('amount')}</span>
          <span className="zh-number zh-strong">{priced ? <MoneyText money={priced.amount} /> : '–'}</span>
        </div>
      </div>
      <div className="zh-row zh-row-between">
        {priced?.price && priced.unitPrice ? <PriceWhy unitPrice={priced.unitPrice} price={priced.price} /> : <span />}
        <span className="zh-row">
          <button type="button" className="zh-text-button" aria-expanded={isMore} onClick={() => setMore(!isMore)}>
            {t('new.otherPrice')}
          </button>
          {onRemove ? (
            <button type="button" className="zh-text-button" onClick={onRemove}>
              {t('new.removeLine', { line: number })}
            </button>
          ) : null}
        </span>
      </div>
      {isMore || line.agreed !== '' || line.discount !== '' || line.isGift ? (
        <>
          <CheckField label={t('new.gift')} isOn={line.isGift} onChange={(isGift) => onChange({ isGift })} />
          {line.isGift ? (
            <MoneyField label={t('new.giftCost')} value={line.cost} onChange={(cost) => onChange({ cost })} hint={t('new.giftCostHint')} />
          ) : (
            <div className="zh-pair">
              <MoneyField
                label={t('new.agreed')}
                value={line.agreed}
                onChange={(agreed) => onChange({ agreed })}
                hint={t('new.agreedHint')}
              />
              <MoneyField label={t('new.lineDiscount')} value={line.discount} onChange={(discount) => onChange({ discount })} />
            </div>
          )}
        </>
      ) : null}
    </li>
  );
}

function Sum({ order, isStale }: { order: Placed; isStale: boolean }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const goods = order.lines.reduce((sum, line) => sum + BigInt(line.amount.amount), 0n);
  const off = order.lines.reduce((sum, line) => sum + BigInt(line.discount.amount) + BigInt(line.orderDiscount.amount), 0n);
  return (
    <div className={isStale ? 'zh-stack zh-stale' : 'zh-stack'} aria-live="polite">
      <dl className="zh-sum">
        <dt>{t('new.goods')}</dt>
        <dd className="zh-number">{format.minor(goods + off)}</dd>
        {off === 0n ? null : (
          <>
            <dt>{t('new.off')}</dt>
            <dd className="zh-number">{format.minor(-off)}</dd>
          </>
        )}
        {order.shipping.amount === '0' ? null : (
          <>
            <dt>{t('shipping')}</dt>
            <dd className="zh-number">{format.money(order.shipping)}</dd>
          </>
        )}
        <dt className="zh-sum-total">{t('new.total')}</dt>
        <dd className="zh-sum-total zh-number">{format.money(order.total)}</dd>
      </dl>
      {order.wouldEarn ? <Earners of={order.wouldEarn} /> : null}
    </div>
  );
}

function bodyOf(
  typed: { person: Picked | null; lines: readonly Draft[]; discount: string; shipping: string; coupon: string; scene: string },
  currency: string,
): Body | null {
  const filled = typed.lines.filter((line) => line.product !== null);
  if (!typed.person || filled.length === 0) return null;
  const amounts = [typed.discount, typed.shipping, ...filled.flatMap((line) => (line.isGift ? [line.cost] : [line.agreed, line.discount]))];
  if (amounts.some((text) => typedMoney(text, currency) === 'wrong')) return null;
  if (filled.some((line) => !/^[1-9]\d{0,5}$/.test(line.quantity.trim()))) return null;
  const money = (name: string, text: string) => {
    const amount = typedMoney(text, currency);
    return amount === null || amount === 'wrong' ? {} : { [name]: amount };
  };
  return {
    person: typed.person.id,
    lines: filled.map((line) => ({
      product: line.product?.id ?? '',
      ...(line.sku ? { sku: line.sku } : {}),
      quantity: Number(line.quantity),
      ...(line.isGift ? { gift: money('cost', line.cost) } : { ...money('unitPrice', line.agreed), ...money('discount', line.discount) }),
    })),
    ...money('discount', typed.discount),
    ...money('shipping', typed.shipping),
    ...(typed.coupon.trim() ? { coupon: typed.coupon.trim() } : {}),
    ...(typed.scene ? { scene: typed.scene } : {}),
  };
}

/** A value once it has stood still for a moment. */
function useSettledValue<T>(value: T): T {
  const text = JSON.stringify(value);
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 300);
    return () => clearTimeout(timer);
  }, [text]); // oxlint-disable-line react-hooks/exhaustive-deps -- compared by what it says
  return settled;
}
