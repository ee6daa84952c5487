import '../../../../ui/money.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp, useBrand, useFormat } from '../../../../ui/app/context.tsx';
import { CheckField, Choice, TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { MoneyField, typedMoney } from '../../../../ui/page/money-field.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';
import { stages, type StageName } from '../../../../ui/tokens/index.ts';
import { momentOf } from './instant-field.ts';
import { ruleKinds } from './rule-words.tsx';

type Kind = (typeof ruleKinds)[number];
type Scope = 'product' | 'category' | 'ladderRole' | 'all';
const scopes: readonly Scope[] = ['product', 'category', 'ladderRole', 'all'];
const roles = ['fan', 'entry', 'core', 'premium', 'membership', 'companion'] as const;

/** Makes a price rule: for whom, for what, how much, until when. @param product the rule is about this product and nothing else */
export function RuleForm({ product, onClose }: { product?: { id: string; name: string } | undefined; onClose: () => void }) {
  const { t } = useTranslation('pricing');
  const { client } = useApp();
  const brand = useBrand();
  const { currency, timeZone } = useFormat();
  const queries = useQueryClient();
  const [kind, setKind] = useState<Kind>('stage');
  const [name, setName] = useState('');
  const [who, setWho] = useState<readonly StageName[]>(['member', 'partner']);
  const [scope, setScope] = useState<Scope>('product');
  const [target, setTarget] = useState('');
  const [picked, setPicked] = useState<Picked | null>(null);
  const [gives, setGives] = useState<'price' | 'off'>(product ? 'price' : 'off');
  const [price, setPrice] = useState('');
  const [off, setOff] = useState('');
  const [pieces, setPieces] = useState('3');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const typed = typedMoney(price, currency);
  const offPpm = /^\d{1,2}(\.\d{1,4})?$/.test(off) ? Math.round(Number(off) * 10_000) : null;
  const hasGift = gives === 'price' ? typed !== null && typed !== 'wrong' : offPpm !== null && offPpm > 0;
  const minQuantity = /^[1-9]\d{0,5}$/.test(pieces) ? Number(pieces) : null;
  const about = product?.id ?? (scope === 'product' ? picked?.id : undefined);
  const hasScope = about !== undefined || scope === 'all' || (scope !== 'product' && target.trim() !== '');
  const isWrong =
    name.trim() === '' ||
    !hasGift ||
    !hasScope ||
    (kind === 'stage' && who.length === 0) ||
    (kind === 'quantity' && (minQuantity ?? 1) < 2);
  const save = useMutation({
    mutationFn: async () => {
      const [startsAt, endsAt] = [momentOf(from, timeZone), momentOf(to, timeZone, true)];
      return await client.priceRules.create({
        name: name.trim(),
        kind,
        ...(kind === 'stage' ? { stages: [...who] } : {}),
        ...(kind === 'quantity' && minQuantity !== null ? { minQuantity } : {}),
        ...(about === undefined ? (scope === 'all' ? {} : { [scope]: target.trim() }) : { product: about }),
        ...(gives === 'price' && typed !== null && typed !== 'wrong' ? { price: typed } : { offPpm: offPpm ?? 0 }),
        ...(startsAt === null ? {} : { startsAt }),
        ...(endsAt === null ? {} : { endsAt }),
      });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [brand.slug] });
      onClose();
    },
  });
  const setScopeAnd = (next: Scope) => {
    setScope(next);
    setTarget(next === 'ladderRole' ? 'core' : '');
    if (next === 'all') setGives('off');
  };
  return (
    <Dialog kind="sheet" title={product ? t('form.titleFor', { name: product.name }) : t('form.title')} isOpen onClose={onClose}>
      <form
        className="zh-stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isWrong) save.mutate();
        }}
      >
        <Choice<Kind>
          isLabelShown
          label={t('form.kind')}
          value={kind}
          options={ruleKinds.map((one) => ({ value: one, label: t(`kind.${one}`) }))}
          onChange={setKind}
        />
        <p className="zh-soft zh-small">{t(`form.about.${kind}`)}</p>
        {kind === 'stage' ? (
          <fieldset className="zh-field">
            <legend className="zh-label">{t('form.stages')}</legend>
            <div className="zh-row">
              {stages.map((stage) => (
                <CheckField
                  key={stage}
                  label={t(`ui:stage.${stage}`)}
                  isOn={who.includes(stage)}
                  onChange={(isOn) => setWho(stages.filter((one) => (one === stage ? isOn : who.includes(one))))}
                />
              ))}
            </div>
          </fieldset>
        ) : null}
        {kind === 'quantity' ? <TextField type="number" label={t('form.pieces')} value={pieces} onChange={setPieces} isRequired /> : null}
        {product ? null : (
          <div className="zh-pair">
            <Choice<Scope>
              isLabelShown
              label={t('form.scope')}
              value={scope}
              options={scopes.map((one) => ({ value: one, label: t(`scopes.${one}`) }))}
              onChange={setScopeAnd}
            />
            {scope === 'product' ? (
              <Picker kind="product" label={t('scopes.product')} value={picked} onChange={setPicked} />
            ) : scope === 'ladderRole' ? (
              <Choice
                isLabelShown
                label={t('scopes.ladderRole')}
                value={target}
                options={roles.map((role) => ({ value: role, label: t(`ui:ladder.${role}`) }))}
                onChange={setTarget}
              />
            ) : scope === 'category' ? (
              <TextField label={t('scopes.category')} value={target} onChange={setTarget} isRequired />
            ) : null}
          </div>
        )}
        <div className="zh-pair">
          <Choice<'price' | 'off'>
            isLabelShown
            label={t('form.gives')}
            value={gives}
            options={
              scope === 'all' && !product
                ? [{ value: 'off', label: t('gives.byShare') }]
                : [
                    { value: 'price', label: t('gives.byPrice') },
                    { value: 'off', label: t('gives.byShare') },
                  ]
            }
            onChange={setGives}
          />
          {gives === 'price' ? (
            <MoneyField label={t('form.price')} value={price} onChange={setPrice} isRequired />
          ) : (
            <TextField type="number" label={t('form.off')} value={off} onChange={setOff} hint={t('form.offHint')} isRequired />
          )}
        </div>
        <div className="zh-pair">
          <TextField type="date" label={t('form.from')} value={from} onChange={setFrom} />
          <TextField type="date" label={t('form.to')} value={to} onChange={setTo} hint={t('form.toHint')} />
        </div>
        <TextField label={t('form.name')} value={name} onChange={setName} placeholder={t(`form.example.${kind}`)} isRequired />
        <p className="zh-note">{t('form.lowest')}</p>
        <ErrorLine error={save.error} />
        <div className="zh-row">
          <Button type="primary" htmlType="submit" disabled={isWrong} loading={save.isPending}>
            {t('form.make')}
          </Button>
          <Button onClick={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
