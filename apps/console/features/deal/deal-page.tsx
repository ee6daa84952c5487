import '../../../../ui/money.css';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { useLater } from '../../../../ui/app/later.ts';
import { CheckField, TextField } from '../../../../ui/page/controls.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { minorDigits } from '../../../../ui/format/money.ts';
import { MoneyField, moneyText, typedMoney } from '../../../../ui/page/money-field.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';
import { ReferTabs } from '../../../../ui/page/refer-tabs.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { RewardRoom, useRewardRoom } from '../../../../ui/reward/reward-room.tsx';
import { OfferTrials } from './offer-trials.tsx';
import { PromisedGifts } from './promised-gifts.tsx';

export type Deal = Awaited<ReturnType<Client['happyDeal']['read']>>;
type Body = Parameters<Client['happyDeal']['update']>[0];
type Kind = keyof Deal['gifts'];

const kinds = ['before', 'after', 'onReferral'] as const satisfies readonly Kind[];
const SETTLE_MS = 400;

/** What friends are given and what is given for friends, with what it comes to in the worst case before it is saved. */
export function DealPage() {
  const { t } = useTranslation('deal');
  const maySee = useMay('seeMoney');
  const mayFigures = useMay('figures');
  const deal = useAsk(['happyDeal'], (client, signal) => client.happyDeal.read({ signal }));
  return (
    <Page title={t('title')} lead={t('lead')} tabs={<ReferTabs here="deal" />}>
      <Answer of={deal} wait={<Skeleton shape="cards" count={2} />}>
        {(answer) => <DealForm key={answer.version} deal={answer} />}
      </Answer>
      {deal.data && mayFigures ? <OfferTrials isOffered={deal.data.isOn && deal.data.gifts.onReferral !== null} /> : null}
      {maySee ? <PromisedGifts /> : null}
    </Page>
  );
}

interface Draft {
  readonly product: Picked | null;
  readonly quantity: string;
  readonly cost: string;
  readonly most: string;
}

function draftOf(gift: Deal['gifts'][Kind]): Draft {
  return {
    product: gift && { id: gift.product.id, title: gift.product.name },
    quantity: String(gift?.quantity ?? 1),
    cost: gift ? moneyText(gift.cost) : '',
    most: gift?.most == null ? '' : String(gift.most),
  };
}

/** What to ask of the server; null where something typed is none. A gift that is as it was is left out. */
function bodyOf(isOn: boolean, drafts: Record<Kind, Draft>, deal: Deal, currency: string): Body | null {
  const body: Body = { isOn };
  for (const kind of kinds) {
    const { product, quantity, cost, most } = drafts[kind];
    const before = draftOf(deal.gifts[kind]);
    if (product === null) {
      if (before.product !== null) body[kind] = null;
      continue;
    }
    const isSame = product.id === before.product?.id && quantity === before.quantity && cost === before.cost && most === before.most;
    if (isSame) continue;
    const typed = typedMoney(cost, currency);
    if (!/^[1-9]\d?$/.test(quantity.trim()) || typed === 'wrong' || !/^([1-9]\d{0,6})?$/.test(most.trim())) return null;
    const sku = deal.gifts[kind]?.sku;
    body[kind] = {
      product: product.id,
      quantity: Number(quantity),
      most: most.trim() === '' ? null : Number(most),
      ...(typed === null ? {} : { cost: typed }),
      ...(sku && product.id === before.product?.id ? { sku: sku.id } : {}),
    };
  }
  return body;
}

function DealForm({ deal }: { deal: Deal }) {
  const { t } = useTranslation('deal');
  const { currency } = useFormat();
  const mayWrite = useMay('plans');
  const [isOn, setOn] = useState(deal.isOn);
  const [drafts, setDrafts] = useState<Record<Kind, Draft>>(() => ({
    before: draftOf(deal.gifts.before),
    after: draftOf(deal.gifts.after),
    onReferral: draftOf(deal.gifts.onReferral),
  }));
  const body = bodyOf(isOn, drafts, deal, currency);
  const asked = useLater(JSON.stringify(body), SETTLE_MS);
  const shown = useAsk(
    ['happyDeal', 'preview', asked],
    (client, signal) => client.happyDeal.update(JSON.parse(asked) as Body, { dryRun: true, signal }),
    { isOff: !mayWrite || asked === 'null' },
  );
  const save = useAct((client, given: Body) => client.happyDeal.update(given));
  const figures = shown.data ?? deal;
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (body) save.mutate(body);
      }}
    >
      <Section title={t('form')} note={t('formNote')} isCard>
        <CheckField label={t('isOn')} isOn={isOn} onChange={setOn} />
        <FriendPrices deal={deal} />
        {kinds.map((kind) => (
          <GiftFields
            key={kind}
            kind={kind}
            draft={drafts[kind]}
            told={figures.gifts[kind]}
            onChange={(next) => setDrafts((now) => ({ ...now, [kind]: next }))}
          />
        ))}
        <GiftsRoom deal={figures} />
      </Section>
      <WorstCase deal={figures} />
      {shown.error && asked !== 'null' ? <ErrorLine error={shown.error} /> : null}
      <ErrorLine error={save.error} />
      {mayWrite ? (
        <div className="zh-row">
          <Button type="primary" htmlType="submit" disabled={body === null} loading={save.isPending}>
            {t('save')}
          </Button>
        </div>
      ) : null}
    </form>
  );
}

