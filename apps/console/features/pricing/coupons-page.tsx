import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { useUrl } from '../../../../ui/app/go.tsx';
import { formatPpm } from '../../../../ui/format/number.ts';
import { ConvertTabs } from '../../../../ui/page/convert-tabs.tsx';
import { ListPage } from '../../../../ui/page/list-page.tsx';
import { CouponForm, type Coupon } from './coupon-form.tsx';
import { EndPrice } from './end.tsx';
import { OverChoice } from './gives.tsx';
import { StateOf, usePeriodWords } from './rule-words.tsx';

/** Codes that take something off an order: how much, for whom, how many are left. */
export function CouponsPage() {
  const { t } = useTranslation('pricing');
  const format = useFormat();
  const when = usePeriodWords();
  const mayWrite = useMay('products');
  const [url, change] = useUrl();
  const [written, setWritten] = useState<Coupon | 'new' | null>(null);
  const [ending, setEnding] = useState<Coupon | null>(null);
  const isOver = url.over === 'yes';
  const filter = isOver ? { over: true } : {};
  const coupons = useRows<Coupon>(['coupons', filter], (client, page, signal) => client.coupons.list({ ...filter, ...page }, { signal }));
  return (
    <ListPage<Coupon>
      title={t('coupon.title')}
      lead={t('coupon.lead')}
      tabs={<ConvertTabs here="coupons" />}
      make={mayWrite ? { label: t('coupon.make'), onMake: () => setWritten('new') } : null}
      filters={<OverChoice isOver={isOver} onChange={(over) => change({ over })} />}
      picture="products"
      none={{ title: t('coupon.none'), text: t('coupon.noneText') }}
      noneFiltered={{ title: t('coupon.noneOver') }}
      isFiltered={isOver}
      of={coupons}
      rowKey={(row) => row.id}
      columns={[
        { id: 'code', title: t('coupon.code'), cell: (row) => <code className="zh-code">{row.code}</code> },
        { id: 'name', title: t('name'), cell: (row) => <bdi title={row.name}>{row.name}</bdi>, width: 'medium', from: 'tablet' },
        {
          id: 'off',
          title: t('coupon.off'),
          cell: (row) => <span className="zh-number">{row.off ? format.money(row.off) : formatPpm(row.offPpm ?? 0, format.language)}</span>,
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
        ...(mayWrite && !isOver
          ? [
              {
                id: 'act',
                title: t('act'),
                cell: (row: Coupon) => (
                  <span className="zh-row zh-row-acts">
                    <Button size="small" aria-label={t('editOf', { name: row.code })} onClick={() => setWritten(row)}>
                      {t('edit')}
                    </Button>
                    <Button size="small" aria-label={t('endOf', { name: row.code })} onClick={() => setEnding(row)}>
                      {t('end')}
                    </Button>
                  </span>
                ),
                align: 'end' as const,
              },
            ]
          : []),
      ]}
    >
      {written ? <CouponForm coupon={written === 'new' ? null : written} onClose={() => setWritten(null)} /> : null}
      {ending ? (
        <EndPrice
          name={ending.code}
          text={t('coupon.endText')}
          end={(client) => client.coupons.end(ending.id)}
          onClose={() => setEnding(null)}
        />
      ) : null}
    </ListPage>
  );
}
