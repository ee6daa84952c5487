import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { LongField, TextField } from '../../../../ui/page/controls.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { MoneyField, moneyText, typedMoney } from '../../../../ui/page/money-field.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';

type Settings = Awaited<ReturnType<Client['orderSettings']['get']>>;

/** What the shop charges for sending, when goods count as received, and whom a buyer may ask. */
export function ShopSettings() {
  const { t } = useTranslation('identity');
  const settings = useAsk(['orderSettings'], (client, signal) => client.orderSettings.get({ signal }));
  return (
    <Section title={t('shop.title')} note={t('shop.note')} isCard>
      <Answer of={settings} wait={<Skeleton shape="text" count={4} />}>
        {(known) => <Form key={JSON.stringify(known)} known={known} />}
      </Answer>
    </Section>
  );
}

function Form({ known }: { known: Settings }) {
  const { t } = useTranslation('identity');
  const { currency } = useFormat();
  const mayWrite = useMay('brand');
  const [shipping, setShipping] = useState(moneyText(known.shipping));
  const [free, setFree] = useState(known.freeShippingFrom ? moneyText(known.freeShippingFrom) : '');
  const [days, setDays] = useState(String(known.receivedAfterDays));
  const [name, setName] = useState(known.adviser?.name ?? '');
  const [text, setText] = useState(known.adviser?.text ?? '');
  const [url, setUrl] = useState(known.adviser?.url ?? '');
  const fee = typedMoney(shipping, currency);
  const from = typedMoney(free, currency);
  const isUrl = url.trim() === '' || /^https?:\/\/\S+$/.test(url.trim());
  const isReady =
    fee !== 'wrong' &&
    from !== 'wrong' &&
    /^\d{1,3}$/.test(days) &&
    isUrl &&
    (name.trim() !== '' || (url.trim() === '' && text.trim() === ''));
  const save = useAct((client) =>
    client.orderSettings.update({
      receivedAfterDays: Number(days),
      shipping: fee === 'wrong' || fee === null ? { amount: '0', currency } : fee,
      freeShippingFrom: from === 'wrong' ? null : from,
      adviser: name.trim() === '' ? null : { name: name.trim(), text: text.trim() || null, url: url.trim() || null },
    }),
  );
  if (!mayWrite) return <p className="zh-soft">{t('brand.readOnly')}</p>;
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className="zh-row zh-row-end">
        <MoneyField label={t('shop.shipping')} value={shipping} onChange={setShipping} hint={t('shop.shippingHint')} />
        <MoneyField label={t('shop.free')} value={free} onChange={setFree} hint={t('shop.freeHint')} />
        <TextField label={t('shop.days')} value={days} onChange={setDays} hint={t('shop.daysHint')} />
      </div>
      <TextField
        label={t('shop.adviser')}
        value={name}
        onChange={setName}
        placeholder={t('shop.adviserExample')}
        hint={t('shop.adviserHint')}
      />
      <LongField label={t('shop.says')} value={text} onChange={setText} />
      <TextField label={t('shop.url')} value={url} onChange={setUrl} hint={t(isUrl ? 'shop.urlHint' : 'shop.urlWrong')} />
      <ErrorLine error={save.error} />
      {save.isSuccess ? (
        <p className="zh-note zh-note-good" role="status">
          {t('saved')}
        </p>
      ) : null}
      <div>
        <Button type="primary" htmlType="submit" disabled={!isReady} loading={save.isPending}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}
