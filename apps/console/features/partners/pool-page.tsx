import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import { ApiProblem, type Client } from '../../../../sdk/index.ts';
import { useActor } from '../../../../ui/app/actor.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { personName } from '../../../../ui/format/name.ts';
import { Choice, LongField } from '../../../../ui/page/controls.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { StageTag, StateTag } from '../../../../ui/tags/tags.tsx';
import { ReferTabs } from '../../../../ui/page/refer-tabs.tsx';

type Orphan = Awaited<ReturnType<Client['reassignPool']['list']>>['data'][number];
type Change = Awaited<ReturnType<Client['attributionChanges']['list']>>['data'][number];
type HandedOver = Awaited<ReturnType<Client['reassignPool']['handOver']>>;

/** As many as one decision may hand over. */
const MOST = 200;

/** Customers whose partner left: whom they should belong to, and changes that wait for a second person. */
export function PoolPage() {
  const { t } = useTranslation('partners');
  const format = useFormat();
  const mayWrite = useMay('partners');
  const [chosen, setChosen] = useState<readonly Orphan[]>([]);
  const [isGiving, setGiving] = useState(false);
  const [given, setGiven] = useState<HandedOver | null>(null);
  const pool = useRows<Orphan>(['pool'], (client, page, signal) => client.reassignPool.list(page, { signal }), { limit: 100 });
  const isChosen = (row: Orphan) => chosen.some((one) => one.person.id === row.person.id);
  const toggle = (row: Orphan) =>
    setChosen((now) => (isChosen(row) ? now.filter((one) => one.person.id !== row.person.id) : [...now, row].slice(0, MOST)));
  const free = (pool.rows ?? []).filter((row) => row.waiting === null).slice(0, MOST);
  const isAll = free.length > 0 && free.every(isChosen);
  return (
    <Page
      title={t('pool.title')}
      lead={pool.rows && pool.rows.length > 0 ? t('pool.lead') : null}
      tabs={<ReferTabs here="pool" />}
      actions={
        mayWrite && free.length > 0 ? (
          <>
            <Button onClick={() => setChosen(isAll ? [] : free)}>{t(isAll ? 'pool.chooseNone' : 'pool.chooseAll')}</Button>
            <Button type="primary" disabled={chosen.length === 0} onClick={() => setGiving(true)}>
              {chosen.length === 0 ? t('pool.giveOpen') : t('pool.give', { count: chosen.length, people: format.count(chosen.length) })}
            </Button>
          </>
        ) : null
      }
    >
      {given ? <Given given={given} /> : null}
      <Waiting />
      <RowsTable<Orphan>
        of={pool}
        wait={4}
        none={
          <EmptyState picture="tree" title={t('pool.none')} text={t('pool.noneText')}>
            <Go to="refer" className="zh-link">
              {t('pool.toPlans')}
            </Go>
          </EmptyState>
        }
        label={t('pool.title')}
        rowKey={(row) => row.person.id}
        columns={[
          ...(mayWrite
            ? [
                {
                  id: 'choose',
                  title: t('pool.choose'),
                  cell: (row: Orphan) =>
                    row.waiting === null ? (
                      <input
                        type="checkbox"
                        className="zh-choose"
                        aria-label={t('pool.chooseOne', { name: personName(row.person) })}
                        checked={isChosen(row)}
                        onChange={() => toggle(row)}
                      />
                    ) : null,
                  width: 'tiny' as const,
                },
              ]
            : []),
          { id: 'who', title: t('pool.who'), cell: (row) => <PersonLink person={row.person} />, width: 'medium' },
          { id: 'stage', title: t('pool.stage'), cell: (row) => <StageTag stage={row.stage} />, from: 'tablet' },
          {
            id: 'from',
            title: t('pool.from'),
            cell: (row) => (row.from ? <PersonLink person={row.from} /> : '–'),
            width: 'medium',
            from: 'tablet',
          },
          { id: 'since', title: t('pool.since'), cell: (row) => format.instantDay(row.since), from: 'tablet' },
          { id: 'sales', title: t('pool.sales'), cell: (row) => <MoneyText money={row.sales} />, align: 'end' },
          {
            id: 'state',
            title: t('pool.state'),
            cell: (row) =>
              row.waiting ? <StateTag mood="warning">{t('pool.waits')}</StateTag> : <StateTag mood="calm">{t('pool.free')}</StateTag>,
            from: 'tablet',
          },
        ]}
      />
      {isGiving ? (
        <Give
          people={chosen}
          onClose={() => setGiving(false)}
          onGiven={(reply) => {
            setGiven(reply);
            setGiving(false);
            setChosen([]);
          }}
        />
      ) : null}
    </Page>
  );
}

/** What became of the last decision. */
function Given({ given }: { given: HandedOver }) {
  const { t } = useTranslation('partners');
  const format = useFormat();
  const count = given.state === 'waiting' ? (given.change?.people.length ?? 0) : given.handedOver.length;
  return (
    <div className={given.state === 'waiting' || count === 0 ? 'zh-note zh-note-warning' : 'zh-note zh-note-good'} role="status">
      <p>{t(given.state === 'waiting' ? 'pool.nowWaiting' : 'pool.done', { count, people: format.count(count) })}</p>
      {given.refused.length > 0 ? (
        <p>{t('pool.refused', { names: given.refused.map((one) => personName(one.person)).join(t('ui:listComma')) })}</p>
      ) : null}
    </div>
  );
}

