import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';

type History = Awaited<ReturnType<Client['people']['tiers']>>;
type Stand = History['data'][number];

/** The tiers somebody stood in, the newest first: why each began, until when it holds, and why it ended. */
export function PersonTiers({ personId }: { personId: string }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  const tiers = useAsk(['person', personId, 'tiers'], (client, signal) => client.people.tiers(personId, { signal }));
  const note = tiers.data ? t('personTier.growth', { growth: format.count(tiers.data.growth) }) : null;
  return (
    <Section title={t('personTier.title')} note={note}>
      <Answer of={tiers} wait={<Skeleton shape="rows" count={2} />}>
        {(history) => <Stands history={history} />}
      </Answer>
    </Section>
  );
}

function Stands({ history }: { history: History }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  const warned = history.data.find((row) => row.to === null && row.fallsAt !== null);
  if (history.data.length === 0) return <p className="zh-soft">{t('personTier.none')}</p>;
  return (
    <>
      {warned?.fallsAt ? (
        <p className="zh-note zh-note-warning">
          {t('personTier.warned', { day: format.instantDay(warned.fallsAt), tier: warned.tier.name, keep: format.count(warned.keep) })}
        </p>
      ) : null}
      <DataTable<Stand>
        label={t('personTier.title')}
        rows={history.data}
        rowKey={(row) => row.from + row.tier.id}
        columns={[
          {
            id: 'tier',
            title: t('tier.name'),
            cell: (row) => (
              <span className="zh-row">
                <bdi>{row.tier.name}</bdi>
                {row.to === null ? <Standing isOn={row.tier.id === history.inForce?.id} /> : null}
              </span>
            ),
            width: 'medium',
          },
          {
            id: 'from',
            title: t('personTier.from'),
            cell: (row) => (
              <span>
                {format.instantDay(row.from)}
                <div className="zh-soft zh-small">{t(`personTier.by.${row.gainedBy}`, { grown: format.count(row.grown) })}</div>
              </span>
            ),
            width: 'medium',
          },
          {
            id: 'to',
            title: t('personTier.to'),
            cell: (row) =>
              row.to === null ? (
                t('person.until', { day: format.instantDay(row.validUntil) })
              ) : (
                <span>
                  {format.instantDay(row.to)}
                  {row.ended ? <div className="zh-soft zh-small">{t(`personTier.ended.${row.ended}`)}</div> : null}
                </span>
              ),
          },
          {
            id: 'keep',
            title: t('tier.keep'),
            cell: (row) => <span className="zh-number">{format.count(row.keep)}</span>,
            align: 'end',
            from: 'tablet',
          },
        ]}
      />
    </>
  );
}

/** A tier sleeps while no card runs. */
function Standing({ isOn }: { isOn: boolean }) {
  const { t } = useTranslation('membership');
  return <StateTag mood={isOn ? 'good' : 'warning'}>{t(isOn ? 'personTier.inForce' : 'personTier.asleep')}</StateTag>;
}
