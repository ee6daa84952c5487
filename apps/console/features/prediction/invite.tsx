import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { useUrl } from '../../../../ui/app/go.tsx';
import { personName } from '../../../../ui/format/name.ts';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable, type Column } from '../../../../ui/table/data-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { StageTag, StateTag } from '../../../../ui/tags/tags.tsx';
import { InviteMany } from './invite-many.tsx';
import { said } from './said.ts';
import { RoundsSection } from './rounds.tsx';

type Candidates = Awaited<ReturnType<Client['figures']['predictionCandidates']>>;
type Row = Candidates['data'][number];

const purposes = ['membership', 'partnership'] as const;
type Purpose = (typeof purposes)[number];

/** Whom to invite next, why, what they are expected to bring, and whether they may be asked. */
export function Invite() {
  const { t } = useTranslation('prediction');
  const [url, change] = useUrl();
  const purpose = purposes.find((one) => one === url.for) ?? 'membership';
  const list = useAsk(['figures', 'prediction', 'candidates', purpose], (client, signal) =>
    client.figures.predictionCandidates({ for: purpose, limit: 20 }, { signal }),
  );
  const rounds = useAsk(['figures', 'prediction', 'invitations'], (client, signal) => client.figures.invitations({ signal }));
  const [asking, setAsking] = useState<Row | null>(null);
  const mayAsk = useMay('planner');
  return (
    <>
      <Section
        title={t('invite.title')}
        note={t(`invite.note.${list.data?.method === 'none' ? 'none' : list.data?.spendReason === 'nothingSpent' ? 'free' : purpose}`)}
        actions={
          <>
            {purpose === 'membership' && mayAsk && rounds.data ? <InviteMany rounds={rounds.data} /> : null}
            <Segmented
              value={purpose}
              options={purposes.map((value) => ({ value, label: t(`invite.for.${value}`) }))}
              onChange={(value) => change({ for: value === 'membership' ? undefined : value })}
              aria-label={t('invite.title')}
            />
          </>
        }
      >
        <Answer of={list} wait={<Skeleton shape="rows" count={5} />}>
          {(told) =>
            told.data.length === 0 ? (
              <p className="zh-note zh-read">{t(`invite.none.${purpose}`)}</p>
            ) : (
              <>
                <List purpose={purpose} told={told} onAsk={setAsking} />
                {told.method === 'none' ? null : (
                  <p className="zh-soft zh-read">
                    {t(told.spendReason === 'nothingSpent' ? 'invite.how.free' : `invite.how.${purpose}`, {
                      weeks: told.data[0]?.lifetimeValue?.weeks ?? told.horizon,
                    })}
                  </p>
                )}
              </>
            )
          }
        </Answer>
        {asking ? <Ask purpose={purpose} row={asking} onClose={() => setAsking(null)} /> : null}
      </Section>
      {purpose === 'membership' && rounds.data ? <RoundsSection rounds={rounds.data} /> : null}
    </>
  );
}

function List({ purpose, told, onAsk }: { purpose: Purpose; told: Candidates; onAsk: (row: Row) => void }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const may = useMay(purpose === 'partnership' ? 'partners' : 'people');
  const foreseen: Column<Row>[] = [];
  if (told.method === 'bgNbd')
    foreseen.push({
      id: 'alive',
      title: t('person.alive'),
      cell: (row) => (row.pAlive === null ? '–' : format.share(row.pAlive, 0)),
      align: 'end',
      from: 'desktop',
    });
  if (told.method !== 'none')
    foreseen.push({
      id: 'value',
      title: t('invite.value'),
      cell: (row) =>
        told.spendReason === 'nothingSpent' ? t('invite.times', { count: said(format, row.expectedOrders) }) : <Worth row={row} />,
      align: 'end',
    });
  return (
    <DataTable<Row>
      label={t('invite.title')}
      rows={told.data}
      rowKey={(row) => row.person.id}
      columns={[
        { id: 'who', title: t('invite.who'), cell: (row) => <PersonLink person={row.person} />, width: 'medium' },
        { id: 'stage', title: t('invite.stage'), cell: (row) => <StageTag stage={row.stage} />, from: 'desktop' },
        { id: 'why', title: t('invite.why'), cell: (row) => <Reasons reasons={row.reasons} />, from: 'tablet' },
        ...foreseen,
        {
          id: 'act',
          title: t('invite.act'),
          cell: (row) =>
            row.invite === 'ok' && may ? (
              <Button size="small" onClick={() => onAsk(row)}>
                {t('invite.ask')}
              </Button>
            ) : row.invite === 'ok' ? (
              <StateTag mood="good">{t('invite.state.ok')}</StateTag>
            ) : (
              <StateTag mood={row.invite === 'noConsent' ? 'warning' : 'calm'}>
                {t(`invite.state.${row.invite}`, { day: row.askedAt ? format.instantDay(row.askedAt) : '' })}
              </StateTag>
            ),
          align: 'end',
          width: 'medium',
        },
      ]}
    />
  );
}

function Worth({ row }: { row: Row }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const value = row.lifetimeValue;
  if (value === null) return <>–</>;
  return (
    <span>
      <MoneyText money={value.value} />
      <div className="zh-soft zh-small">
        {t('between', { low: format.money(value.low, { style: 'short' }), high: format.money(value.high, { style: 'short' }) })}
        {value.brought === null ? null : <div>{t('invite.brought', { amount: format.money(value.brought, { style: 'short' }) })}</div>}
      </div>
    </span>
  );
}

function Reasons({ reasons }: { reasons: Row['reasons'] }) {
  const { t } = useTranslation('prediction');
  const format = useFormat();
  const say = ({ id, value }: Row['reasons'][number]) =>
    t(`analytics:natural.reason.${id}`, {
      value: id === 'spend' || id === 'influence' ? format.minor(BigInt(value), { style: 'short' }) : value,
    });
  return (
    <ul className="zh-row zh-reasons">
      {reasons.slice(0, 3).map((reason) => (
        <li key={reason.id} className="zh-tag">
          {say(reason)}
        </li>
      ))}
    </ul>
  );
}

function Ask({ purpose, row, onClose }: { purpose: Purpose; row: Row; onClose: () => void }) {
  const { t } = useTranslation('prediction');
  const name = personName(row.person);
  const ask = useAct(async (client) => {
    if (purpose === 'partnership') await client.people.invitePartner(row.person.id, {});
    else await client.people.inviteMember(row.person.id, {});
  }, onClose);
  return (
    <Confirm
      title={t(`invite.confirm.${purpose}`, { name })}
      confirm={t('invite.ask')}
      onClose={onClose}
      act={ask}
      onConfirm={() => ask.mutate()}
    >
      <p>{t(`invite.text.${purpose}`, { name })}</p>
    </Confirm>
  );
}
