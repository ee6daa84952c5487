import '../../../../ui/money.css';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useFormat } from '../../../../ui/app/context.tsx';
import { CheckField, TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { MoneyField, typedMoney } from '../../../../ui/page/money-field.tsx';
import { givenOf, givesDraft, GivesFields, PeriodFields, periodOf, usePeriodDraft } from './gives.tsx';

export type Coupon = Awaited<ReturnType<Client['coupons']['list']>>['data'][number];

/** Makes a coupon, or changes its name, its number and its days; what it takes off was promised and stays. */
export function CouponForm({ coupon, onClose }: { coupon: Coupon | null; onClose: () => void }) {
  const { t } = useTranslation('pricing');
  const { currency, timeZone } = useFormat();
  const periodDraft = usePeriodDraft();
  const before = periodDraft(coupon ?? undefined);
  const [code, setCode] = useState('');
  const [name, setName] = useState(coupon?.name ?? '');
  const [gives, setGives] = useState(givesDraft('money'));
  const [min, setMin] = useState('');
  const [limit, setLimit] = useState(coupon?.issueLimit == null ? '' : String(coupon.issueLimit));
  const [isOnce, setOnce] = useState(true);
  const [period, setPeriod] = useState(before);
  const given = givenOf(gives, currency);
  const typedMin = typedMoney(min, currency);
  const isLimitWrong = limit !== '' && !/^[1-9]\d{0,8}$/.test(limit);
  const isNew = coupon === null;
  const isWrong =
    isLimitWrong ||
    (isNew
      ? !/^[\p{L}\p{N}_-]{2,64}$/u.test(code.trim()) ||
        given === null ||
        ('money' in given && given.money.amount === '0') ||
        typedMin === 'wrong'
      : name.trim() === '');
  const save = useAct(async (client) => {
    const days = periodOf(period, before, timeZone);
    if (coupon)
      return await client.coupons.update(coupon.id, { name: name.trim(), issueLimit: limit === '' ? null : Number(limit), ...days });
    return await client.coupons.create({
      code: code.trim(),
      isOnce,
      ...(name.trim() === '' ? {} : { name: name.trim() }),
      ...(given && 'money' in given ? { off: given.money } : given),
      ...(typedMin === null || typedMin === 'wrong' ? {} : { minSpend: typedMin }),
      ...(limit === '' ? {} : { issueLimit: Number(limit) }),
      ...(days.startsAt ? { startsAt: days.startsAt } : {}),
      ...(days.endsAt ? { endsAt: days.endsAt } : {}),
    });
  }, onClose);
  const howMany = <TextField type="number" label={t('coupon.limit')} value={limit} onChange={setLimit} hint={t('coupon.limitHint')} />;
  return (
    <Dialog kind="sheet" title={coupon ? t('form.edit', { name: coupon.code }) : t('coupon.make')} isOpen onClose={onClose}>
      <form
        className="zh-stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isWrong) save.mutate();
        }}
      >
        {isNew ? (
          <>
            <TextField
              label={t('coupon.code')}
              value={code}
              onChange={setCode}
              placeholder={t('why.couponExample')}
              hint={t('coupon.codeHint')}
              isRequired
            />
            <GivesFields draft={gives} onChange={setGives} asMoney={t('coupon.byMoney')} moneyLabel={t('coupon.off')} />
            <div className="zh-pair">
              <MoneyField label={t('coupon.min')} value={min} onChange={setMin} hint={t('coupon.minHint')} />
              {howMany}
            </div>
            <CheckField label={t('coupon.onceBox')} isOn={isOnce} onChange={setOnce} />
          </>
        ) : (
          <>
            <p className="zh-note">{t('coupon.kept')}</p>
            {howMany}
          </>
        )}
        <PeriodFields draft={period} onChange={setPeriod} />
        <TextField label={t('name')} value={name} onChange={setName} isRequired={!isNew} />
        <ErrorLine error={save.error} />
        <div className="zh-row">
          <Button type="primary" htmlType="submit" disabled={isWrong} loading={save.isPending}>
            {t(isNew ? 'coupon.makeIt' : 'save')}
          </Button>
          <Button onClick={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
