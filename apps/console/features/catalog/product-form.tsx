import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../../../ui/app/act.ts';
import { useFormat } from '../../../../ui/app/context.tsx';
import { CheckField, Choice, LongField, TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { momentOf } from '../../../../ui/format/moment.ts';
import { MoneyField, moneyText, typedMoney } from '../../../../ui/page/money-field.tsx';
import { emptyPart, partsOf, PartsField, type PartDraft } from './bundle-parts.tsx';
import { ladderRoles, type LadderRole, type ProductDetail } from './ladder.ts';

type Kind = ProductDetail['kind'];
const kinds: readonly Kind[] = ['goods', 'virtual', 'service'];
const deliveries = ['', 'text', 'link', 'codes'] as const;
type Delivery = (typeof deliveries)[number];

/** Makes a product, or changes one. Orders that are made keep their prices. */
export function ProductForm({
  product,
  startRole = '',
  onClose,
  onSaved,
}: {
  product: ProductDetail | null;
  /** the step a new one is meant for */
  startRole?: LadderRole | '';
  onClose: () => void;
  onSaved?: (id: string) => void;
}) {
  const { t } = useTranslation('catalog');
  const format = useFormat();
  const { currency, timeZone } = format;
  const [name, setName] = useState(product?.name ?? '');
  const [externalId, setExternalId] = useState('');
  const [kind, setKind] = useState<Kind>(product?.kind ?? 'goods');
  const [role, setRole] = useState<LadderRole | ''>(product?.ladderRole ?? startRole);
  const [category, setCategory] = useState(product?.category ?? '');
  const [price, setPrice] = useState(moneyText(product?.price));
  const [cost, setCost] = useState(moneyText(product?.cost));
  const [stock, setStock] = useState('');
  const openDay = product?.earlyUntil ? format.dayOf(product.earlyUntil) : '';
  const [openFrom, setOpenFrom] = useState(openDay);
  const [description, setDescription] = useState(product?.description ?? '');
  const [delivery, setDelivery] = useState<Delivery>(product?.delivery?.kind ?? '');
  const [parts, setParts] = useState<readonly PartDraft[] | null>(null);
  const [handed, setHanded] = useState(product?.delivery?.text ?? '');
  const [typedPrice, typedCost] = [typedMoney(price, currency), typedMoney(cost, currency)];
  const chosen = parts === null ? [] : partsOf(parts);
  const isWrong =
    typedPrice === 'wrong' ||
    typedCost === 'wrong' ||
    name.trim() === '' ||
    (stock !== '' && !/^\d{1,9}$/.test(stock)) ||
    chosen === null ||
    (parts !== null && chosen.length === 0);
  const handOver =
    kind !== 'virtual' || delivery === ''
      ? null
      : delivery === 'codes'
        ? ({ kind: 'codes' } as const)
        : ({ kind: delivery, text: handed.trim() } as const);
  const save = useAct(
    async (client) => {
      if (typedPrice === 'wrong' || typedCost === 'wrong') return null;
      const same = { name: name.trim(), kind };
      const earlyUntil = momentOf(openFrom, timeZone);
      if (product) {
        return await client.products.update(product.id, {
          ...same,
          ladderRole: role === '' ? null : role,
          category: category.trim() === '' ? null : category.trim(),
          description: description.trim() === '' ? null : description.trim(),
          price: typedPrice,
          cost: typedCost,
          delivery: handOver,
          // A moment within the day stays as it was until the day is changed.
          ...(openFrom === openDay ? {} : { earlyUntil }),
        });
      }
      return await client.products.create({
        ...same,
        externalId: externalId.trim() === '' ? `p-${Date.now().toString(36)}` : externalId.trim(),
        ...(role === '' ? {} : { ladderRole: role }),
        ...(category.trim() === '' ? {} : { category: category.trim() }),
        ...(description.trim() === '' ? {} : { description: description.trim() }),
        ...(typedPrice === null ? {} : { price: typedPrice }),
        ...(typedCost === null ? {} : { cost: typedCost }),
        ...(stock === '' || parts ? {} : { stock: Number(stock) }),
        ...(parts && chosen ? { parts: chosen } : {}),
        ...(handOver === null ? {} : { delivery: handOver }),
        ...(earlyUntil === null ? {} : { earlyUntil }),
      });
    },
    (saved) => {
      onClose();
      if (saved) onSaved?.(saved.id);
    },
  );
  return (
    <Dialog kind="sheet" title={product ? t('form.edit', { name: product.name }) : t('form.make')} isOpen onClose={onClose}>
      <form
        className="zh-stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isWrong) save.mutate();
        }}
      >
        <TextField label={t('name')} value={name} onChange={setName} isRequired />
        <div className="zh-pair">
          <Choice<LadderRole | ''>
            isLabelShown
            label={t('role')}
            value={role}
            options={[
              { value: '', label: t('ui:ladder.none') },
              ...ladderRoles.map((one) => ({ value: one, label: t(`ui:ladder.${one}`) })),
            ]}
            onChange={setRole}
          />
          <TextField label={t('category')} value={category} onChange={setCategory} />
        </div>
        {role === '' ? null : <p className="zh-soft zh-small">{t(`ladder.purpose.${role}`)}</p>}
        <div className="zh-pair">
          <MoneyField label={t('price')} value={price} onChange={setPrice} />
          <MoneyField label={t('cost')} value={cost} onChange={setCost} hint={t('form.costHint')} />
        </div>
        <div className="zh-pair">
          <Choice<Kind>
            isLabelShown
            label={t('kind')}
            value={kind}
            options={kinds.map((one) => ({ value: one, label: t(`kinds.${one}`) }))}
            onChange={setKind}
          />
          {product || parts ? null : (
            <TextField type="number" label={t('form.stock')} value={stock} onChange={setStock} hint={t('form.stockHint')} />
          )}
        </div>
        <TextField type="date" label={t('early.field')} value={openFrom} onChange={setOpenFrom} hint={t('early.hint')} />
        {product ? null : (
          <>
            <CheckField label={t('parts.isBundle')} isOn={parts !== null} onChange={(isOn) => setParts(isOn ? [emptyPart(0)] : null)} />
            {parts ? <PartsField drafts={parts} onChange={setParts} price={typedPrice === 'wrong' ? null : typedPrice} /> : null}
          </>
        )}
        {kind === 'virtual' ? (
          <>
            <Choice<Delivery>
              isLabelShown
              label={t('delivery.label')}
              value={delivery}
              options={deliveries.map((one) => ({ value: one, label: t(`delivery.${one === '' ? 'none' : one}`) }))}
              onChange={setDelivery}
            />
            {delivery === 'text' ? <LongField label={t('delivery.text')} value={handed} onChange={setHanded} isRequired /> : null}
            {delivery === 'link' ? (
              <TextField label={t('delivery.link')} value={handed} onChange={setHanded} placeholder="https://" isRequired />
            ) : null}
            {delivery === 'codes' ? <p className="zh-soft zh-small">{t('delivery.codesHint')}</p> : null}
          </>
        ) : null}
        <LongField label={t('form.description')} value={description} onChange={setDescription} rows={3} />
        {product ? null : <TextField label={t('externalId')} value={externalId} onChange={setExternalId} hint={t('form.idHint')} />}
        <ErrorLine error={save.error} />
        <div className="zh-row">
          <Button type="primary" htmlType="submit" disabled={isWrong} loading={save.isPending}>
            {product ? t('form.save') : t('form.makeIt')}
          </Button>
          <Button onClick={onClose}>{t('form.cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
