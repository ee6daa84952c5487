import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { Funnel } from '../../../../ui/charts/funnel.tsx';
import { BringFile } from '../../../../ui/page/bring-file.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { PeriodPicker } from '../../../../ui/period/period-picker.tsx';
import { knownDays, periodFrom } from '../../../../ui/period/period.ts';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { StageTag } from '../../../../ui/tags/tags.tsx';
import { stages, type StageName } from '../../../../ui/tokens/index.ts';
import { PeopleTabs } from './people-tabs.tsx';

type FunnelReply = Awaited<ReturnType<Client['figures']['funnel']>>;
type Waiting = Awaited<ReturnType<Client['figures']['waiting']>>['data'][number];

/** Where people stand between first contact and partner, how they move, and where they wait. */
export function StagesPage() {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const [url] = useUrl();
  const known = useAsk(['figures', 'equation', 'all'], (client, signal) => client.figures.equation({}, { signal }));
  const data = knownDays(known.data, format.dayOf);
  const { preset, period } = periodFrom({ period: '12m', ...url }, format.today, data);
  const funnel = useAsk(['figures', 'funnel', period], (client, signal) => client.figures.funnel(period, { signal }), {
    isOff: known.data === undefined && !known.error,
  });
  const waiting = useAsk(['figures', 'waiting'], (client, signal) => client.figures.waiting({ signal }));
  return (
    <Page
      title={t('stages.title')}
      tabs={<PeopleTabs />}
      actions={<PeriodPicker preset={preset} period={period} data={data} />}
      lead={<WaitLead waiting={waiting.data?.data ?? []} />}
    >
      <Answer of={funnel} wait={<Skeleton shape="chart" />}>
        {(answer) =>
          answer.stages.every((one) => one.people === 0) ? (
            <EmptyState picture="stages" title={t('stages.none')} text={t('stages.noneText')}>
              <BringFile />
            </EmptyState>
          ) : (
            <>
              <div className="zh-sides">
                <StageFunnel funnel={answer} />
                <Answer of={waiting} wait={<Skeleton shape="rows" />}>
                  {(list) => <WhereWait waiting={list.data} />}
                </Answer>
              </div>
              <Board funnel={answer} />
              <Transitions funnel={answer} />
            </>
          )
        }
      </Answer>
    </Page>
  );
}

/** The stage in which most people wait longer than nine of ten did before them. */
function WaitLead({ waiting }: { waiting: readonly Waiting[] }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const worst = waiting.filter((one) => one.waitingOverP90 > 0).toSorted((a, b) => b.waitingOverP90 - a.waitingOverP90)[0];
  return worst ? (
    <>
      {t('stages.lead', {
        stage: t(`ui:stage.${worst.stage}`),
        count: worst.waitingOverP90,
        people: format.count(worst.waitingOverP90),
      })}
    </>
  ) : null;
}

function StageFunnel({ funnel }: { funnel: FunnelReply }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const countOf = (stage: StageName) => funnel.stages.find((one) => one.stage === stage)?.people ?? 0;
  return (
    <Section title={t('stages.funnel')} note={t('stages.funnelNote')} isCard>
      <Funnel
        label={t('stages.funnel')}
        steps={stages.map((stage) => {
          const out = funnel.transitions
            .filter((one) => one.from === stage && stages.indexOf(one.to) > stages.indexOf(stage))
            .toSorted((a, b) => b.count - a.count)[0];
          return {
            stage,
            label: (
              <Go to={`people?stage=${stage}`} className="zh-link">
                {t(`ui:stage.${stage}`)}
              </Go>
            ),
            count: countOf(stage),
            countText: format.count(countOf(stage)),
            ...(out
              ? {
                  next: t(out.medianDays === null ? 'stages.nextNoDays' : 'stages.next', {
                    count: out.count,
                    people: format.count(out.count),
                    to: t(`ui:stage.${out.to}`),
                    median: out.medianDays === null ? '' : format.days(out.medianDays),
                    p90: out.p90Days === null ? '' : format.days(out.p90Days),
                  }),
                }
              : {}),
          };
        })}
      />
    </Section>
  );
}

