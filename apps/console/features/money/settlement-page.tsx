import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useApp, useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { saveReply } from '../../../../ui/app/save.ts';
import { daysBetween } from '../../../../ui/format/time.ts';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { CalendarFile } from './calendar-file.tsx';
import { MoneyTabs } from './money-tabs.tsx';
import { PayoutRules } from './payout-rules.tsx';
import { PayoutStop } from './payout-stop.tsx';
import { WithdrawalSheet } from './withdrawal-sheet.tsx';
import { useWithdrawalColumns, type Withdrawal } from './withdrawal-words.tsx';

type Settlement = Awaited<ReturnType<Client['settlement']['get']>>;

/** Settlement day: what is due when, what is held and why, who asked for what, and whether the books balance. */
export function SettlementPage() {
  const { t } = useTranslation('money');
  const format = useFormat();
  const [url, change] = useUrl();
  const found = useAsk(['settlement'], (client, signal) => client.settlement.get({ signal }));
  const lead = found.data
    ? t(found.data.requested.length > 0 ? 'settlement.lead' : 'settlement.leadNone', {
        count: found.data.requested.length,
        amount: format.money(found.data.totals.requested),
        available: format.money(found.data.totals.available),
      })
    : null;
  return (
    <Page title={t('settlement.title')} lead={lead} tabs={<MoneyTabs here="settlement" />} actions={<PayoutRules />}>
      <Answer of={found} wait={<Skeleton shape="cards" count={4} />}>
        {(answer) => <Loaded found={answer} onOpen={(row) => change({ withdrawal: row.id })} />}
      </Answer>
      <WithdrawalSheet id={url.withdrawal ?? null} onClose={() => change({ withdrawal: undefined })} />
    </Page>
  );
}

const totals = ['pending', 'held', 'available', 'clearing', 'receivable'] as const;