function Give({ people, onClose, onGiven }: { people: readonly Orphan[]; onClose: () => void; onGiven: (given: HandedOver) => void }) {
  const { t } = useTranslation('partners');
  const format = useFormat();
  const [way, setWay] = useState<'somebody' | 'nobody'>('somebody');
  const [to, setTo] = useState<Picked | null>(null);
  const [reason, setReason] = useState('');
  const act = useAct(
    (client) =>
      client.reassignPool.handOver({
        people: people.map((one) => one.person.id),
        to: way === 'somebody' ? (to?.id ?? null) : null,
        reason: reason.trim(),
      }),
    onGiven,
  );
  const count = { count: people.length, people: format.count(people.length) };
  const sales = people.reduce((sum, one) => sum + BigInt(one.sales.amount), 0n);
  return (
    <Confirm
      title={t('pool.give', count)}
      onClose={onClose}
      confirm={
        to && way === 'somebody'
          ? t('pool.confirm', { ...count, name: to.title })
          : t(way === 'nobody' ? 'pool.confirmHouse' : 'pool.give', count)
      }
      isReady={reason.trim() !== '' && (way === 'nobody' || to !== null)}
      act={act}
      onConfirm={() => act.mutate()}
    >
      <Choice
        isLabelShown
        label={t('pool.whose')}
        value={way}
        options={(['somebody', 'nobody'] as const).map((value) => ({ value, label: t(`pool.ways.${value}`) }))}
        onChange={setWay}
      />
      {way === 'somebody' ? <Picker kind="person" label={t('pool.to')} value={to} onChange={setTo} /> : null}
      <LongField label={t('pool.reason')} value={reason} onChange={setReason} rows={2} isRequired />
      <div className="zh-note zh-stack-tight">
        <p className="zh-number">{t('pool.effect', { ...count, sales: format.minor(sales) })}</p>
        {to && way === 'somebody' ? <p className="zh-strong">{t('pool.told', { name: to.title })}</p> : null}
        <p>{t('pool.second')}</p>
      </div>
    </Confirm>
  );
}

/** Changes of hands that wait until somebody other than the one who asked agrees. */
function Waiting() {
  const { t } = useTranslation('partners');
  const actor = useActor();
  const format = useFormat();
  const mayWrite = useMay('partners');
  const [declining, setDeclining] = useState<Change | null>(null);
  const waiting = useRows<Change>(['attribution-changes', 'waiting'], (client, page, signal) =>
    client.attributionChanges.list({ state: 'waiting', ...page }, { signal }),
  );
  const approve = useAct((client, id: string) => client.attributionChanges.approve(id));
  if (!waiting.rows || waiting.rows.length === 0) return waiting.error ? <ErrorLine error={waiting.error} /> : null;
  const needsOther = approve.error instanceof ApiProblem && approve.error.code === 'attributionChange.sameApprover';
  return (
    <Section title={t('second.title')} note={t('second.note')}>
      <ul className="zh-stack">
        {waiting.rows.map((change) => (
          <li key={change.id} className="zh-card zh-stack">
            <p className="zh-strong">
              {t(change.people.length === 1 ? 'second.lineOne' : 'second.line', {
                names: change.people.slice(0, 3).map(personName).join(t('ui:listComma')),
                people: format.count(change.people.length),
                to: change.to ? personName(change.to) : t('second.house'),
              })}
            </p>
            <p className="zh-soft zh-number">
              {t('second.asked', {
                by: actor(change.askedBy),
                at: format.instant(change.askedAt),
                sales: format.money(change.sales),
              })}
            </p>
            <p>
              <bdi>{change.reason}</bdi>
            </p>
            {approve.variables !== change.id ? null : needsOther ? (
              <p className="zh-note zh-note-warning" role="alert">
                {t('second.other')} <Go to="settings/staff">{t('second.invite')}</Go>
              </p>
            ) : (
              <ErrorLine error={approve.error} />
            )}
            {mayWrite ? (
              <div className="zh-row">
                <Button
                  disabled={needsOther && approve.variables === change.id}
                  loading={approve.isPending && approve.variables === change.id}
                  onClick={() => approve.mutate(change.id)}
                >
                  {t('second.approve')}
                </Button>
                <Button onClick={() => setDeclining(change)}>{t('second.decline')}</Button>
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      {declining ? <Decline change={declining} onClose={() => setDeclining(null)} /> : null}
    </Section>
  );
}

function Decline({ change, onClose }: { change: Change; onClose: () => void }) {
  const { t } = useTranslation('partners');
  const [reason, setReason] = useState('');
  const act = useAct((client) => client.attributionChanges.decline(change.id, { reason: reason.trim() }), onClose);
  return (
    <Confirm
      title={t('second.decline')}
      onClose={onClose}
      confirm={t('second.declineConfirm')}
      isReady={reason.trim() !== ''}
      isDanger
      act={act}
      onConfirm={() => act.mutate()}
    >
      <p>{t('second.stays')}</p>
      <LongField label={t('pool.reason')} value={reason} onChange={setReason} rows={2} isRequired />
    </Confirm>
  );
}