function WhereWait({ waiting }: { waiting: readonly Waiting[] }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  return (
    <Section title={t('wait.title')} note={t('wait.note')} isCard>
      <ul className="zh-stack">
        {waiting
          .filter((one) => one.people > 0)
          .map((one) => (
            <li key={one.stage} className="zh-wait">
              <StageTag stage={one.stage} />
              <span>
                {one.waitingOverP90 > 0 && one.p90Days !== null ? (
                  <Go to={`people?stage=${one.stage}&sort=stageSince&order=asc`}>
                    {t('wait.over', {
                      count: one.waitingOverP90,
                      people: format.count(one.waitingOverP90),
                      days: format.days(one.p90Days),
                    })}
                  </Go>
                ) : (
                  <span className="zh-soft">{t(one.p90Days === null ? 'wait.unknown' : 'wait.none')}</span>
                )}
              </span>
            </li>
          ))}
      </ul>
    </Section>
  );
}

/** The board: a column per stage with those who came last. */
function Board({ funnel }: { funnel: FunnelReply }) {
  const { t } = useTranslation('analytics');
  return (
    <Section title={t('board.title')} note={t('board.note')}>
      <div className="zh-board" role="group" aria-label={t('board.title')} tabIndex={0}>
        {stages.map((stage) => (
          <BoardColumn key={stage} stage={stage} count={funnel.stages.find((one) => one.stage === stage)?.people ?? 0} />
        ))}
      </div>
    </Section>
  );
}

function BoardColumn({ stage, count }: { stage: StageName; count: number }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const newest = useAsk(
    ['people', 'board', stage],
    (client, signal) => client.people.list({ stage, sort: 'stageSince', order: 'desc', limit: 5 }, { signal }),
    { isOff: count === 0 },
  );
  return (
    <section className="zh-board-column" aria-label={t(`ui:stage.${stage}`)}>
      <header className="zh-row zh-row-between">
        <StageTag stage={stage} />
        <strong className="zh-number">{format.count(count)}</strong>
      </header>
      {count === 0 ? <p className="zh-soft zh-small">{t(`board.empty.${stage}`)}</p> : null}
      <ul className="zh-stack-tight">
        {newest.data?.data.map((person) => (
          <li key={person.id} className="zh-board-card">
            <PersonLink person={person} />
            <span className="zh-soft zh-small">{t('board.since', { ago: format.ago(person.stageSince) })}</span>
          </li>
        ))}
      </ul>
      {count > 5 ? <Go to={`people?stage=${stage}&sort=stageSince`}>{t('board.all')}</Go> : null}
    </section>
  );
}

function Transitions({ funnel }: { funnel: FunnelReply }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const rows = funnel.transitions.filter((one) => one.count > 0);
  if (rows.length === 0) return null;
  return (
    <Section title={t('transitions.title')} note={t('transitions.note')}>
      <DataTable
        label={t('transitions.title')}
        rows={rows}
        rowKey={(row) => `${row.from}-${row.to}`}
        columns={[
          {
            id: 'from',
            title: t('transitions.from'),
            cell: (row) => (row.from ? <StageTag stage={row.from} /> : <span className="zh-soft">{t('transitions.first')}</span>),
          },
          { id: 'to', title: t('transitions.to'), cell: (row) => <StageTag stage={row.to} /> },
          {
            id: 'count',
            title: t('transitions.count'),
            cell: (row) => format.count(row.count),
            align: 'end',
          },
          {
            id: 'median',
            title: t('transitions.median'),
            cell: (row) => (row.medianDays === null ? '–' : format.days(row.medianDays)),
            align: 'end',
          },
          {
            id: 'p90',
            title: t('transitions.p90'),
            cell: (row) => (row.p90Days === null ? '–' : format.days(row.p90Days)),
            align: 'end',
          },
        ]}
      />
    </Section>
  );
}
