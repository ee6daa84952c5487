import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../sdk/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { Go } from '../../../../../ui/app/go.tsx';
import { EmptyState } from '../../../../../ui/page/empty-state.tsx';

type Leak = Awaited<ReturnType<Client['figures']['leaks']>>['data'][number];

/** The three places where most is lost, in words, each with the people behind it and what it could bring. */
export function Leaks({ leaks }: { leaks: readonly Leak[] }) {
  const { t } = useTranslation('analytics');
  if (leaks.length === 0) return <EmptyState picture="loop" title={t('leaks.none')} text={t('leaks.noneText')} />;
  return (
    <ol className="zh-grid">
      {leaks.slice(0, 3).map((leak) => (
        <LeakCard key={leak.id} leak={leak} />
      ))}
    </ol>
  );
}

function LeakCard({ leak }: { leak: Leak }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const words = wordsOf(leak, format);
  const behind = leak.filter ? `people?${new URLSearchParams(leak.filter).toString()}` : ordersBehind[leak.id];
  return (
    <li className="zh-card zh-leak">
      <h3>
        {leak.id === 'noReferrals' && Number(leak.facts.share) === 0 ? t('leak.noReferrals.titleZero') : t(`leak.${leak.id}.title`, words)}
      </h3>
      <p className="zh-soft">{t(`leak.${leak.id}.text`, words)}</p>
      {leak.worth && leak.worth.amount !== '0' ? (
        <p className="zh-leak-worth">
          <span className="zh-soft zh-small">{t('leaks.worth')}</span>{' '}
          <strong className="zh-number">{format.money(leak.worth, { style: 'short' })}</strong>
          {words.assumedShare ? <span className="zh-soft zh-small">{t('leaks.assume', { share: words.assumedShare })}</span> : null}
        </p>
      ) : null}
      {behind ? <Go to={behind}>{t(`leak.${leak.id}.see`, words)}</Go> : null}
    </li>
  );
}

/** Leaks that are no group of people, but of orders. */
const ordersBehind: Partial<Record<Leak['id'], string>> = {
  anonymousSales: 'orders?origin=anonymous',
  paidDependence: 'orders?origin=paid',
};

/** Facts as words: shares (`…Share`, `…Rate`) as percent, days with their unit, counts with thousands. */
function wordsOf(leak: Leak, format: ReturnType<typeof useFormat>): Record<string, string> {
  const words: Record<string, string> = { people: leak.people === null ? '' : format.count(leak.people) };
  for (const [name, value] of Object.entries(leak.facts)) {
    if (/(share|rate)$/i.test(name)) words[name] = format.share(value);
    else if (/days$/i.test(name)) words[name] = format.days(Number(value));
    else if (/(sales|amount|spend|value|order)$/i.test(name) && typeof value === 'string' && /^-?\d+$/.test(value))
      words[name] = format.minor(BigInt(value));
    else words[name] = typeof value === 'number' ? format.count(value) : value;
  }
  return words;
}