function Loaded({ found, onOpen }: { found: Settlement; onOpen: (row: Withdrawal) => void }) {
  const { t } = useTranslation('money');
  const format = useFormat();
  const columns = useWithdrawalColumns(onOpen);
  return (
    <>
      {found.payoutsStopped ? <PayoutStop /> : null}
      <dl className="zh-counts zh-money-totals">
        {totals.map((one) => (
          <div key={one}>
            <dt className="zh-soft">{t(`totals.${one}`)}</dt>
            <dd className="zh-number zh-strong">{format.money(found.totals[one])}</dd>
            <dd className="zh-soft zh-small zh-counts-note">{t(`totalsNote.${one}`)}</dd>
          </div>
        ))}
      </dl>
      <Section
        title={found.requested.length > 0 ? t('settlement.requested', { count: found.requested.length }) : t('settlement.requestedTitle')}
        note={
          found.requested.length > 0
            ? t('settlement.requestedNote', { tax: format.money(found.totals.tax), net: format.money(found.totals.net) })
            : t('settlement.requestedNone')
        }
      >
        {found.requested.length > 0 ? (
          <DataTable<Withdrawal> label={t('tabs.withdrawals')} rows={found.requested} rowKey={(row) => row.id} columns={columns} />
        ) : null}
      </Section>
      <Approved found={found} onOpen={onOpen} />
      <div className="zh-halves">
        <Section
          title={t('settlement.releases')}
          note={t('settlement.releasesNote')}
          actions={found.releases.length > 0 ? <CalendarFile name="releases.ics" file={(client) => client.settlement.releases()} /> : null}
        >
          <Releases found={found} />
        </Section>
        <Section title={t('settlement.held')} note={t('settlement.heldNote')}>
          {found.held.length === 0 ? (
            <p className="zh-soft">{t('settlement.heldNone')}</p>
          ) : (
            <ul className="zh-card zh-stack-tight">
              {found.held.map((one) => (
                <li key={one.kind} className="zh-entry">
                  <Go to={`money/cases?state=open&kind=${one.kind}`} className="zh-link">
                    {t(`caseKind.${one.kind}`)}
                  </Go>
                  <span className="zh-number">{format.money(one.amount)}</span>
                  <span className="zh-soft zh-small">
                    {t('settlement.cases', { count: one.cases, cases: format.count(one.cases) })} · {t(`caseWhy.${one.kind}`)}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Section>
      </div>
      <Books isBalanced={found.balanced} isStopped={found.payoutsStopped} at={found.at} />
    </>
  );
}

/** Whether debit and credit of every account come out even: said at the foot of the page, whatever the answer. */
function Books({ isBalanced, isStopped, at }: { isBalanced: boolean; isStopped: boolean; at: string }) {
  const { t } = useTranslation('money');
  const format = useFormat();
  return (
    <p className={isBalanced && !isStopped ? 'zh-books zh-note zh-note-good' : 'zh-books zh-note zh-note-warning'}>
      <span>{t(isBalanced ? (isStopped ? 'books.balancedOnly' : 'books.balanced') : 'books.not', { at: format.instant(at) })}</span>
      <Go to="money/ledger">{t('books.open')}</Go>
    </p>
  );
}

/** Pending commissions by the day their hold ends, as bars on one scale; what is not received yet has no day. */
function Releases({ found }: { found: Settlement }) {
  const { t } = useTranslation('money');
  const format = useFormat();
  const [isAll, setAll] = useState(false);
  if (found.releases.length === 0 && found.waiting.commissions === 0)
    return <EmptyState picture="grid" title={t('settlement.releasesNone')} text={t('settlement.releasesNoneText')} />;
  const largest = Math.max(1, ...found.releases.map((each) => Number(each.amount.amount)), Number(found.waiting.amount.amount));
  const shown = isAll ? found.releases : found.releases.slice(0, 8);
  const bar = (amount: string) => ({ width: `${Math.max(0.5, (Number(amount) / largest) * 100)}%` });
  return (
    <div className="zh-card zh-stack">
      <ul className="zh-stack-tight">
        {shown.map((each) => {
          const ahead = daysBetween(format.today, each.on);
          return (
            <li key={each.on} className="zh-release">
              <span>
                {format.day(each.on)}{' '}
                <span className="zh-soft zh-small">{ahead <= 0 ? t('settlement.today') : t('settlement.inDays', { count: ahead })}</span>
              </span>
              <span className="zh-number">{format.money(each.amount)}</span>
              <span className="zh-release-track" aria-hidden="true">
                <span className="zh-release-bar" style={bar(each.amount.amount)} />
              </span>
              <span className="zh-soft zh-small">
                {t('settlement.commissions', { count: each.commissions, commissions: format.count(each.commissions) })}
              </span>
            </li>
          );
        })}
        {found.waiting.commissions > 0 ? (
          <li className="zh-release">
            <span>{t('settlement.waiting')}</span>
            <span className="zh-number">{format.money(found.waiting.amount)}</span>
            <span className="zh-release-track" aria-hidden="true">
              <span className="zh-release-bar zh-release-open" style={bar(found.waiting.amount.amount)} />
            </span>
            <span className="zh-soft zh-small">
              {t('settlement.commissions', { count: found.waiting.commissions, commissions: format.count(found.waiting.commissions) })}
            </span>
          </li>
        ) : null}
      </ul>
      {found.releases.length > shown.length ? (
        <button type="button" className="zh-text-button" onClick={() => setAll(true)}>
          {t('settlement.allDays', { days: format.count(found.releases.length) })}
        </button>
      ) : null}
    </div>
  );
}

/** What is approved: paid by a file for the bank, then marked as sent, then each ends as it ends. */
function Approved({ found, onOpen }: { found: Settlement; onOpen: (row: Withdrawal) => void }) {
  const { t } = useTranslation('money');
  const { client } = useApp();
  const format = useFormat();
  const mayWrite = useMay('money');
  const columns = useWithdrawalColumns(onOpen);
  const [isMarking, setMarking] = useState(false);
  const waiting = found.approved.filter((row) => row.sentAt === null);
  const net = waiting.reduce((sum, row) => sum + BigInt(row.net.amount), 0n);
  const file = useMutation({
    mutationFn: async () => saveReply(await client.withdrawals.payFile(), `pay-${format.today}.csv`),
  });
  if (found.approved.length === 0) return null;
  return (
    <Section
      title={t('settlement.approved', { count: found.approved.length })}
      note={waiting.length > 0 ? t('settlement.approvedNote', { count: waiting.length, net: format.minor(net) }) : t('settlement.allSent')}
      actions={
        mayWrite && waiting.length > 0 ? (
          <>
            <Button loading={file.isPending} onClick={() => file.mutate()}>
              {t('settlement.payFile')}
            </Button>
            <Button type="primary" onClick={() => setMarking(true)}>
              {t('settlement.markSent')}
            </Button>
          </>
        ) : null
      }
    >
      <ErrorLine error={file.error} />
      <DataTable<Withdrawal>
        label={t('settlement.approved', { count: found.approved.length })}
        rows={found.approved}
        rowKey={(row) => row.id}
        columns={columns}
      />
      <MarkSent rows={waiting} net={net} isOpen={isMarking} onClose={() => setMarking(false)} />
    </Section>
  );
}

function MarkSent({ rows, net, isOpen, onClose }: { rows: readonly Withdrawal[]; net: bigint; isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('money');
  const format = useFormat();
  const mark = useAct((client) => client.withdrawals.markSent({ withdrawals: rows.map((row) => row.id) }), onClose);
  return (
    <Confirm
      title={t('markSent.title')}
      isOpen={isOpen}
      onClose={onClose}
      confirm={t('markSent.confirm', { count: rows.length, net: format.minor(net) })}
      act={mark}
      onConfirm={() => mark.mutate()}
    >
      <p className="zh-number">{t('markSent.text', { count: rows.length, net: format.minor(net) })}</p>
    </Confirm>
  );
}
