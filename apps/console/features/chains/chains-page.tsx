import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { personName } from '../../../../ui/format/name.ts';
import { Choice, LongField } from '../../../../ui/page/controls.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { ReferTabs } from '../../../../ui/page/refer-tabs.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';

type Chains = Awaited<ReturnType<Client['figures']['chains']>>;
type Row = Chains['data'][number];

const sorts = ['harm', 'gratitude'] as const;
const moods = { calm: 'calm', few: 'calm', red: 'warning', paused: 'harm' } as const;
const SHOWN = 5;

/** Gratitude and harm (R6): whose friends keep, come back and thank, whose give back too much, and the brakes that stand. */
export function ChainsPage() {
  const { t } = useTranslation('chains');
  const format = useFormat();
  const [url, change] = useUrl();
  const sort = sorts.find((one) => one === url.sort) ?? 'harm';
  const harm = useAsk(['figures', 'chains', 'harm'], (client, signal) => client.figures.chains({ sort: 'harm', limit: 200 }, { signal }));
  const happy = useAsk(['figures', 'chains', 'gratitude'], (client, signal) =>
    client.figures.chains({ sort: 'gratitude', limit: 200 }, { signal }),
  );
  const share = (value: string | null) => (value === null ? '–' : format.share(value));
  const known = harm.data;
  const lead =
    known === undefined
      ? null
      : known.referrers === 0
        ? t('leadNone')
        : t('lead', {
            days: known.days,
            people: format.count(known.referrers),
            introduced: share(known.introducedRefundRate),
            brand: share(known.brandRefundRate),
          });
  return (
    <Page title={t('title')} lead={lead} tabs={<ReferTabs here="chains" />}>
      <Answer of={harm} wait={<Skeleton shape="cards" count={2} />}>
        {(bad) =>
          bad.data.length === 0 ? (
            <EmptyState picture="tree" title={t('none')} text={t('noneText', { days: bad.days })} />
          ) : (
            <>
              <div className="zh-halves">
                <Happy rows={happy.data?.data ?? []} />
                <Harm chains={bad} />
              </div>
              <div className="zh-row zh-row-end">
                <Choice
                  isLabelShown
                  label={t('sort')}
                  value={sort}
                  options={sorts.map((value) => ({ value, label: t(`sorts.${value}`) }))}
                  onChange={(value) => change({ sort: value === 'harm' ? undefined : value })}
                />
              </div>
              <Everybody rows={(sort === 'harm' ? bad : (happy.data ?? bad)).data} onOpen={(id) => change({ chain: id })} />
              <p className="zh-soft zh-read">{t('how', { least: bad.leastOrders })}</p>
              <ChainSheet
                row={bad.data.find((row) => row.person.id === url.chain) ?? null}
                limit={bad.limit}
                onClose={() => change({ chain: undefined })}
              />
            </>
          )
        }
      </Answer>
    </Page>
  );
}

