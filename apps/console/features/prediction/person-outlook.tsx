import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { offText } from './off.ts';
import { isOld } from './old.ts';
import { said } from './said.ts';
import { Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';

type Outlook = Awaited<ReturnType<Client['people']['prediction']>>;

/** What to expect of one person: when they come again, what they bring, and why. */
export function PersonOutlook({ personId }: { personId: string }) {
  const { t } = useTranslation('prediction');
  const outlook = useAsk(['person', personId, 'prediction'], (client, signal) =>
    client.people.prediction(personId, { horizon: 52 }, { signal }),
  );
  return (
    <Section title={t('person.title')} isCard>
      <Answer of={outlook} wait={<Skeleton shape="text" count={4} />}>
        {(told) => <Told told={told} />}
      </Answer>
    </Section>
  );
}

function Told({ told }: { told: Outlook }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  if (told.person !== 'known' || told.history === null) return <p className="zh-soft">{t(`person.${told.person}`)}</p>;
  if (told.expectedOrders === null || told.expectedValue === null || told.interval === null)
    return <p className="zh-soft">{t('person.nothing')}</p>;
  const { history, next, lifetimeValue: value, card } = told;
  const pause = history.meanPauseDays;
  return (
    <div className="zh-stack">
      <p>
        {next === null
          ? t('person.notWaited')
          : next.middle === null || next.late === null
            ? t('person.perhaps', { early: format.day(next.early) })
            : t('person.window', { early: format.day(next.early), late: format.day(next.late), middle: format.day(next.middle) })}
      </p>
      <dl className="zh-facts">
        {told.pAlive === null || (history.purchaseDays < 2 && card === null) ? null : (
          <>
            <dt>{t(card?.stays == null ? 'person.alive' : 'person.stays')}</dt>
            <dd className="zh-number">{format.share(told.pAlive, 0)}</dd>
          </>
        )}
        <dt>{t('person.year', { weeks: told.horizon })}</dt>
        <dd className="zh-number">
          {t('person.orders', {
            orders: said(format, told.expectedOrders),
            low: format.count(told.interval.low),
            high: format.count(told.interval.high),
          })}
        </dd>
        {value === null || told.spendReason === 'nothingSpent'
          ? null
          : value.horizons.map((each) => (
              <Fragment key={each.weeks}>
                <dt>{t('person.lifetime', { weeks: each.weeks })}</dt>
                <dd className="zh-number">
                  {format.money(each.value)}
                  <div className="zh-soft zh-small">
                    {t('between', { low: format.money(each.low, { style: 'short' }), high: format.money(each.high, { style: 'short' }) })}
                  </div>
                </dd>
              </Fragment>
            ))}
        {card === null ? null : (
          <>
            <dt>{t('person.card', { day: format.instantDay(card.endsAt) })}</dt>
            <dd className="zh-number">
              {card.renewalChance === null
                ? t('person.cardUnknown', { ends: format.count(card.seen.ends) })
                : t('person.renews', { share: format.share(card.renewalChance, 0) })}
            </dd>
          </>
        )}
      </dl>
      {value === null || told.spendReason === 'nothingSpent' ? null : <Counted value={value} />}
      <p className="zh-soft zh-small">
        {pause === null
          ? t('person.whyOnce', { day: format.day(history.lastOn) })
          : t('person.why', {
              days: history.purchaseDays,
              pause: format.days(Math.round(pause)),
              day: format.day(history.lastOn),
            })}{' '}
        {told.status === 'ok' ? null : t(`person.instead.${told.method}`)}
        {told.dataTo && isOld(told.dataTo, format.today) ? ` ${t('person.old', { day: format.day(told.dataTo) })}` : null}
      </p>
    </div>
  );
}

/** How the value was counted, what a renewal adds to it, and how far people like this one were off in the test. */
function Counted({ value }: { value: NonNullable<Outlook['lifetimeValue']> }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const { basis, renewal, test } = value;
  return (
    <ul className="zh-stack zh-soft zh-small">
      <li>
        {t(`person.counted.${value.marginFrom}`, { margin: format.decimal(value.marginPpm / 10_000, 0) })}{' '}
        {basis.discountPpm === 0
          ? t('value.undiscounted')
          : t('value.discount', { discount: format.share(basis.discountPpm / 1_000_000, 0) })}
      </li>
      {renewal === null ? null : (
        <li>
          {t('person.renewal', {
            fee: format.money(renewal.fee),
            leaves: format.money(renewal.leaves),
            chance: format.share(renewal.chance, 0),
          })}{' '}
          {t(`person.renewalFrom.${renewal.from}`, { ends: format.count(renewal.seen.ends), renewed: format.count(renewal.seen.renewed) })}
        </li>
      )}
      <li>
        {test === null
          ? t('value.untested')
          : t('person.tested', {
              often: t(`value.often.${test.often}`),
              people: format.count(test.people),
              each: format.money(test.meanError),
              off: offText(format, test.off),
            })}
      </li>
    </ul>
  );
}
