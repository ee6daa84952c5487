import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useApp, useBrand, useFormat, useMay } from '../../../../ui/app/context.tsx';
import { useUrl } from '../../../../ui/app/go.tsx';
import { formatPpm } from '../../../../ui/format/number.ts';
import { CheckField, Choice, TextField } from '../../../../ui/page/controls.tsx';
import { ConvertTabs } from '../../../../ui/page/convert-tabs.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { MoneyField, typedMoney } from '../../../../ui/page/money-field.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { momentOf } from './instant-field.ts';
import { StateOf, usePeriodWords } from './rule-words.tsx';

type Coupon = Awaited<ReturnType<Client['coupons']['list']>>['data'][number];

/** Codes that take something off an order: how much, for whom, how many are left. */
export function CouponsPage() {
  const { t } = useTranslation('pricing');
  const format = useFormat();
  const when = usePeriodWords();
  const mayWrite = useMay('products');
  const [url, change] = useUrl();
  const [isMaking, setMaking] = useState(false);
  const [ending, setEnding] = useState<Coupon | null>(null);
  const filter = url.over === 'yes' ? { over: true } : {};
  const coupons = useRows<Coupon>(['coupons', filter], (client, page, signal) => client.coupons.list({ ...filter, ...page }, { signal }));
  return (
    <Page
      title={t('coupon.title')}
      lead={t('coupon.lead')}
      tabs={<ConvertTabs here="coupons" />}
      actions={
        mayWrite ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            {t('coupon.make')}
          </Button>
        ) : null
      }
    >
      <div className="zh-row zh-row-end">
        <Choice<'' | 'yes'>
          isLabelShown
          label={t('stateLabel')}
          value={url.over === 'yes' ? 'yes' : ''}
          options={[
            { value: '', label: t('state.now') },
            { value: 'yes', label: t('state.over') },
          ]}
          onChange={(over) => change({ over })}
        />
      </div>
      <RowsTable<Coupon>
        of={coupons}
        none={
          url.over === 'yes' ? (
            <EmptyState picture="products" title={t('coupon.noneOver')} />
          ) : (
            <EmptyState picture="products" title={t('coupon.none')} text={t('coupon.noneText')}>
              {mayWrite ? <Button onClick={() => setMaking(true)}>{t('coupon.make')}</Button> : null}
            </EmptyState>
          )
        }
        label={t('coupon.title')}
        rowKey={(row) => row.id}
        columns={[
          { id: 'code', title: t('coupon.code'), cell: (row) => <code className="zh-code">{row.code}</code> },
          { id: 'name', title: t('name'), cell: (row) => <bdi title={row.name}>{row.name}</bdi>, width: 'medium', from: 'tablet' },
          {
            id: 'off',
            title: t('coupon.off'),
            cell: (row) => (
              <span className="zh-number">{row.off ? format.money(row.off) : formatPpm(row.offPpm ?? 0, format.language)}</span>
            ),
            align: 'end',
          },
          {
            id: 'min',
            title: t('coupon.min'),
            cell: (row) =>
              row.minSpend.amount === '0' ? t('coupon.noMin') : <span className="zh-number">{format.money(row.minSpend)}</span>,
            align: 'end',
            from: 'tablet',
          },
          { id: 'once', title: t('coupon.once'), cell: (row) => t(row.isOnce ? 'coupon.isOnce' : 'coupon.isOften'), from: 'desktop' },
          {
            id: 'used',
            title: t('coupon.used'),
            cell: (row) => (
              <span className="zh-number">
                {row.issueLimit === null
                  ? format.count(row.used)
                  : t('coupon.usedOf', { used: format.count(row.used), limit: format.count(row.issueLimit) })}
              </span>
            ),
            align: 'end',
          },
          { id: 'when', title: t('when.label'), cell: (row) => when(row), from: 'desktop' },
          { id: 'state', title: t('stateLabel'), cell: (row) => <StateOf state={row.state} />, from: 'tablet' },
          ...(mayWrite && url.over !== 'yes'
            ? [
                {
                  id: 'act',
                  title: t('act'),
                  cell: (row: Coupon) => (
                    <Button size="small" onClick={() => setEnding(row)}>
                      {t('end')}
                    </Button>
                  ),
                  align: 'end' as const,
                },
              ]
            : []),
        ]}
      />
      {isMaking ? <CouponForm onClose={() => setMaking(false)} /> : null}
      <EndCoupon coupon={ending} onClose={() => setEnding(null)} />
    </Page>
  );
}

function CouponForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('pricing');
  const { client } = useApp();
  const brand = useBrand();
  const { currency, timeZone } = useFormat();
  const queries = useQueryClient();
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [gives, setGives] = useState<'money' | 'share'>('money');
  const [off, setOff] = useState('');
  const [min, setMin] = useState('');
  const [limit, setLimit] = useState('');
  const [isOnce, setOnce] = useState(true);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [typedOff, typedMin] = [typedMoney(off, currency), typedMoney(min, currency)];
  const offPpm = /^\d{1,3}(\.\d{1,4})?$/.test(off) ? Math.round(Number(off) * 10_000) : null;
  const hasGift =
    gives === 'money'
      ? typedOff !== null && typedOff !== 'wrong' && typedOff.amount !== '0'
      : offPpm !== null && offPpm > 0 && offPpm <= 1_000_000;
  const isWrong =
    !/^[\p{L}\p{N}_-]{2,64}$/u.test(code.trim()) || !hasGift || typedMin === 'wrong' || (limit !== '' && !/^[1-9]\d{0,8}$/.test(limit));
  const save = useMutation({
    mutationFn: async () => {
      const [startsAt, endsAt] = [momentOf(from, timeZone), momentOf(to, timeZone, true)];
      return await client.coupons.create({
        code: code.trim(),
        isOnce,
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        ...(gives === 'money' && typedOff !== null && typedOff !== 'wrong' ? { off: typedOff } : { offPpm: offPpm ?? 0 }),
        ...(typedMin === null || typedMin === 'wrong' ? {} : { minSpend: typedMin }),
        ...(limit === '' ? {} : { issueLimit: Number(limit) }),
        ...(startsAt === null ? {} : { startsAt }),
        ...(endsAt === null ? {} : { endsAt }),
      });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [brand.slug] });
      onClose();
    },
  });
  return (
    <Dialog kind="sheet" title={t('coupon.make')} isOpen onClose={onClose}>
      <form
        className="zh-stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isWrong) save.mutate();
        }}
      >
        <TextField
          label={t('coupon.code')}
          value={code}
          onChange={setCode}
          placeholder={t('why.couponExample')}
          hint={t('coupon.codeHint')}
          isRequired
        />
        <div className="zh-pair">
          <Choice<'money' | 'share'>
            isLabelShown
            label={t('coupon.gives')}
            value={gives}
            options={[
              { value: 'money', label: t('coupon.byMoney') },
              { value: 'share', label: t('gives.byShare') },
            ]}
            onChange={setGives}
          />
          {gives === 'money' ? (
            <MoneyField label={t('coupon.off')} value={off} onChange={setOff} isRequired />
          ) : (
            <TextField type="number" label={t('form.off')} value={off} onChange={setOff} hint={t('form.offHint')} isRequired />
          )}
        </div>
        <div className="zh-pair">
          <MoneyField label={t('coupon.min')} value={min} onChange={setMin} hint={t('coupon.minHint')} />
          <TextField type="number" label={t('coupon.limit')} value={limit} onChange={setLimit} hint={t('coupon.limitHint')} />
        </div>
        <CheckField label={t('coupon.onceBox')} isOn={isOnce} onChange={setOnce} />
        <div className="zh-pair">
          <TextField type="date" label={t('form.from')} value={from} onChange={setFrom} />
          <TextField type="date" label={t('form.to')} value={to} onChange={setTo} hint={t('form.toHint')} />
        </div>
        <TextField label={t('name')} value={name} onChange={setName} />
        <ErrorLine error={save.error} />
        <div className="zh-row">
          <Button type="primary" htmlType="submit" disabled={isWrong} loading={save.isPending}>
            {t('coupon.makeIt')}
          </Button>
          <Button onClick={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

function EndCoupon({ coupon, onClose }: { coupon: Coupon | null; onClose: () => void }) {
  const { t } = useTranslation('pricing');
  const { client } = useApp();
  const brand = useBrand();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: (id: string) => client.coupons.end(id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [brand.slug] });
      onClose();
    },
  });
  return (
    <Dialog
      title={t('endTitle', { name: coupon?.code ?? '' })}
      isOpen={coupon !== null}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button danger type="primary" loading={end.isPending} onClick={() => coupon && end.mutate(coupon.id)}>
            {t('endConfirm')}
          </Button>
        </>
      }
    >
      <p>{t('coupon.endText')}</p>
      <ErrorLine error={end.error} />
    </Dialog>
  );
}
