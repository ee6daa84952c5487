import '../../../../ui/money.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Choice, TextField } from '../../../../ui/page/controls.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { StageTag } from '../../../../ui/tags/tags.tsx';

export type Quote = Awaited<ReturnType<Client['prices']['quote']>>;
type Line = Quote['lines'][number];
type Reason = Line['reasons'][number];

/** What is asked of a price. */
export interface Asked {
  readonly person: Picked | null;
  readonly pieces: string;
  readonly coupon: string;
  readonly sku: string;
}

type Priced = { id: string; variants: readonly { id: string; name: string }[] };

/** "Why this price?" of the product of a page. */
export function WhyPrice({ product }: { product: Priced }) {
  const { t } = useTranslation('pricing');
  const [asked, setAsked] = useState<Asked>({ person: null, pieces: '1', coupon: '', sku: '' });
  return (
    <Section title={t('why.title')} note={t('why.note')} isCard>
      <WhyQuestion product={product} asked={asked} onChange={(changes) => setAsked((now) => ({ ...now, ...changes }))} />
    </Section>
  );
}

/** For anybody, any number of pieces, with any coupon: the price and why each other one is not it. Writes nothing. */
export function WhyQuestion({ product, asked, onChange }: { product: Priced; asked: Asked; onChange: (changes: Partial<Asked>) => void }) {
  const { t } = useTranslation('pricing');
  const quantity = /^[1-9]\d{0,5}$/.test(asked.pieces) ? Number(asked.pieces) : 1;
  const sku = asked.sku || (product.variants[0]?.id ?? '');
  const ask = {
    product: product.id,
    quantity,
    ...(asked.person ? { person: asked.person.id } : {}),
    ...(sku === '' ? {} : { sku }),
    ...(asked.coupon.trim() === '' ? {} : { coupon: asked.coupon.trim() }),
  };
  const quote = useAsk(['quote', ask], (client, signal) => client.prices.quote(ask, { signal }));
  return (
    <>
      <div className="zh-why-form">
        <Picker kind="person" label={t('why.who')} value={asked.person} onChange={(person) => onChange({ person })} />
        {product.variants.length > 1 ? (
          <Choice
            isLabelShown
            label={t('why.sku')}
            value={sku}
            options={product.variants.map((variant) => ({ value: variant.id, label: variant.name }))}
            onChange={(next) => onChange({ sku: next })}
          />
        ) : null}
        <TextField type="number" label={t('why.pieces')} value={asked.pieces} onChange={(pieces) => onChange({ pieces })} />
        <TextField
          label={t('why.coupon')}
          value={asked.coupon}
          onChange={(coupon) => onChange({ coupon })}
          placeholder={t('why.couponExample')}
        />
      </div>
      <Answer of={quote} wait={<Skeleton shape="text" count={4} />}>
        {(answer) => (
          <>
            <Explained line={answer.lines[0] ?? null} stage={answer.stage} />
            <Sum quote={answer} />
          </>
        )}
      </Answer>
    </>
  );
}

/** The price of a line, and every other price that was looked at with why it is not the one. */
export function Explained({ line, stage }: { line: Line | null; stage?: Quote['stage'] }) {
  const { t } = useTranslation('pricing');
  const format = useFormat();
  if (!line) return null;
  return (
    <div className="zh-stack">
      <p className="zh-why-answer">
        {line.unitPrice ? (
          <>
            <span className="zh-number zh-why-price">{format.money(line.unitPrice)}</span>
            <span className="zh-soft">{t('why.each', { kind: t(`kind.${line.kind}`) })}</span>
            {stage ? <StageTag stage={stage} /> : null}
          </>
        ) : (
          <span>{t('why.noPrice')}</span>
        )}
      </p>
      {line.memberWouldPay ? (
        <p className="zh-note zh-note-warning">{t('why.memberFloor', { price: format.money(line.memberWouldPay) })}</p>
      ) : null}
      <ul className="zh-reason-list">
        {line.reasons.map((reason) => (
          <ReasonRow key={`${reason.kind}${reason.rule?.id ?? ''}`} reason={reason} />
        ))}
      </ul>
    </div>
  );
}

/** What a coupon takes off, and the sum of several pieces. */
function Sum({ quote }: { quote: Quote }) {
  const { t } = useTranslation('pricing');
  const format = useFormat();
  const line = quote.lines[0];
  if (!line) return null;
  return (
    <>
      {quote.coupon ? (
        <p className={quote.coupon.isTaken ? 'zh-note zh-note-good' : 'zh-note zh-note-warning'}>
          {quote.coupon.isTaken
            ? t('why.couponTaken', { code: quote.coupon.code, off: format.money(quote.coupon.discount) })
            : t(`couponWhy.${(quote.coupon.why ?? '').replace('coupon.', '')}`, { code: quote.coupon.code })}
        </p>
      ) : null}
      {quote.total && (line.quantity > 1 || quote.coupon) ? (
        <p>
          {t('why.total', { pieces: format.count(line.quantity) })} <strong className="zh-number">{format.money(quote.total)}</strong>
        </p>
      ) : null}
    </>
  );
}

function ReasonRow({ reason }: { reason: Reason }) {
  const { t } = useTranslation('pricing');
  const format = useFormat();
  const facts = {
    pieces: format.count(reason.rule?.minQuantity ?? 1),
    stages: (reason.rule?.stages ?? []).map((stage) => t(`ui:stage.${stage}`)).join(t('ui:listComma')),
    from: reason.rule?.startsAt ? format.instantDay(reason.rule.startsAt) : '',
  };
  return (
    <li className={reason.isWinner ? 'zh-reason zh-reason-won' : 'zh-reason'}>
      <span>
        <span className={reason.isWinner ? 'zh-strong' : undefined}>{t(`kind.${reason.kind}`)}</span>
        {reason.rule ? <bdi className="zh-soft"> · {reason.rule.name}</bdi> : null}
      </span>
      <span className="zh-number">{reason.price ? format.money(reason.price) : '–'}</span>
      <span className={reason.isWinner ? 'zh-good zh-small' : 'zh-soft zh-small'}>{t(`whys.${reason.why}`, facts)}</span>
    </li>
  );
}
