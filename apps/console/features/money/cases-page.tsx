import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { useActor } from '../../../../ui/app/actor.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useAsk, useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { Choice, LongField } from '../../../../ui/page/controls.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';
import { MoneyTabs } from './money-tabs.tsx';

type MoneyCase = Awaited<ReturnType<Client['cases']['get']>>;

const kinds = [
  'review',
  'frozen',
  'monthlyCap',
  'dailyCap',
  'pairCap',
  'retailTest',
  'stopPay',
  'circular',
  'sharedTraces',
  'merge',
  'payment',
  'writeOff',
] as const;

/** What somebody must decide: money held back and why, payments that fit nothing, debts to forgive. */
export function CasesPage() {
  const { t } = useTranslation('money');
  const format = useFormat();
  const mayWrite = useMay('money');
  const [url, change] = useUrl();
  const state: 'open' | 'closed' = url.state === 'closed' ? 'closed' : 'open';
  const kind = kinds.find((one) => one === url.kind);
  const filter = { state, ...(kind ? { kind } : {}) };
  const cases = useRows<MoneyCase>(['cases', filter], (client, page, signal) => client.cases.list({ ...filter, ...page }, { signal }), {
    limit: 100,
  });
  return (
    <Page title={t('cases.title')} lead={t('cases.lead')} tabs={<MoneyTabs here="cases" />} actions={mayWrite ? <OpenCase /> : null}>
      <div className="zh-row zh-row-end">
        <Choice
          isLabelShown
          label={t('cases.state')}
          value={state}
          options={(['open', 'closed'] as const).map((value) => ({ value, label: t(`cases.states.${value}`) }))}
          onChange={(value) => change({ state: value === 'open' ? undefined : value })}
        />
        <Choice
          isLabelShown
          label={t('cases.kind')}
          value={kind ?? ''}
          options={[{ value: '', label: t('cases.allKinds') }, ...kinds.map((value) => ({ value, label: t(`caseKind.${value}`) }))]}
          onChange={(value) => change({ kind: value })}
        />
      </div>
      <RowsTable<MoneyCase>
        of={cases}
        none={<EmptyState picture="grid" title={t(`cases.none.${state}`)} text={t(`cases.noneText.${state}`)} />}
        label={t('cases.title')}
        isTall
        rowKey={(row) => row.id}
        columns={[
          {
            id: 'kind',
            title: t('cases.kind'),
            cell: (row) => (
              <button type="button" className="zh-text-button zh-link" aria-haspopup="dialog" onClick={() => change({ case: row.id })}>
                {t(`caseKind.${row.kind}`)}
              </button>
            ),
          },
          { id: 'who', title: t('cases.who'), cell: (row) => (row.person ? <PersonLink person={row.person} /> : '–'), width: 'medium' },
          {
            id: 'order',
            title: t('cases.order'),
            cell: (row) => (row.order ? <Go to={`orders/${row.order}`}>…{row.order.slice(-6)}</Go> : '–'),
            from: 'tablet',
          },
          {
            id: 'held',
            title: t('cases.held'),
            cell: (row) => <Held of={row} />,
            align: 'end',
          },
          { id: 'at', title: t('cases.openedAt'), cell: (row) => format.instantDay(row.openedAt), from: 'tablet' },
          ...(state === 'closed'
            ? [
                {
                  id: 'outcome',
                  title: t('cases.outcome'),
                  cell: (row: MoneyCase) =>
                    row.outcome ? (
                      <StateTag mood={row.outcome === 'release' ? 'good' : 'harm'}>{t(`cases.outcomes.${row.outcome}`)}</StateTag>
                    ) : (
                      '–'
                    ),
                },
              ]
            : []),
        ]}
      />
      <CaseSheet id={url.case ?? null} onClose={() => change({ case: undefined })} />
    </Page>
  );
}

/** What a case holds back: money, points or both; nothing where it holds nothing any more. */
function useHeld(one: Pick<MoneyCase, 'held' | 'points'>): string[] {
  const { t } = useTranslation('money');
  const format = useFormat();
  const points = Number(one.points);
  return [
    ...(one.held.amount === '0' && points > 0 ? [] : [format.money(one.held)]),
    ...(points > 0 ? [t('cases.points', { count: points, points: format.count(points) })] : []),
  ];
}

function Held({ of }: { of: Pick<MoneyCase, 'held' | 'points'> }) {
  const [first, ...more] = useHeld(of);
  if (of.held.amount === '0' && of.points === '0') return '–';
  return (
    <>
      {of.held.amount === '0' ? first : <MoneyText money={of.held} />}
      {more.length > 0 ? ` + ${more.join(' + ')}` : null}
    </>
  );
}

