import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';

type Rounds = Awaited<ReturnType<Client['figures']['invitations']>>;
type Round = Rounds['data'][number];

const MOODS = { helped: 'good', harmed: 'warning', undecided: 'calm', tooEarly: 'calm', nobodyLeftOut: 'warning' } as const;

/** What the invitations added: those who were asked against those the lot left out, round by round and together. */
export function RoundsSection({ rounds }: { rounds: Rounds }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const { data, together } = rounds;
  if (data.length === 0) return null;
  const running = data.findLast((round) => !round.isOver && round.uplift !== null);
  const points = (value: number) => format.decimal(100 * value, 1);
  const title = together
    ? t(`rounds.title.${together.verdict}`, { people: format.count(Math.max(0, Math.round(together.broughtPeople))) })
    : t(running ? 'rounds.title.tooEarly' : 'rounds.title.nobodyLeftOut');
  const said = together
    ? t(`rounds.together.${together.difference < 0 ? 'fewer' : 'more'}`, {
        invited: format.count(together.invited),
        heldOut: format.count(together.heldOut),
        points: points(Math.abs(together.difference)),
        error: points(together.standardError),
      })
    : running
      ? t('rounds.until', { day: format.instantDay(running.endsAt) })
      : t('rounds.nobodyLeftOut');
  return (
    <Section title={title}>
      <p className="zh-read">{said}</p>
      {together?.verdict === 'undecided' ? (
        <p className="zh-note zh-note-warning zh-read">
          {together.needed === null ? t('rounds.same') : t('rounds.needed', { people: format.count(together.needed) })}
        </p>
      ) : null}
      <DataTable<Round>
        label={t('rounds.label')}
        rows={data}
        rowKey={(round) => round.id}
        columns={[
          { id: 'at', title: t('rounds.at'), cell: (round) => <Asked round={round} /> },
          { id: 'invited', title: t('rounds.invited'), cell: (round) => <Joined side={round.invited} />, align: 'end' },
          { id: 'heldOut', title: t('rounds.heldOut'), cell: (round) => <Joined side={round.heldOut} />, align: 'end' },
          {
            id: 'difference',
            title: t('rounds.difference'),
            cell: (round) =>
              round.uplift === null || round.uplift.standardError === 0
                ? '–'
                : t('rounds.points', {
                    points: format.decimal(100 * round.uplift.difference, 1),
                    error: points(round.uplift.standardError),
                  }),
            align: 'end',
            from: 'tablet',
          },
          {
            id: 'share',
            title: t('rounds.share'),
            cell: ({ uplift }) =>
              uplift?.share == null || uplift.shareError === null
                ? '–'
                : t('rounds.points', { points: format.share(uplift.share, 0), error: format.share(uplift.shareError, 0) }),
            align: 'end',
            from: 'desktop',
          },
          {
            id: 'spend',
            title: t('rounds.spend'),
            cell: (round) =>
              round.spend === null
                ? '–'
                : round.spend.isEnough
                  ? t('rounds.amount', { amount: format.money(round.spend.difference), error: format.money(round.spend.standardError) })
                  : t('rounds.tooFew'),
            align: 'end',
            from: 'desktop',
          },
        ]}
      />
      <p className="zh-soft zh-read zh-small">{t('rounds.how', { days: rounds.days })}</p>
    </Section>
  );
}

function Asked({ round }: { round: Round }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  return (
    <span>
      {format.instantDay(round.askedAt)}
      <div>
        <StateTag mood={MOODS[round.verdict]}>{t(`rounds.state.${round.verdict}`, { day: format.instantDay(round.endsAt) })}</StateTag>
      </div>
    </span>
  );
}

function Joined({ side }: { side: Round['invited'] }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  if (side.people === 0) return <>–</>;
  return (
    <span>
      {format.share(side.joined / side.people, 1)}
      <div className="zh-soft zh-small">{t('rounds.of', { joined: format.count(side.joined), people: format.count(side.people) })}</div>
    </span>
  );
}
