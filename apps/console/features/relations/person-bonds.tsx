import { useTranslation } from 'react-i18next';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { personName } from '../../../../ui/format/name.ts';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';

/** Whose customer somebody is: who earns from their orders now, how firmly, until when; and whose team they are in. */
export function PersonBonds({ personId }: { personId: string }) {
  const { t } = useTranslation('relations');
  const format = useFormat();
  const bonds = useAsk(['person', personId, 'bonds'], (client, signal) => client.people.bonds(personId, { signal }));
  return (
    <Answer of={bonds} wait={<Skeleton shape="text" count={4} />}>
      {({ attribution, next, sponsorship, holds }) => (
        <dl className="zh-facts">
          <dt>{t('bonds.earns')}</dt>
          <dd>
            {attribution ? (
              <>
                <Go to={`people/${attribution.person.id}`}>
                  <bdi>{personName(attribution.person)}</bdi>
                </Go>{' '}
                <span className="zh-soft zh-small">{t(`bonds.cause.${attribution.cause}`, { defaultValue: '' })}</span>
              </>
            ) : (
              t('bonds.nobody')
            )}
          </dd>
          {attribution ? (
            <>
              <dt>{t('bonds.until')}</dt>
              <dd>{attribution.until ? format.instantDay(attribution.until) : t('bonds.forever')}</dd>
              <dt>{t('bonds.protected')}</dt>
              <dd>
                {attribution.protectedUntil
                  ? (attribution.protectionDaysLeft ?? 0) > 0
                    ? t('bonds.protectedUntil', {
                        day: format.instantDay(attribution.protectedUntil),
                        left: format.days(attribution.protectionDaysLeft ?? 0),
                      })
                    : t('bonds.protectionOver')
                  : t('bonds.protectedForever')}
              </dd>
            </>
          ) : null}
          {attribution?.reason ? (
            <>
              <dt>{t('bonds.reason')}</dt>
              <dd>
                <bdi>{attribution.reason}</bdi>
              </dd>
            </>
          ) : null}
          {next ? (
            <>
              <dt>{t('bonds.next')}</dt>
              <dd>
                {t('bonds.nextFrom', {
                  day: format.instantDay(next.from),
                  name: next.person ? personName(next.person) : t('bonds.nobody'),
                })}
              </dd>
            </>
          ) : null}
          {sponsorship ? (
            <>
              <dt>{t('bonds.team')}</dt>
              <dd>
                <Go to={`people/${sponsorship.person.id}`}>
                  <bdi>{personName(sponsorship.person)}</bdi>
                </Go>
              </dd>
            </>
          ) : null}
          {holds.customers > 0 || holds.partners > 0 ? (
            <>
              <dt>{t('bonds.holds')}</dt>
              <dd className="zh-number">
                {t('bonds.holdsCount', { customers: format.count(holds.customers), partners: format.count(holds.partners) })}
              </dd>
            </>
          ) : null}
        </dl>
      )}
    </Answer>
  );
}