function CaseSheet({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { t } = useTranslation('money');
  const found = useAsk(['case', id], (client, signal) => client.cases.get(id ?? '', { signal }), { isOff: id === null });
  const one = id !== null && found.data?.id === id ? found.data : null;
  return (
    <Dialog kind="sheet" title={one ? t(`caseKind.${one.kind}`) : t('cases.one')} isOpen={id !== null} onClose={onClose}>
      {one ? <CaseFacts one={one} /> : found.error ? <ErrorLine error={found.error} /> : <Skeleton shape="text" count={5} />}
    </Dialog>
  );
}

function CaseFacts({ one }: { one: MoneyCase }) {
  const { t } = useTranslation('money');
  const actor = useActor();
  const held = useHeld(one);
  const format = useFormat();
  const mayWrite = useMay('money');
  const [outcome, setOutcome] = useState<'release' | 'void' | null>(null);
  const [reason, setReason] = useState('');
  const close = useAct(
    (client, chosen: 'release' | 'void') => client.cases.close(one.id, { outcome: chosen, reason: reason.trim() }),
    () => setOutcome(null),
  );
  const told = typeof one.facts.reason === 'string' ? one.facts.reason : null;
  return (
    <div className="zh-stack">
      <p>{t(`caseWhy.${one.kind}`)}</p>
      <dl className="zh-facts">
        {one.person ? (
          <>
            <dt>{t('cases.who')}</dt>
            <dd>
              <PersonLink person={one.person} />
            </dd>
          </>
        ) : null}
        {one.order ? (
          <>
            <dt>{t('cases.order')}</dt>
            <dd>
              <Go to={`orders/${one.order}`}>…{one.order.slice(-6)}</Go>
            </dd>
          </>
        ) : null}
        <dt>{t('cases.held')}</dt>
        <dd className="zh-number">
          <Held of={one} />
          {one.commissions > 0 || one.points === '0'
            ? ` · ${t('settlement.commissions', { count: one.commissions, commissions: format.count(one.commissions) })}`
            : ''}
        </dd>
        <dt>{t('cases.openedAt')}</dt>
        <dd>
          {format.instant(one.openedAt)} · <bdi>{actor(one.openedBy)}</bdi>
        </dd>
        {told ? (
          <>
            <dt>{t('cases.reason')}</dt>
            <dd>
              <bdi>{told}</bdi>
            </dd>
          </>
        ) : null}
        {one.closedAt ? (
          <>
            <dt>{t('cases.closedAt')}</dt>
            <dd>
              {format.instant(one.closedAt)}
              {one.outcome ? ` · ${t(`cases.outcomes.${one.outcome}`)}` : ''}
            </dd>
            <dt>{t('cases.closeReason')}</dt>
            <dd>
              <bdi>{one.reason ?? '–'}</bdi>
            </dd>
          </>
        ) : null}
      </dl>
      {one.state === 'open' && mayWrite ? (
        <>
          <div className="zh-row">
            {(['release', 'void'] as const).map((each) => (
              <Button
                key={each}
                type={each === outcome ? 'primary' : 'default'}
                aria-pressed={each === outcome}
                onClick={() => setOutcome(each)}
              >
                {t(`cases.decide.${one.kind === 'writeOff' ? 'writeOff' : 'held'}.${each}`)}
              </Button>
            ))}
          </div>
          {outcome ? (
            <div className={outcome === 'void' ? 'zh-note zh-note-warning zh-stack' : 'zh-note zh-stack'}>
              <p className="zh-number">
                {t(`cases.effect.${one.kind === 'writeOff' ? 'writeOff' : 'held'}.${outcome}`, { amount: held.join(' + ') })}
              </p>
              <LongField label={t('cases.why')} value={reason} onChange={setReason} rows={2} isRequired />
              <ErrorLine error={close.error} />
              <div>
                <Button
                  type="primary"
                  danger={outcome === 'void'}
                  disabled={reason.trim() === ''}
                  loading={close.isPending}
                  onClick={() => close.mutate(outcome)}
                >
                  {t('cases.confirm')}
                </Button>
              </div>
            </div>
          ) : null}
        </>
      ) : null}
    </div>
  );
}

/** A case by hand: hold what somebody earned, stop what they will earn, or propose to forgive a debt. */
function OpenCase() {
  const { t } = useTranslation('money');
  const [isOpen, setOpen] = useState(false);
  const [person, setPerson] = useState<Picked | null>(null);
  const [kind, setKind] = useState<'review' | 'frozen' | 'writeOff'>('review');
  const [reason, setReason] = useState('');
  const open = useAct(
    (client) => client.cases.open({ kind, person: person?.id ?? '', reason: reason.trim() }),
    () => {
      setOpen(false);
      setPerson(null);
      setReason('');
    },
  );
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('cases.new')}
      </Button>
      <Confirm
        title={t('cases.new')}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        confirm={t('cases.newConfirm')}
        isReady={person !== null && reason.trim() !== ''}
        act={open}
        onConfirm={() => open.mutate()}
      >
        <div className="zh-stack zh-tall-body">
          <Picker label={t('cases.who')} kind="person" value={person} onChange={setPerson} />
          <Choice
            isLabelShown
            label={t('cases.kind')}
            value={kind}
            options={(['review', 'frozen', 'writeOff'] as const).map((value) => ({ value, label: t(`caseKind.${value}`) }))}
            onChange={setKind}
          />
          <p className="zh-soft">{t(`caseWhy.${kind}`)}</p>
          <LongField label={t('cases.why')} value={reason} onChange={setReason} rows={2} isRequired />
        </div>
      </Confirm>
    </>
  );
}
