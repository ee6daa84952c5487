import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import {
  CONTACTS_PER_PERSON,
  presetOf,
  simulate,
  teamFor,
  withOverrides,
  type TeamNeed,
} from '../../../../../rooms/planner/model/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { Go } from '../../../../../ui/app/go.tsx';
import { Section } from '../../../../../ui/page/page.tsx';
import { DataTable } from '../../../../../ui/table/data-table.tsx';
import type { Design, Draft } from './use-design.ts';

const DEFAULT_MONTHS = 24;

/** Who is needed when the plan is busiest, from how many people one of the team can look after. */
export function Team({ design, draft }: { design: Design; draft: Draft }) {
  const { t } = useTranslation('design');
  const format = useFormat();
  const { params, months = DEFAULT_MONTHS, cells = {} } = draft.document;
  const busiest = useMemo(() => {
    const plan = withOverrides(presetOf(design.template), (params ?? {}) as Parameters<typeof withOverrides>[1]);
    const all = simulate(plan, { months }).map(({ month, stocks }) => ({ month, stocks: together(stocks.A, stocks.R) }));
    return all.reduce<(typeof all)[number] | null>((most, one) => (most === null || sum(one.stocks) > sum(most.stocks) ? one : most), null);
  }, [design.template, params, months]);
  const needs = teamFor(busiest?.stocks ?? { F: 0, C1: 0, C2: 0, M: 0, P: 0 });
  const heads = needs.reduce((total, need) => total + need.heads, 0);
  const ownersOf = (need: TeamNeed) => [
    ...new Set(
      need.stages.flatMap((stage) => [cells[`${stage}.team`]?.owner, cells[`${stage}.product`]?.owner]).filter((one) => one?.trim()),
    ),
  ];
  return (
    <Section
      title={t('team.title', { heads: format.count(heads), month: busiest?.month ?? 1 })}
      note={t('team.note', { contacts: format.count(CONTACTS_PER_PERSON) })}
    >
      <DataTable<TeamNeed>
        label={t('part.team')}
        rows={needs}
        rowKey={(need) => need.role}
        columns={[
          {
            id: 'role',
            title: t('team.role'),
            width: 'large',
            cell: (need) => (
              <span className="zh-wrap">
                <span className="zh-strong">{t(`team.roles.${need.role}.name`)}</span>
                <br />
                <span className="zh-soft zh-small">{t(`team.roles.${need.role}.does`)}</span>
              </span>
            ),
          },
          {
            id: 'stages',
            title: t('team.stages'),
            from: 'tablet',
            cell: (need) => need.stages.map((stage) => t(`ui:stage.${stage}`)).join(t('ui:listComma')),
          },
          {
            id: 'owner',
            title: t('team.owner'),
            cell: (need) => ownersOf(need).join(t('ui:listComma')) || <span className="zh-warning">{t('team.nobody')}</span>,
          },
          {
            id: 'contacts',
            title: t('team.contacts'),
            align: 'end',
            from: 'tablet',
            cell: (need) => (need.role === 'content' ? '–' : <span className="zh-number">{format.count(Math.round(need.contacts))}</span>),
          },
          {
            id: 'heads',
            title: t('team.heads'),
            align: 'end',
            cell: (need) => <span className="zh-number zh-strong">{t('team.headsOf', { count: need.heads })}</span>,
          },
        ]}
      />
      <p className="zh-soft zh-small">
        {t('plan:note')}{' '}
        <Go className="zh-link" to={`plan/simulate?preset=${design.template}&design=${design.id}`}>
          {t('team.simulate')}
        </Go>
      </p>
    </Section>
  );
}

type Stocks = Readonly<Record<'F' | 'C1' | 'C2' | 'M' | 'P', number>>;

function together(a: Stocks, b: Stocks): Stocks {
  return { F: a.F + b.F, C1: a.C1 + b.C1, C2: a.C2 + b.C2, M: a.M + b.M, P: a.P + b.P };
}

function sum({ F, C1, C2, M, P }: Stocks): number {
  return F + C1 + C2 + M + P;
}
