import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { personName } from '../../../../ui/format/name.ts';
import { ErrorState, isMissing } from '../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { SourceText, StageTag } from '../../../../ui/tags/tags.tsx';
import { Chain } from './chain.tsx';
import { PersonActs } from './person-acts.tsx';
import { PersonBonds } from './person-bonds.tsx';
import { PersonLinks } from './person-links.tsx';
import { PersonOrders } from './person-orders.tsx';
import { PersonWorth } from './person-worth.tsx';
import { StageHistory } from './stage-history.tsx';
import { Timeline } from './timeline.tsx';

export type Person = Awaited<ReturnType<Client['people']['get']>>;

const parts = ['timeline', 'orders', 'membership', 'money', 'relations'] as const;

/** What other features tell of a person, each on a part of the page. */
interface Told {
  membership?: (person: Person) => ReactNode;
  money?: (person: Person) => ReactNode;
  /** what is to be expected of them, beside everything */
  outlook?: (person: Person) => ReactNode;
}

/** One person: who they are, what they are worth, everything that happened, who brought them and whom they brought. */
export function PersonPage(told: Told) {
  const { t } = useTranslation('relations');
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const person = useAsk(['person', id], (client, signal) => client.people.get(id, { signal }));
  if (person.error && !person.data)
    return (
      <Page title={t(isMissing(person.error) ? 'person.lost' : 'person.plain')} back={{ to: 'people', label: t('person.back') }}>
        <ErrorState error={person.error} onRetry={() => void person.refetch()} />
      </Page>
    );
  if (!person.data)
    return (
      <div className="zh-page">
        <Skeleton shape="figure" />
        <Skeleton shape="cards" count={4} />
      </div>
    );
  return <Loaded person={person.data} {...told} />;
}

function Loaded({ person, ...told }: Told & { person: Person }) {
  const { t } = useTranslation('relations');
  const format = useFormat();
  const [url, change] = useUrl();
  const shownParts = parts.filter((one) => (one !== 'money' && one !== 'membership') || told[one] !== undefined);
  const part = shownParts.find((one) => one === url.part) ?? 'timeline';
  const relations = useAsk(['person', person.id, 'relations'], (client, signal) => client.people.relations(person.id, { signal }));
  return (
    <Page
      title={personName(person)}
      actions={<PersonActs person={person} />}
      back={{ to: 'people', label: t('person.back') }}
      lead={
        <span className="zh-row">
          <StageTag stage={person.stage} />
          <span>{t('person.since', { day: format.instantDay(person.stageSince) })}</span>
          <span aria-hidden="true">·</span>
          <SourceText source={person.source} />
          {person.erasedAt ? <strong className="zh-harm">{t('person.erased', { day: format.instantDay(person.erasedAt) })}</strong> : null}
        </span>
      }
    >
      <PersonWorth personId={person.id} />
      <div className="zh-sides">
        <div className="zh-stack">
          <nav className="zh-tabs" aria-label={t('person.parts')}>
            {shownParts.map((one) => (
              <button
                key={one}
                type="button"
                className="zh-tab zh-tab-button"
                aria-current={one === part ? 'page' : undefined}
                onClick={() => change({ part: one === 'timeline' ? undefined : one })}
              >
                {t(`person.part.${one}`)}
              </button>
            ))}
          </nav>
          {part === 'timeline' ? <Timeline personId={person.id} /> : null}
          {part === 'orders' ? <PersonOrders personId={person.id} /> : null}
          {part === 'money' || part === 'membership' ? told[part]?.(person) : null}
          {part === 'relations' ? (
            <Answer of={relations} wait={<Skeleton shape="rows" />}>
              {(answer) => (
                <>
                  <Chain person={person} relations={answer} />
                  <PersonLinks personId={person.id} />
                </>
              )}
            </Answer>
          ) : null}
        </div>
        <div className="zh-stack">
          {told.outlook?.(person)}
          <Section title={t('person.about')} isCard>
            <About person={person} />
          </Section>
          <Section title={t('person.chain')} isCard>
            <Answer of={relations} wait={<Skeleton shape="text" count={2} />}>
              {(answer) => (
                <dl className="zh-facts">
                  <dt>{t('person.referrer')}</dt>
                  <dd>
                    {answer.referrer ? (
                      <Go to={`people/${answer.referrer.id}`}>
                        <bdi>{personName(answer.referrer)}</bdi>
                      </Go>
                    ) : (
                      t('person.noReferrer')
                    )}
                  </dd>
                  <dt>{t('person.directs')}</dt>
                  <dd className="zh-number">{t('person.people', { count: answer.directs, people: format.count(answer.directs) })}</dd>
                  <dt>{t('person.downline')}</dt>
                  <dd className="zh-number">{t('person.people', { count: answer.downline, people: format.count(answer.downline) })}</dd>
                </dl>
              )}
            </Answer>
          </Section>
          <Section title={t('bonds.title')} isCard>
            <PersonBonds person={person} />
          </Section>
          <Section title={t('stages.title')} isCard>
            <StageHistory personId={person.id} />
          </Section>
        </div>
      </div>
    </Page>
  );
}

function About({ person }: { person: Person }) {
  const { t } = useTranslation('relations');
  const format = useFormat();
  const consent = person.consents.find((one) => one.withdrawnAt === null);
  return (
    <dl className="zh-facts">
      {person.externalId ? (
        <>
          <dt>{t('person.externalId')}</dt>
          <dd className="zh-number">{person.externalId}</dd>
        </>
      ) : null}
      {person.identities.map((identity) => (
        <FactRow
          key={identity.kind + identity.value}
          name={t(`identity.${identity.kind}`, { defaultValue: identity.kind })}
          value={identity.value}
        />
      ))}
      <FactRow name={t('person.seen')} value={person.seenAt ? format.instantDay(person.seenAt) : t('person.seenInOrder')} />
      <FactRow
        name={t('person.consent')}
        value={
          consent
            ? t('person.consentGiven', {
                channel: t(`channel.${consent.channel}`, { defaultValue: consent.channel }),
                day: format.instantDay(consent.givenAt),
              })
            : t('person.noConsent')
        }
      />
    </dl>
  );
}

function FactRow({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </>
  );
}
