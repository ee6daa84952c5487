import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';
import { PersonPoints } from './person-points.tsx';
import { PersonPrivileges } from './person-privileges.tsx';
import { PersonTiers } from './person-tiers.tsx';

type MemberCard = Awaited<ReturnType<Client['memberCards']['get']>>;
type Redemption = Awaited<ReturnType<Client['redemptions']['list']>>['data'][number];

const moods = {
  waiting: 'warning',
  next: 'calm',
  active: 'good',
  frozen: 'warning',
  expired: 'calm',
  refunded: 'calm',
  given: 'calm',
  cancelled: 'calm',
} as const satisfies Record<MemberCard['state'], string>;

/** What a person has as a member: their cards and what is left on each, privileges, tiers, points and growth, and what they took. */
export function PersonMembership({ personId }: { personId: string }) {
  return (
    <div className="zh-stack zh-stack-wide">
      <Cards personId={personId} />
      <PersonPrivileges personId={personId} />
      <PersonTiers personId={personId} />
      <PersonPoints personId={personId} />
      <Taken personId={personId} />
    </div>
  );
}

function CardName({ name }: { name: string }) {
  return (
    <bdi className="zh-cut" title={name}>
      {name}
    </bdi>
  );
}

function Cards({ personId }: { personId: string }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  const mayWrite = useMay('orders');
  const cards = useRows<MemberCard>(['person', personId, 'cards'], (client, page, signal) =>
    client.memberCards.list({ person: personId, ...page }, { signal }),
  );
  const act = useAct((client, one: { id: string; verb: 'freeze' | 'unfreeze' }) => client.memberCards[one.verb](one.id, {}));
  const rows = cards.rows ?? [];
  const saved = rows.reduce((sum, one) => sum + BigInt(one.saved.amount), 0n);
  const number = rows.find((one) => one.number !== null)?.number;
  const note = [
    number === undefined ? '' : t('person.number', { number }),
    rows.length > 0 ? t('person.savedSoFar', { amount: format.minor(saved) }) : '',
  ]
    .filter(Boolean)
    .join(' · ');
  return (
    <Section title={t('person.cards')} {...(note ? { note } : {})}>
      <RowsTable<MemberCard>
        of={cards}
        wait={2}
        none={<p className="zh-soft">{t('person.noCards')}</p>}
        label={t('person.cards')}
        rowKey={(row) => row.id}
        columns={[
          { id: 'card', title: t('card'), cell: (row) => <CardName name={row.card.name} />, width: 'medium' },
          {
            id: 'state',
            title: t('cards.state'),
            cell: (row) => <StateTag mood={moods[row.state]}>{t(`person.states.${row.state}`)}</StateTag>,
          },
          { id: 'runs', title: t('person.runs'), cell: (row) => <RunsText card={row} />, from: 'tablet' },
          {
            id: 'left',
            title: t('person.left'),
            cell: (row) => <LeftText card={row} />,
            align: 'end',
          },
          { id: 'saved', title: t('person.saved'), cell: (row) => <MoneyText money={row.saved} />, align: 'end', from: 'tablet' },
          ...(mayWrite && rows.some((row) => row.state === 'active' || row.state === 'frozen')
            ? [
                {
                  id: 'act',
                  title: t('act'),
                  align: 'end' as const,
                  cell: (row: MemberCard) => {
                    if (row.state !== 'active' && row.state !== 'frozen') return null;
                    const verb = row.state === 'active' ? 'freeze' : 'unfreeze';
                    return (
                      <Button
                        size="small"
                        loading={act.isPending && act.variables.id === row.id}
                        aria-label={t(`person.${verb}Of`, { card: row.card.name })}
                        onClick={() => act.mutate({ id: row.id, verb })}
                      >
                        {t(`person.${verb}`)}
                      </Button>
                    );
                  },
                },
              ]
            : []),
        ]}
      />
      <ErrorLine error={act.error} />
    </Section>
  );
}

/** The day it ends first: that is what is asked for at a counter. */
function RunsText({ card }: { card: MemberCard }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  if (!card.from) return '–';
  return (
    <span>
      {card.to ? t('person.until', { day: format.instantDay(card.to) }) : t('person.forLife')}
      <div className="zh-soft zh-small">
        {card.state === 'active' && card.daysLeft !== null
          ? t('person.daysLeft', { left: format.days(card.daysLeft) })
          : t('person.since', { day: format.instantDay(card.from) })}
      </div>
    </span>
  );
}

/** Of a pass the pieces, of a balance the money; of a pass also what the period that runs still gives. */
function LeftText({ card }: { card: MemberCard }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  if (card.kind === 'pass' && card.grant === null) return t('cards.timeOnly');
  const said = (amount: string) => (card.kind === 'balance' ? format.minor(BigInt(amount)) : format.count(amount));
  return (
    <span className="zh-number">
      {said(card.units.left)}
      <div className="zh-soft zh-small">
        {card.now && card.grant
          ? t(`person.now.${card.grant.per}`, { left: said(card.now.left), total: said(card.units.total) })
          : t('person.ofTotal', { total: said(card.units.total) })}
      </div>
    </span>
  );
}

function Taken({ personId }: { personId: string }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  const taken = useRows<Redemption>(
    ['person', personId, 'redemptions'],
    (client, page, signal) => client.redemptions.list({ person: personId, ...page }, { signal }),
    { limit: 20 },
  );
  return (
    <Section title={t('person.taken')}>
      <RowsTable<Redemption>
        of={taken}
        wait={3}
        none={<p className="zh-soft">{t('person.takenNone')}</p>}
        label={t('person.taken')}
        rowKey={(row) => row.id}
        columns={[
          { id: 'at', title: t('when'), cell: (row) => format.instant(row.at) },
          { id: 'item', title: t('item'), cell: (row) => <bdi>{row.item}</bdi>, width: 'medium' },
          { id: 'outlet', title: t('desk.at'), cell: (row) => <bdi>{row.outlet.name}</bdi>, from: 'tablet' },
          { id: 'via', title: t('desk.via'), cell: (row) => t(`desk.vias.${row.via}`), from: 'desktop' },
          { id: 'worth', title: t('worth'), cell: (row) => <MoneyText money={row.worth} />, align: 'end' },
        ]}
      />
    </Section>
  );
}