function Happy({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation('chains');
  const best = rows.filter((row) => row.happy > 0).slice(0, SHOWN);
  return (
    <Section title={t('happy.title')} note={t('happy.note')} isCard>
      {best.length === 0 ? (
        <p className="zh-soft">{t('happy.none')}</p>
      ) : (
        <ul className="zh-bars">
          {best.map((row) => (
            <Bar
              key={row.person.id}
              name={personName(row.person)}
              share={row.happy / Math.max(1, row.buyers)}
              mood="good"
              says={t('happy.one', { happy: row.happy, buyers: row.buyers })}
            />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Harm({ chains }: { chains: Chains }) {
  const { t } = useTranslation('chains');
  const format = useFormat();
  const worst = chains.data
    .filter((row) => Number(row.refundRate ?? 0) > 0)
    .toSorted((a, b) => Number(b.refundRate ?? 0) - Number(a.refundRate ?? 0))
    .slice(0, SHOWN);
  const limit = chains.limit === null || Number(chains.limit) >= 1 || Number(chains.limit) === 0 ? null : Number(chains.limit);
  return (
    <Section
      title={t(chains.paused > 0 || chains.data.some((row) => row.status === 'red') ? 'harm.title' : 'harm.titleCalm')}
      note={limit === null ? t('harm.noteOpen') : t('harm.note', { limit: format.share(limit) })}
      isCard
    >
      {worst.length === 0 ? (
        <p className="zh-soft">{t('harm.none')}</p>
      ) : (
        <ul className="zh-bars">
          {worst.map((row) => (
            <Bar
              key={row.person.id}
              name={personName(row.person)}
              share={Number(row.refundRate)}
              mood={row.status === 'paused' || row.status === 'red' ? 'harm' : 'calm'}
              mark={limit}
              says={format.share(row.refundRate ?? '0')}
            />
          ))}
        </ul>
      )}
    </Section>
  );
}

interface BarProps {
  name: string;
  /** of the whole width, 0 to 1 */
  share: number;
  mood: 'good' | 'harm' | 'calm';
  says: string;
  /** where a line stands, 0 to 1 */
  mark?: number | null;
}

function Bar({ name, share, mood, says, mark = null }: BarProps) {
  return (
    <li className="zh-bars-row">
      <bdi className="zh-bars-name">{name}</bdi>
      <span className="zh-bars-track" aria-hidden="true">
        <span className={`zh-bars-fill zh-bars-${mood}`} style={{ inlineSize: `${Math.min(1, share) * 100}%` }} />
        {mark === null ? null : <span className="zh-bars-mark" style={{ insetInlineStart: `${mark * 100}%` }} />}
      </span>
      <span className="zh-number">{says}</span>
    </li>
  );
}

function Everybody({ rows, onOpen }: { rows: readonly Row[]; onOpen: (id: string) => void }) {
  const { t } = useTranslation('chains');
  const format = useFormat();
  const mayLift = useMay('money');
  const [lifting, setLifting] = useState<Row | null>(null);
  return (
    <>
      <DataTable<Row>
        label={t('title')}
        rows={rows}
        rowKey={(row) => row.person.id}
        isTall
        columns={[
          {
            id: 'who',
            title: t('who'),
            width: 'large',
            cell: (row) => (
              <button type="button" className="zh-text-button zh-link" aria-haspopup="dialog" onClick={() => onOpen(row.person.id)}>
                <bdi>{personName(row.person)}</bdi>
              </button>
            ),
          },
          { id: 'buyers', title: t('buyers'), cell: (row) => format.count(row.buyers), align: 'end' },
          { id: 'returning', title: t('returning'), cell: (row) => format.count(row.returning), align: 'end', from: 'tablet' },
          { id: 'sales', title: t('sales'), cell: (row) => <MoneyText money={row.sales} />, align: 'end', from: 'tablet' },
          {
            id: 'refundRate',
            title: t('refundRate'),
            cell: (row) => (row.refundRate === null ? '–' : format.share(row.refundRate)),
            align: 'end',
          },
          { id: 'complaints', title: t('complaints'), cell: (row) => format.count(row.complaints), align: 'end', from: 'desktop' },
          {
            id: 'stars',
            title: t('stars'),
            cell: (row) => (row.stars === null ? '–' : Number(row.stars).toFixed(1)),
            align: 'end',
            from: 'desktop',
          },
          { id: 'thanks', title: t('thanks'), cell: (row) => format.count(row.thanks), align: 'end', from: 'desktop' },
          {
            id: 'status',
            title: t('status'),
            width: 'medium',
            cell: (row) => (
              <span>
                <StateTag mood={moods[row.status]}>
                  {t(`statuses.${row.status}`, { day: row.pausedSince ? format.instantDay(row.pausedSince) : '' })}
                </StateTag>
                {row.liftedAt && row.status !== 'paused' ? (
                  <div className="zh-soft zh-small">{t('lifted', { day: format.instantDay(row.liftedAt) })}</div>
                ) : null}
              </span>
            ),
          },
          ...(mayLift && rows.some((row) => row.case !== null)
            ? [
                {
                  id: 'lift',
                  title: t('lift.open'),
                  align: 'end' as const,
                  cell: (row: Row) =>
                    row.case === null ? null : (
                      <Button size="small" onClick={() => setLifting(row)}>
                        {t('lift.yes')}
                      </Button>
                    ),
                },
              ]
            : []),
        ]}
      />
      {lifting ? <Lift row={lifting} onClose={() => setLifting(null)} /> : null}
    </>
  );
}

function Lift({ row, onClose }: { row: Row; onClose: () => void }) {
  const { t } = useTranslation('chains');
  const [reason, setReason] = useState('');
  const name = personName(row.person);
  const lift = useAct((client) => client.cases.close(row.case ?? '', { outcome: 'release', reason: reason.trim() }), onClose);
  return (
    <Confirm
      title={t('lift.title', { name })}
      onClose={onClose}
      confirm={t('lift.yes')}
      isReady={reason.trim() !== ''}
      act={lift}
      onConfirm={() => lift.mutate()}
    >
      <p>{t('lift.text', { name })}</p>
      <LongField label={t('lift.reason')} value={reason} onChange={setReason} isRequired />
      <p>
        <Go to={`money/cases?case=${row.case}`}>{t('lift.case')}</Go>
      </p>
    </Confirm>
  );
}

function ChainSheet({ row, limit, onClose }: { row: Row | null; limit: string | null; onClose: () => void }) {
  const { t } = useTranslation('chains');
  return (
    <Dialog
      kind="sheet"
      title={row ? t('chain.open', { name: personName(row.person) }) : t('title')}
      isOpen={row !== null}
      onClose={onClose}
    >
      {row ? <Generations row={row} limit={limit} /> : null}
    </Dialog>
  );
}

function Generations({ row, limit }: { row: Row; limit: string | null }) {
  const { t } = useTranslation('chains');
  const format = useFormat();
  const chain = useAsk(['chain', row.person.id], (client, signal) => client.people.chain(row.person.id, { signal }));
  const name = personName(row.person);
  const share = (value: string | null) => (value === null ? '–' : format.share(value));
  return (
    <div className="zh-stack">
      {row.bound === null || limit === null ? null : <p>{t('chain.bound', { bound: share(row.bound), limit: share(limit) })}</p>}
      {chain.error ? <ErrorLine error={chain.error} /> : null}
      {chain.data === undefined ? (
        chain.error ? null : (
          <Skeleton shape="text" count={4} />
        )
      ) : chain.data.generations.length === 0 ? (
        <p className="zh-soft">{t('chain.none')}</p>
      ) : (
        <DataTable
          label={t('chain.generations')}
          rows={chain.data.generations}
          rowKey={(each) => String(each.depth)}
          columns={[
            {
              id: 'depth',
              title: t('chain.step'),
              cell: (each) => (each.depth === 1 ? t('chain.first', { name }) : t('chain.depth', { depth: each.depth })),
            },
            { id: 'people', title: t('chain.people'), cell: (each) => format.count(each.people), align: 'end' },
            { id: 'buyers', title: t('chain.bought'), cell: (each) => format.count(each.buyers), align: 'end' },
            { id: 'refundRate', title: t('refundRate'), cell: (each) => share(each.refundRate), align: 'end' },
          ]}
        />
      )}
      <p>
        {t('chain.toPerson')} <PersonLink person={row.person} />
      </p>
    </div>
  );
}
