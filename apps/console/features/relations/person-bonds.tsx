import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActor } from '../../../../ui/app/actor.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { personName } from '../../../../ui/format/name.ts';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { ChangeAttribution, ChangeSponsor } from './change-hands.tsx';
import type { Person } from './person-page.tsx';

/** Whose customer somebody is: who earns from their orders now, how firmly, until when; and whose team they are in. */
export function PersonBonds({ person }: { person: Person }) {
  const { t } = useTranslation('relations');
  const actor = useActor();
  const format = useFormat();
  const mayWrite = useMay('partners');
  const [open, setOpen] = useState<'attribution' | 'sponsor' | null>(null);
  const personId = person.id;
  const bonds = useAsk(['person', personId, 'bonds'], (client, signal) => client.people.bonds(personId, { signal }));
  return (
    <Answer of={bonds} wait={<Skeleton shape="text" count={4} />}>
      {(answer) => {
        const { attribution, next, sponsorship, holds, waiting } = answer;
        const named = { id: personId, name: personName(person) };
        return (
          <>
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
                    {t('bonds.holdsCustomers', { count: holds.customers, customers: format.count(holds.customers) })}
                    {t('ui:listComma')}
                    {t('bonds.holdsPartners', { count: holds.partners, partners: format.count(holds.partners) })}
                  </dd>
                </>
              ) : null}
            </dl>
            {attribution && attribution.suspect.length > 0 ? (
              <p className="zh-note zh-note-warning">
                {t('bonds.suspect', { what: attribution.suspect.map((kind) => t(`bonds.trace.${kind}`)).join(t('ui:listComma')) })}
              </p>
            ) : null}
            {waiting ? (
              <p className="zh-note zh-note-warning">
                {t('hands.waits', {
                  name: waiting.person ? personName(waiting.person) : t('bonds.nobody'),
                  by: actor(waiting.askedBy),
                })}{' '}
                <Go to="refer/pool">{t('hands.toPool')}</Go>
              </p>
            ) : null}
            {mayWrite && person.erasedAt === null ? (
              <div className="zh-row">
                <Button size="small" disabled={waiting !== null} onClick={() => setOpen('attribution')}>
                  {t('hands.open')}
                </Button>
                {person.stage === 'partner' ? (
                  <Button size="small" onClick={() => setOpen('sponsor')}>
                    {t('team.open')}
                  </Button>
                ) : null}
              </div>
            ) : null}
            {open === 'attribution' ? <ChangeAttribution person={named} bonds={answer} onClose={() => setOpen(null)} /> : null}
            {open === 'sponsor' ? <ChangeSponsor person={named} bonds={answer} onClose={() => setOpen(null)} /> : null}
          </>
        );
      }}
    </Answer>
  );
}
