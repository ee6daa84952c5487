import { useTranslation } from 'react-i18next';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { ErrorState } from '../../../../ui/page/error-state.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { addDays } from '../../../../ui/format/time.ts';
import { StateTag } from '../../../../ui/tags/tags.tsx';

const moods = { green: 'good', red: 'harm', tooLittleData: 'calm', off: 'calm' } as const;

/** Whether the plan lives on sales to people who are no partners (compliance P21), with the limits beside what was measured. */
export function PlanGauge() {
  const { t } = useTranslation('partners');
  const format = useFormat();
  const gauge = useAsk(['gauge'], (client, signal) => client.figures.gauge({ signal }));
  if (gauge.error && !gauge.data) return <ErrorState error={gauge.error} onRetry={() => void gauge.refetch()} />;
  if (!gauge.data) return <Skeleton shape="cards" count={1} />;
  const found = gauge.data;
  if (found.status === 'off') return null;
  const share = (value: string | null) => (value === null ? '–' : format.share(value));
  return (
    <Section
      title={t('gauge.title')}
      note={t('gauge.note', { from: format.day(found.from), to: format.day(addDays(found.to, -1)) })}
      actions={<StateTag mood={moods[found.status]}>{t(`gauge.states.${found.status}`)}</StateTag>}
    >
      <dl className="zh-counts">
        <div>
          <dt className="zh-soft">{t('gauge.retail')}</dt>
          <dd className="zh-number zh-strong">{share(found.retailShare)}</dd>
          <dd className="zh-soft zh-small zh-counts-note">{t('gauge.atLeast', { share: share(found.minRetailShare) })}</dd>
        </div>
        <div>
          <dt className="zh-soft">{t('gauge.ownUse')}</dt>
          <dd className="zh-number zh-strong">{share(found.ownUseShare)}</dd>
          <dd className="zh-soft zh-small zh-counts-note">{t('gauge.atMost', { share: share(found.maxOwnUseShare) })}</dd>
        </div>
        <div>
          <dt className="zh-soft">{t('gauge.top')}</dt>
          <dd className="zh-number">{share(found.topOnePercentShare)}</dd>
        </div>
        <div>
          <dt className="zh-soft">{t('gauge.paidMore')}</dt>
          <dd className="zh-number">{share(found.paidMoreShare)}</dd>
          <dd className="zh-soft zh-small zh-counts-note">{t('gauge.ofPartners', { partners: format.count(found.partners) })}</dd>
        </div>
        <div>
          <dt className="zh-soft">{t('gauge.refunds')}</dt>
          <dd className="zh-number">{share(found.refundRate)}</dd>
        </div>
        <div>
          <dt className="zh-soft">{t('gauge.orders')}</dt>
          <dd className="zh-number">{format.count(found.referredOrders)}</dd>
        </div>
      </dl>
    </Section>
  );
}
