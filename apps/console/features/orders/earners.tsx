import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useFormat } from '../../../../ui/app/context.tsx';
import { formatPpm } from '../../../../ui/format/number.ts';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';

export type Commissions = Awaited<ReturnType<Client['orders']['commissions']>>;
export type Commission = Commissions['data'][number];
export type NotPaid = Commissions['notPaid'][number];

/** Who would earn on an order that is not placed yet, one row per person, and what stays with the brand. */
export function Earners({ of }: { of: Pick<Commissions, 'data' | 'notPaid' | 'plan'> }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const people = new Map<string, { first: Commission; amount: bigint }>();
  for (const row of of.data) {
    const known = people.get(row.payee);
    people.set(row.payee, { first: known?.first ?? row, amount: (known?.amount ?? 0n) + BigInt(row.amount.amount) });
  }
  const total = [...people.values()].reduce((sum, one) => sum + one.amount, 0n);
  const reasons = [...new Set(of.notPaid.filter((one) => one.outcome !== 'noRule').map((one) => one.outcome))];
  return (
    <div className="zh-stack-tight">
      <h3>{t('earn.would')}</h3>
      {people.size === 0 ? (
        <p className="zh-soft">{t(of.plan ? 'earn.nobody' : 'earn.noPlan')}</p>
      ) : (
        <dl className="zh-sum">
          {[...people.values()].map(({ first, amount }) => (
            <div key={first.payee} className="zh-fact">
              <dt>
                {first.person ? <PersonLink person={first.person} /> : '–'}{' '}
                <span className="zh-soft zh-small">{t('earn.depth', { depth: first.depth })}</span>
              </dt>
              <dd className="zh-number">{format.minor(amount)}</dd>
            </div>
          ))}
          {people.size > 1 ? (
            <>
              <dt className="zh-soft">{t('earn.together')}</dt>
              <dd className="zh-number zh-soft">{format.minor(total)}</dd>
            </>
          ) : null}
        </dl>
      )}
      {reasons.map((reason) => (
        <p key={reason} className="zh-soft zh-small">
          {t(`outcome.${reason}`)}
        </p>
      ))}
    </div>
  );
}

/** A rate in percent, or that it is money per piece. */
export function RateText({ ratePpm }: { ratePpm: number | null }) {
  const { t } = useTranslation('orders');
  const { language } = useFormat();
  return <span className="zh-number">{ratePpm === null ? t('earn.perPiece') : formatPpm(ratePpm, language)}</span>;
}

/** What a commission counts for now: its amount, and what was taken back of it. */
export function KeptText({ commission }: { commission: Pick<Commission, 'amount' | 'reversed'> }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  if (commission.reversed.amount === '0') return <MoneyText money={commission.amount} />;
  const kept = BigInt(commission.amount.amount) - BigInt(commission.reversed.amount);
  return (
    <span className="zh-number" title={t('earn.takenBack', { amount: format.money(commission.reversed) })}>
      <s className="zh-soft zh-small">{format.money(commission.amount)}</s> {format.minor(kept)}
    </span>
  );
}
