import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { useUrl } from '../../../../ui/app/go.tsx';
import { BringFile } from '../../../../ui/page/bring-file.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { StageTag } from '../../../../ui/tags/tags.tsx';
import { PeopleTabs } from './people-tabs.tsx';

type CandidateList = Awaited<ReturnType<Client['figures']['candidates']>>;
type Candidate = CandidateList['data'][number];

/** Who already behaves like a member or a partner, and why: each point of the score is a reason. */
export function CandidatesPage() {
  const { t } = useTranslation('analytics');
  const [url, change] = useUrl();
  const kind = url.for === 'partnership' ? 'partnership' : 'membership';
  const list = useRows<Candidate, CandidateList>(['figures', 'candidates', kind], (client, page, signal) =>
    client.figures.candidates({ for: kind, ...page }, { signal }),
  );
  return (
    <Page
      title={t('natural.title')}
      tabs={<PeopleTabs />}
      lead={t(`natural.lead.${kind}`)}
      actions={
        <Segmented
          value={kind}
          options={(['membership', 'partnership'] as const).map((value) => ({
            value,
            label: t(`natural.for.${value}`),
          }))}
          onChange={(value) => change({ for: value })}
          aria-label={t('natural.title')}
        />
      }
    >
      <RowsTable<Candidate>
        of={list}
        wait={8}
        none={
          <EmptyState picture="people" title={t('natural.none')} text={t(`natural.noneText.${kind}`)}>
            <BringFile />
          </EmptyState>
        }
        note={t('natural.how')}
        label={t('natural.title')}
        rowKey={(row) => row.person.id}
        columns={[
          {
            id: 'name',
            title: t('people.name'),
            cell: (row) => <PersonLink person={row.person} />,
            width: 'medium',
          },
          {
            id: 'score',
            title: t('natural.score'),
            cell: (row) => <strong>{row.score}</strong>,
            align: 'end',
            width: 'tiny',
          },
          { id: 'why', title: t('natural.why'), cell: (row) => <Reasons reasons={row.reasons} /> },
          {
            id: 'stage',
            title: t('people.stage'),
            cell: (row) => <StageTag stage={row.stage} />,
            from: 'tablet',
          },
          {
            id: 'own',
            title: t('people.own'),
            cell: (row) => <MoneyText money={row.own} />,
            align: 'end',
            from: 'tablet',
          },
          {
            id: 'influence',
            title: t('people.influence'),
            cell: (row) => <MoneyText money={row.influence} />,
            align: 'end',
            from: 'desktop',
          },
          {
            id: 'next',
            title: t('natural.next'),
            cell: (row) => t(`natural.step.${row.nextStep}`),
            from: 'desktop',
          },
        ]}
      />
    </Page>
  );
}

function Reasons({ reasons }: { reasons: Candidate['reasons'] }) {
  const { t } = useTranslation('analytics');
  const format = useFormat();
  const shown = reasons.filter((reason) => reason.points > 0).toSorted((a, b) => b.points - a.points);
  const say = (reason: Candidate['reasons'][number]) => {
    const isMoney = reason.id === 'spend' || reason.id === 'influence';
    const value =
      isMoney && /^-?\d+$/.test(reason.value)
        ? format.minor(BigInt(reason.value), { style: 'short' })
        : /^\d+\.\d+$/.test(reason.value)
          ? format.decimal(reason.value, 1)
          : reason.value;
    return t(`natural.reason.${reason.id}`, { value });
  };
  return (
    <ul className="zh-row zh-reasons">
      {shown.slice(0, 3).map((reason) => (
        <li key={reason.id} className="zh-tag" title={t('natural.points', { points: reason.points })}>
          {say(reason)} <span className="zh-soft zh-number">+{reason.points}</span>
        </li>
      ))}
    </ul>
  );
}
