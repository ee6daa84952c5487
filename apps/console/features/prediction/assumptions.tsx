import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';
import type { Prediction } from './predict-page.tsx';

/** What has to be true for the figures to be right, what was looked at, and the numbers of the fit. */
export function Assumptions({ told }: { told: Prediction }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const { correlation, asks, bgNbd, gammaGamma } = told;
  const isApart = correlation !== null && Math.abs(correlation) < asks.correlationBelow;
  const number = (value: number) => format.decimal(value, 3);
  return (
    <Section title={t('assume.title')} isCard>
      <ul className="zh-stack zh-read">
        <li>
          <p>{t('assume.spend')}</p>
          <StateTag mood={correlation === null ? 'calm' : isApart ? 'good' : 'warning'}>
            {correlation === null
              ? t('assume.spendUnknown')
              : t(isApart ? 'assume.spendApart' : 'assume.spendTied', {
                  value: format.decimal(correlation, 2),
                  limit: format.decimal(asks.correlationBelow, 1),
                })}
          </StateTag>
        </li>
        <li>{t('assume.season')}</li>
        <li>{t('assume.free')}</li>
        <li>{t('assume.newcomers')}</li>
      </ul>
      <dl className="zh-facts">
        <dt>{told.calibrationEnd === null ? t('assume.people') : t('assume.peopleUntil', { day: format.day(told.calibrationEnd) })}</dt>
        <dd className="zh-number">
          {t('assume.peopleOf', { customers: format.count(told.customers), repeaters: format.count(told.repeaters) })}
        </dd>
        {bgNbd && told.status === 'ok' ? (
          <>
            <dt>{t('assume.often')}</dt>
            <dd className="zh-number">
              r {number(bgNbd.r)} · α {number(bgNbd.alpha)} · a {number(bgNbd.a)} · b {number(bgNbd.b)}
            </dd>
          </>
        ) : null}
        {gammaGamma && told.spendReason === null ? (
          <>
            <dt>{t('assume.much')}</dt>
            <dd className="zh-number">
              p {number(gammaGamma.p)} · q {number(gammaGamma.q)} · γ {number(gammaGamma.gamma)}
            </dd>
          </>
        ) : null}
      </dl>
      {told.forecast.spendReason === null || told.forecast.method === 'none' ? null : (
        <p className="zh-soft zh-read">{t(`spend.${told.forecast.spendReason}`)}</p>
      )}
    </Section>
  );
}
