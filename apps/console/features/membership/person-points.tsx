import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { TextField } from '../../../../ui/page/controls.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';

type Points = Awaited<ReturnType<Client['points']['ofPerson']>>;
type Lot = Points['lots'][number];

/** A person's points, lot by lot in the order they are used, each with the day it is over; and how far they have grown. */
export function PersonPoints({ personId }: { personId: string }) {
  const { t } = useTranslation('membership');
  const mayAdjust = useMay('products');
  const [isOpen, setOpen] = useState(false);
  const points = useAsk(['person', personId, 'points'], (client, signal) => client.points.ofPerson(personId, { signal }));
  const isOn = points.data?.isOn === true;
  return (
    <Section
      title={t('person.points')}
      actions={mayAdjust && isOn ? <Button onClick={() => setOpen(true)}>{t('adjust.open')}</Button> : null}
    >
      <Answer of={points} wait={<Skeleton shape="cards" count={1} />}>
        {(answer) => <Loaded points={answer} />}
      </Answer>
      {isOpen ? <Adjust personId={personId} onClose={() => setOpen(false)} /> : null}
    </Section>
  );
}

function Loaded({ points }: { points: Points }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  if (!points.isOn && points.lots.length === 0) return <p className="zh-soft">{t('person.pointsOff')}</p>;
  const figures = (['balance', 'coming', 'kept', 'owed', 'expiringSoon', 'growth'] as const).filter(
    (one) => one === 'balance' || one === 'growth' || points[one] !== '0',
  );
  return (
    <>
      <dl className="zh-counts">
        {figures.map((one) => (
          <div key={one}>
            <dt className="zh-soft">{t(`person.figure.${one}`)}</dt>
            <dd className="zh-number zh-strong">{format.count(points[one])}</dd>
            {one === 'balance' ? (
              <dd className="zh-soft zh-small zh-counts-note">{t('person.worthNow', { amount: format.money(points.worth) })}</dd>
            ) : null}
          </div>
        ))}
      </dl>
      {points.lots.length === 0 ? (
        <p className="zh-soft">{t('person.noPoints')}</p>
      ) : (
        <DataTable<Lot>
          label={t('person.points')}
          rows={points.lots}
          rowKey={(row) => row.id}
          columns={[
            { id: 'source', title: t('person.lotFrom'), cell: (row) => <LotSource lot={row} />, width: 'medium' },
            { id: 'at', title: t('person.lotGiven'), cell: (row) => format.instantDay(row.grantedAt), from: 'tablet' },
            {
              id: 'state',
              title: t('cards.state'),
              cell: (row) => <StateTag mood={row.state === 'spendable' ? 'good' : 'calm'}>{t(`person.lotState.${row.state}`)}</StateTag>,
              from: 'tablet',
            },
            {
              id: 'expires',
              title: t('person.lotOver'),
              cell: (row) => (row.expiresAt ? format.instantDay(row.expiresAt) : t('person.lotNever')),
            },
            {
              id: 'left',
              title: t('person.lotLeft'),
              cell: (row) => <span className="zh-number">{format.count(row.left)}</span>,
              align: 'end',
            },
            { id: 'worth', title: t('worth'), cell: (row) => <MoneyText money={row.worth} />, align: 'end', from: 'tablet' },
          ]}
        />
      )}
    </>
  );
}

function LotSource({ lot }: { lot: Lot }) {
  const { t } = useTranslation('membership');
  const words = t(`person.lotSource.${lot.source}`);
  return lot.order ? (
    <Go to={`orders/${lot.order}`} className="zh-link">
      {words}
    </Go>
  ) : (
    words
  );
}

/** More or fewer points by hand, with a reason the person can read. */
function Adjust({ personId, onClose }: { personId: string; onClose: () => void }) {
  const { t } = useTranslation('membership');
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const points = Number(amount.trim().replace('−', '-'));
  const act = useAct((client) => client.points.adjust(personId, { points, reason: reason.trim() }), onClose);
  const isNumber = amount.trim() !== '' && Number.isInteger(points) && points !== 0;
  return (
    <Confirm
      title={t('adjust.open')}
      onClose={onClose}
      confirm={isNumber ? t(points > 0 ? 'adjust.give' : 'adjust.take', { points: Math.abs(points) }) : t('adjust.open')}
      isReady={isNumber && reason.trim() !== ''}
      isDanger={isNumber && points < 0}
      act={act}
      onConfirm={() => act.mutate()}
    >
      <TextField label={t('adjust.points')} value={amount} onChange={setAmount} hint={t('adjust.pointsHint')} isRequired />
      <TextField label={t('adjust.reason')} value={reason} onChange={setReason} hint={t('adjust.reasonHint')} isRequired />
    </Confirm>
  );
}
