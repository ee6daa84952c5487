import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../../../ui/app/act.ts';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { moneyText, typedMoney } from '../../../../ui/format/money.ts';
import { CheckField, Choice, TextField } from '../../../../ui/page/controls.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { MoneyField } from '../../../../ui/page/money-field.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';
import type { Card } from './cards-page.tsx';

const units = ['day', 'month', 'year', 'lifetime'] as const;
const pers = ['day', 'week', 'month', 'term'] as const;
/** So many products are offered before anything is typed. */
const SUGGESTED = 8;
const whole = (text: string, most: number) => /^[1-9]\d{0,3}$/.test(text.trim()) && Number(text) <= most;

/** Makes a card, together with the product it is sold as or of one that is there; or changes one. Cards that are ordered keep their terms. */
export function CardForm({ card, onClose }: { card: Card | null; onClose: () => void }) {
  const { t } = useTranslation('membership');
  const { currency } = useFormat();
  const [product, setProduct] = useState<Picked | null>(null);
  const [name, setName] = useState('');
  const [price, setPrice] = useState('');
  const [chosenWay, setWay] = useState<'new' | 'there' | null>(null);
  const steps = useAsk(
    ['products', 'membership'],
    (client, signal) => client.products.list({ ladderRole: 'membership', limit: 50 }, { signal }),
    { isOff: card !== null },
  );
  const goods = useAsk(['products', 'shelf'], (client, signal) => client.products.list({ limit: 50 }, { signal }));
  const known = useAsk(['cards', 'all'], (client, signal) => client.cards.list({ limit: 200 }, { signal }), { isOff: card !== null });
  const carded = new Set((known.data?.data ?? []).map((one) => one.product.id));
  // Products of the step that are no cards yet come first; a shop that has none writes the card's name and price here.
  const free = (steps.data?.data ?? []).filter((one) => !carded.has(one.id));
  const way = chosenWay ?? (free.length > 0 ? 'there' : 'new');
  const typedPrice = typedMoney(price, currency);
  const [kind, setKind] = useState<Card['kind']>(card?.kind ?? 'pass');
  const [unit, setUnit] = useState<Card['term']['unit']>(card?.term.unit ?? 'month');
  const [count, setCount] = useState(String(card?.term.count ?? 1));
  const [item, setItem] = useState<Picked | null>(card?.grant?.item ? { id: card.grant.item.id, title: card.grant.item.name } : null);
  const [pieces, setPieces] = useState(String(card?.grant?.units ?? 1));
  const [per, setPer] = useState<NonNullable<Card['grant']>['per']>(card?.grant?.per ?? 'day');
  const [bonus, setBonus] = useState(moneyText(card?.bonus));
  const [spread, setSpread] = useState(card?.spreadMonths == null ? '' : String(card.spreadMonths));
  const [isOnSale, setOnSale] = useState(card?.isOnSale ?? true);
  const isPass = kind === 'pass';
  const isForLife = unit === 'lifetime';
  const typedBonus = typedMoney(bonus, currency);
  const isReady =
    (card !== null || (way === 'there' ? product !== null : name.trim() !== '' && typedPrice !== null && typedPrice !== 'wrong')) &&
    (isForLife || whole(count, 1000)) &&
    (!isPass || item === null || whole(pieces, 1000)) &&
    typedBonus !== 'wrong' &&
    (!isForLife || spread.trim() === '' || whole(spread, 600));
  const save = useAct(async (client) => {
    const terms = {
      term: isForLife ? { unit } : { unit, count: Number(count) },
      ...(isPass ? { grant: item ? { item: item.id, units: Number(pieces), per } : { item: null } } : {}),
      ...(!isPass && typedBonus && typedBonus !== 'wrong' ? { bonus: typedBonus } : {}),
      ...(isForLife && spread.trim() !== '' ? { spreadMonths: Number(spread) } : {}),
      isOnSale,
    };
    if (card) return await client.cards.update(card.id, terms);
    if (way === 'there' || typedPrice === null || typedPrice === 'wrong')
      return await client.cards.create({ product: product?.id ?? '', kind, ...terms });
    const sold = await client.products.create({
      externalId: `c-${Date.now().toString(36)}`,
      name: name.trim(),
      kind: 'service',
      ladderRole: 'membership',
      price: typedPrice,
    });
    // Should the card itself be refused, its product is there and is taken up the next time.
    setWay('there');
    setProduct({ id: sold.id, title: sold.name });
    return await client.cards.create({ product: sold.id, kind, ...terms });
  }, onClose);
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) save.mutate();
      }}
    >
      {card ? null : (
        <>
          {free.length > 0 || way === 'there' ? (
            <Choice
              isLabelShown
              label={t('cards.way')}
              value={way}
              options={(['there', 'new'] as const).map((value) => ({ value, label: t(`cards.ways.${value}`) }))}
              onChange={setWay}
            />
          ) : null}
          {way === 'there' ? (
            <Picker
              kind="product"
              label={t('cards.product')}
              value={product}
              onChange={setProduct}
              hint={t('cards.productHint')}
              suggested={free.slice(0, SUGGESTED).map(({ id, name: title, externalId }) => ({ id, title, detail: externalId }))}
            />
          ) : (
            <div className="zh-pair">
              <TextField
                label={t('cards.name')}
                value={name}
                onChange={setName}
                placeholder={t('cards.nameExample')}
                hint={t('cards.nameHint')}
                isRequired
              />
              <MoneyField label={t('cards.price')} value={price} onChange={setPrice} isRequired />
            </div>
          )}
          <Choice
            isLabelShown
            label={t('cards.kind')}
            value={kind}
            options={(['pass', 'balance'] as const).map((value) => ({ value, label: t(`cards.kinds.${value}`) }))}
            onChange={setKind}
          />
        </>
      )}
      <div className="zh-pair">
        <Choice
          isLabelShown
          label={t('cards.term')}
          value={unit}
          options={units.map((value) => ({ value, label: t(`cards.units.${value}`) }))}
          onChange={setUnit}
        />
        {isForLife ? (
          <TextField type="number" label={t('cards.spread')} value={spread} onChange={setSpread} hint={t('cards.spreadHint')} />
        ) : (
          <TextField type="number" label={t('cards.count')} value={count} onChange={setCount} isRequired />
        )}
      </div>
      {isPass ? (
        <>
          <Picker
            kind="product"
            label={t('cards.item')}
            value={item}
            onChange={setItem}
            hint={t('cards.itemHint')}
            suggested={(goods.data?.data ?? [])
              .filter((one) => one.ladderRole !== 'membership')
              .slice(0, SUGGESTED)
              .map(({ id, name: title, externalId }) => ({ id, title, detail: externalId }))}
          />
          {item ? (
            <div className="zh-pair">
              <TextField type="number" label={t('cards.pieces')} value={pieces} onChange={setPieces} isRequired />
              <Choice
                isLabelShown
                label={t('cards.per')}
                value={per}
                options={pers.map((value) => ({ value, label: t(`cards.pers.${value}`) }))}
                onChange={setPer}
              />
            </div>
          ) : null}
        </>
      ) : (
        <MoneyField label={t('cards.bonus')} value={bonus} onChange={setBonus} hint={t('cards.bonusHint')} />
      )}
      <CheckField label={t('cards.sell')} isOn={isOnSale} onChange={setOnSale} />
      {card ? <p className="zh-soft zh-small">{t('cards.keep')}</p> : null}
      <ErrorLine error={save.error} />
      <div>
        <Button type="primary" htmlType="submit" disabled={!isReady} loading={save.isPending}>
          {t(card ? 'save' : 'cards.makeIt')}
        </Button>
      </div>
    </form>
  );
}
