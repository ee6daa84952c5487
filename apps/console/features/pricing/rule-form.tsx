import '../../../../ui/money.css';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../../../ui/app/act.ts';
import { useFormat } from '../../../../ui/app/context.tsx';
import { CheckField, Choice, TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';
import { stages, type StageName } from '../../../../ui/tokens/index.ts';
import { FriendPriceRoom } from './friend-price-room.tsx';
import { givenOf, givesDraft, GivesFields, PeriodFields, periodOf, usePeriodDraft } from './gives.tsx';
import { ruleKinds, RuleScope, useTiers, type Rule, type RuleKind } from './rule-words.tsx';

type Scope = 'product' | 'category' | 'ladderRole' | 'all';
const scopes: readonly Scope[] = ['product', 'category', 'ladderRole', 'all'];
const roles = ['fan', 'entry', 'core', 'premium', 'membership', 'companion'] as const;

/**
 * Makes a price rule, or changes one that stands: for whom, for what, how much, until when.
 * @param product the rule is about this product and nothing else
 * @param rule what is changed: its kind and what it is about stay, orders that are made keep their price
 */
export function RuleForm({
  product,
  rule,
  onClose,
}: {
  product?: { id: string; name: string } | undefined;
  rule?: Rule | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation('pricing');
  const { currency, timeZone } = useFormat();
  const periodDraft = usePeriodDraft();
  const before = periodDraft(rule);
  const [kind, setKind] = useState<RuleKind>(rule?.kind ?? 'stage');
  const [name, setName] = useState(rule?.name ?? '');
  const [who, setWho] = useState<readonly StageName[]>(rule && rule.stages.length > 0 ? rule.stages : ['member', 'partner']);
  const [chosenTier, setTier] = useState('');
  const tiers = useTiers();
  const tier = chosenTier === '' ? (tiers[0]?.id ?? '') : chosenTier;
  const [scope, setScope] = useState<Scope>('product');
  const [target, setTarget] = useState('');
  const [picked, setPicked] = useState<Picked | null>(null);
  const [gives, setGives] = useState(() => givesDraft(product ? 'money' : 'share', rule && { money: rule.price, offPpm: rule.offPpm }));
  const [pieces, setPieces] = useState(rule && rule.minQuantity > 1 ? String(rule.minQuantity) : '3');
  const [period, setPeriod] = useState(before);
  const given = givenOf(gives, currency);
  const minQuantity = /^[1-9]\d{0,5}$/.test(pieces) ? Number(pieces) : null;
  const about = product?.id ?? (scope === 'product' ? picked?.id : undefined);
  const hasScope = rule !== undefined || about !== undefined || scope === 'all' || (scope !== 'product' && target.trim() !== '');
  const isWrong =
    name.trim() === '' ||
    given === null ||
    !hasScope ||
    (kind === 'stage' && who.length === 0) ||
    (kind === 'tier' && !rule && tier.trim() === '') ||
    (kind === 'quantity' && (minQuantity ?? 1) < 2);
  const save = useAct(async (client) => {
    const price = given && 'money' in given ? { price: given.money } : given;
    const same = {
      name: name.trim(),
      ...(kind === 'stage' ? { stages: [...who] } : {}),
      ...(kind === 'quantity' && minQuantity !== null ? { minQuantity } : {}),
      ...price,
    };
    if (rule) return await client.priceRules.update(rule.id, { ...same, ...periodOf(period, before, timeZone) });
    const { startsAt, endsAt } = periodOf(period, before, timeZone);
    return await client.priceRules.create({
      ...same,
      kind,
      ...(kind === 'tier' ? { tier: tier.trim() } : {}),
      ...(about === undefined ? (scope === 'all' ? {} : { [scope]: target.trim() }) : { product: about }),
      ...(startsAt ? { startsAt } : {}),
      ...(endsAt ? { endsAt } : {}),
    });
  }, onClose);
  const setScopeAnd = (next: Scope) => {
    setScope(next);
    setTarget(next === 'ladderRole' ? 'core' : '');
    if (next === 'all') setGives({ ...gives, as: 'share' });
  };
  const title = rule ? t('form.edit', { name: rule.name }) : product ? t('form.titleFor', { name: product.name }) : t('form.title');
  return (
    <Dialog kind="sheet" title={title} isOpen onClose={onClose}>
      <form
        className="zh-stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isWrong) save.mutate();
        }}
      >
        {rule ? (
          <dl className="zh-facts">
            <dt>{t('form.kind')}</dt>
            <dd>{t(`kind.${kind}`)}</dd>
            <dt>{t('form.scope')}</dt>
            <dd>
              <RuleScope rule={rule} />
            </dd>
            {rule.tier === null ? null : (
              <>
                <dt>{t('form.tier')}</dt>
                <dd>
                  <bdi>{tiers.find((one) => one.id === rule.tier)?.name ?? rule.tier}</bdi>
                </dd>
              </>
            )}
          </dl>
        ) : (
          <Choice<RuleKind>
            isLabelShown
            label={t('form.kind')}
            value={kind}
            options={ruleKinds.map((one) => ({ value: one, label: t(`kind.${one}`) }))}
            onChange={setKind}
          />
        )}
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
        {kind === 'tier' && !rule ? (
          <Choice
            isLabelShown
            label={t('form.tier')}
            value={tier}
            options={tiers.length > 0 ? tiers.map((one) => ({ value: one.id, label: one.name })) : [{ value: '', label: t('form.noTier') }]}
            onChange={setTier}
          />
        ) : null}
        {kind === 'quantity' ? <TextField type="number" label={t('form.pieces')} value={pieces} onChange={setPieces} isRequired /> : null}
        {product || rule ? null : (
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
        <GivesFields
          draft={gives}
          onChange={setGives}
          asMoney={t('gives.byPrice')}
          moneyLabel={t('form.price')}
          isShareOnly={rule ? rule.product === null && rule.category === null && rule.ladderRole === null : scope === 'all' && !product}
        />
        {kind === 'referral' ? <FriendPriceRoom about={about ?? rule?.product?.id ?? null} given={given} /> : null}
        <PeriodFields draft={period} onChange={setPeriod} />
        <TextField label={t('form.name')} value={name} onChange={setName} placeholder={t(`form.example.${kind}`)} isRequired />
        <p className="zh-note">{t(rule ? 'form.kept' : 'form.lowest')}</p>
        <ErrorLine error={save.error} />
        <div className="zh-row">
          <Button type="primary" htmlType="submit" disabled={isWrong} loading={save.isPending}>
            {t(rule ? 'save' : 'form.make')}
          </Button>
          <Button onClick={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