function FriendPrices({ deal: { friendPrices } }: { deal: Deal }) {
  const { t } = useTranslation('deal');
  const format = useFormat();
  return (
    <div className="zh-stack-tight">
      <p className="zh-label">{t('price')}</p>
      {friendPrices.length === 0 ? (
        <p className="zh-soft">{t('priceNone')}</p>
      ) : (
        <ul className="zh-stack-tight">
          {friendPrices.map((one) => (
            <li key={one.id}>
              <bdi>{one.name}</bdi>
              {' · '}
              <span className="zh-number">
                {one.price ? format.money(one.price) : t('priceOff', { off: format.share((one.offPpm ?? 0) / 1_000_000) })}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p>
        <Go to="prices" className="zh-link">
          {t('priceGo')}
        </Go>
      </p>
    </div>
  );
}

function GiftFields({
  kind,
  draft,
  told,
  onChange,
}: {
  kind: Kind;
  draft: Draft;
  told: Deal['gifts'][Kind];
  onChange: (draft: Draft) => void;
}) {
  const { t } = useTranslation('deal');
  const format = useFormat();
  return (
    <fieldset className="zh-stack-tight">
      <legend className="zh-strong">{t(`kind.${kind}`)}</legend>
      <p className="zh-soft">{t(`kindText.${kind}`)}</p>
      <div className="zh-pair">
        <Picker
          kind="product"
          label={t('product')}
          {...(draft.product ? {} : { hint: t('noGift') })}
          value={draft.product}
          onChange={(product) => onChange({ ...draft, product, cost: product?.id === draft.product?.id ? draft.cost : '' })}
        />
        {draft.product ? (
          <TextField type="number" label={t('quantity')} value={draft.quantity} onChange={(quantity) => onChange({ ...draft, quantity })} />
        ) : null}
      </div>
      {draft.product ? (
        <div className="zh-pair">
          <MoneyField label={t('cost')} value={draft.cost} onChange={(cost) => onChange({ ...draft, cost })} hint={t('costHint')} />
          <TextField
            type="number"
            label={t('most')}
            value={draft.most}
            onChange={(most) => onChange({ ...draft, most })}
            hint={t('mostHint')}
          />
        </div>
      ) : null}
      {draft.product && told ? (
        <p className="zh-soft zh-number">
          {[
            t('promised', { count: told.promised }),
            ...(told.left === null ? [] : [t('left', { count: told.left })]),
            told.from === null ? t('never') : t('from', { amount: format.money(told.from) }),
          ].join(' · ')}
        </p>
      ) : null}
    </fieldset>
  );
}

/** What one friend can bear, beside what the gifts cost for one. */
function GiftsRoom({ deal: { cost } }: { deal: Deal }) {
  const { t } = useTranslation('deal');
  const format = useFormat();
  const room = useRewardRoom();
  const amount = Number(cost.amount) / 10 ** minorDigits(cost.currency);
  return <RewardRoom room={room} given={{ amount, how: t('room', { cost: format.money(cost) }), isGifts: true }} />;
}

function WorstCase({ deal }: { deal: Deal }) {
  const { t } = useTranslation('deal');
  const format = useFormat();
  const { worst } = deal;
  const isLoss = worst?.left.amount.startsWith('-') === true;
  return (
    <Section title={t('worst')} note={t('worstNote')} isCard>
      {worst === null ? (
        <p className="zh-soft">{t('worstNone')}</p>
      ) : (
        <>
          <p>{t('worstOf', { product: worst.product.name })}</p>
          <dl className="zh-counts">
            {(
              [
                ['pays', worst.price],
                ['goods', worst.cost],
                ['gifts', worst.gifts],
                ['commissions', worst.commissions],
              ] as const
            ).map(([word, amount]) => (
              <div key={word}>
                <dt className="zh-soft">{t(word)}</dt>
                <dd className="zh-number zh-strong">{format.money(amount)}</dd>
              </div>
            ))}
            <div>
              <dt className="zh-soft">{t(isLoss ? 'loses' : 'keeps')}</dt>
              <dd className="zh-number zh-strong">{format.money({ ...worst.left, amount: worst.left.amount.replace('-', '') })}</dd>
            </div>
          </dl>
        </>
      )}
      <p className={isLoss ? 'zh-note zh-note-warning' : 'zh-soft'}>
        {t('cap', { cap: format.share(deal.capPpm / 1_000_000), cost: format.money(deal.cost) })}
      </p>
    </Section>
  );
}
