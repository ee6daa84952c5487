import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useApp, useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { saveReply } from '../../../../ui/app/save.ts';
import type { Formats } from '../../../../ui/format/formats.ts';
import { typedMoney } from '../../../../ui/format/money.ts';
import { addDays, addMonths } from '../../../../ui/format/time.ts';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { MoneyField } from '../../../../ui/page/money-field.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { CalendarFile } from './calendar-file.tsx';
import { PayeeCard } from './payee-card.tsx';
import { WithdrawalSheet } from './withdrawal-sheet.tsx';
import { useWithdrawalColumns, type Withdrawal } from './withdrawal-words.tsx';

type Statement = Awaited<ReturnType<Client['people']['statements']>>['data'][number];
type StatementLine = Awaited<ReturnType<Client['people']['statement']>>['lines'][number];

/**
 * What a person has at the brand, what they earned and asked for, and their statements period by period.
 * @param earned their commissions, drawn by whoever knows orders
 */
export function PersonMoney({ personId, name, earned }: { personId: string; name: string; earned: ReactNode }) {
  const { t } = useTranslation('money');
  const format = useFormat();
  const mayWrite = useMay('money');
  const [isAsking, setAsking] = useState(false);
  const balances = useAsk(['person', personId, 'balances'], (client, signal) => client.people.balances(personId, { signal }));
  return (
    <div className="zh-stack zh-stack-wide">
      <Answer of={balances} wait={<Skeleton shape="cards" count={1} />}>
        {(answer) => (
          <Section
            title={t('person.has')}
            actions={
              <>
                <CalendarFile name="releases.ics" file={(client) => client.people.releases(personId)} />
                {mayWrite && answer.available.amount !== '0' ? (
                  <Button type="primary" onClick={() => setAsking(true)}>
                    {t('person.withdraw')}
                  </Button>
                ) : null}
              </>
            }
          >
            <dl className="zh-counts">
              {(['pending', 'available', 'held', 'receivable', 'points', 'prepaid'] as const)
                .filter((one) => answer[one].amount !== '0' || one === 'pending' || one === 'available')
                .map((one) => (
                  <div key={one}>
                    <dt className="zh-soft">{t(`account.${one}`)}</dt>
                    <dd className="zh-number zh-strong">{format.money(answer[one])}</dd>
                  </div>
                ))}
            </dl>
            <Ask personId={personId} name={name} most={answer.available} isOpen={isAsking} onClose={() => setAsking(false)} />
          </Section>
        )}
      </Answer>
      {earned}
      <Withdrawals personId={personId} />
      <Statements personId={personId} />
      <PayeeCard personId={personId} />
    </div>
  );
}

/** A withdrawal asked for in somebody's name: tax and fee are shown before it is asked for. */
function Ask({
  personId,
  name,
  most,
  isOpen,
  onClose,
}: {
  personId: string;
  name: string;
  most: { amount: string; currency: string };
  isOpen: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation('money');
  const format = useFormat();
  const [text, setText] = useState('');
  const amount = typedMoney(text, format.currency);
  const wanted = amount !== null && amount !== 'wrong' && !/^0+$/.test(amount.amount) ? amount : null;
  const preview = useAsk(
    ['person', personId, 'withdraw', wanted?.amount],
    (server, signal) => server.people.withdraw(personId, { amount: wanted ?? most }, { dryRun: true, signal }),
    { isOff: !isOpen || wanted === null },
  );
  const ask = useAct(
    (client, money: { amount: string; currency: string }) => client.people.withdraw(personId, { amount: money }),
    () => {
      onClose();
      setText('');
    },
  );
  const shown = wanted && preview.data && !preview.error && !preview.isPlaceholderData ? preview.data : null;
  return (
    <Confirm
      title={t('ask.title', { name })}
      isOpen={isOpen}
      onClose={onClose}
      confirm={wanted ? t('ask.confirm', { amount: format.money(wanted) }) : t('person.withdraw')}
      isReady={shown !== null}
      act={ask}
      error={wanted ? preview.error : null}
      onConfirm={() => {
        if (wanted) ask.mutate(wanted);
      }}
    >
      <MoneyField label={t('ask.amount')} value={text} onChange={setText} hint={t('ask.most', { amount: format.money(most) })} isRequired />
      {shown ? (
        <dl className="zh-sum">
          <dt>{t('withdrawal.amount')}</dt>
          <dd className="zh-number">{format.money(shown.amount)}</dd>
          <dt>
            {t('withdrawal.tax')} <span className="zh-soft zh-small">{t('withdrawal.estimate')}</span>
          </dt>
          <dd className="zh-number">{format.minor(-BigInt(shown.tax.amount.amount))}</dd>
          <dt>{t('withdrawal.fee')}</dt>
          <dd className="zh-number">{format.minor(-BigInt(shown.fee.amount))}</dd>
          <dt className="zh-sum-total">{t('withdrawal.net')}</dt>
          <dd className="zh-sum-total zh-number">{format.money(shown.net)}</dd>
        </dl>
      ) : null}
      <p className="zh-soft">{t('ask.text')}</p>
    </Confirm>
  );
}

function Withdrawals({ personId }: { personId: string }) {
  const { t } = useTranslation('money');
  const [url, change] = useUrl();
  const found = useAsk(['person', personId, 'withdrawals'], (client, signal) =>
    client.people.withdrawals(personId, { limit: 20 }, { signal }),
  );
  const columns = useWithdrawalColumns((row) => change({ withdrawal: row.id })).filter((column) => column.id !== 'who');
  return (
    <Section title={t('tabs.withdrawals')}>
      <Answer of={found} wait={<Skeleton shape="rows" count={2} />}>
        {(answer) =>
          answer.data.length === 0 ? (
            <p className="zh-soft">{t('person.noWithdrawals')}</p>
          ) : (
            <DataTable<Withdrawal> label={t('tabs.withdrawals')} rows={answer.data} rowKey={(row) => row.id} columns={columns} />
          )
        }
      </Answer>
      <WithdrawalSheet id={url.withdrawal ?? null} onClose={() => change({ withdrawal: undefined })} />
    </Section>
  );
}

function Statements({ personId }: { personId: string }) {
  const { t } = useTranslation('money');
  const format = useFormat();
  const [open, setOpen] = useState<string | null>(null);
  const found = useAsk(['person', personId, 'statements'], (client, signal) => client.people.statements(personId, {}, { signal }));
  return (
    <Section title={t('statement.title')} note={t('statement.note')}>
      <Answer of={found} wait={<Skeleton shape="rows" count={3} />}>
        {(answer) =>
          answer.data.length === 0 ? (
            <p className="zh-soft">{t('statement.none')}</p>
          ) : (
            <DataTable<Statement>
              label={t('statement.title')}
              rows={answer.data}
              rowKey={(row) => row.from}
              columns={[
                {
                  id: 'period',
                  title: t('statement.period'),
                  cell: (row) => (
                    <button type="button" className="zh-text-button zh-link" aria-haspopup="dialog" onClick={() => setOpen(row.from)}>
                      {periodText(row, format)}
                    </button>
                  ),
                  width: 'large',
                },
                ...(['opening', 'earned', 'reversed', 'paid', 'closing'] as const).map((one) => ({
                  id: one,
                  title: t(`statement.${one}`),
                  cell: (row: Statement) => <MoneyText money={row[one]} />,
                  align: 'end' as const,
                  ...(one === 'opening' || one === 'reversed' ? { from: 'desktop' as const } : {}),
                })),
              ]}
            />
          )
        }
      </Answer>
      <StatementSheet personId={personId} from={open} onClose={() => setOpen(null)} />
    </Section>
  );
}

/** A calendar month by its name, a day by itself, anything else from its first to its last day. */
function periodText({ from, to }: { from: string; to: string }, format: Formats): string {
  if (from.endsWith('-01') && to === addMonths(from, 1)) return format.month(from);
  const last = addDays(to, -1);
  return from === last ? format.day(from) : `${format.day(from)} – ${format.day(last)}`;
}

const sums = ['opening', 'earned', 'reversed', 'adjusted', 'netted', 'tax', 'fee', 'paid', 'closing'] as const;

/** One statement: opening to closing, then every line with the order or withdrawal behind it. */
function StatementSheet({ personId, from, onClose }: { personId: string; from: string | null; onClose: () => void }) {
  const { t } = useTranslation('money');
  const { client } = useApp();
  const format = useFormat();
  const found = useAsk(
    ['person', personId, 'statement', from],
    (server, signal) => server.people.statement(personId, from ? { from } : {}, { signal }),
    { isOff: from === null },
  );
  const one = from !== null && found.data?.from === from ? found.data : null;
  const save = useMutation({
    mutationFn: async (day: string) => saveReply(await client.people.statementCsv(personId, { from: day }), `statement-${day}.csv`),
  });
  return (
    <Dialog kind="sheet" title={one ? periodText(one, format) : t('statement.one')} isOpen={from !== null} onClose={onClose}>
      {one ? (
        <div className="zh-stack">
          <dl className="zh-sum">
            {sums
              .filter((each) => one[each].amount !== '0' || each === 'opening' || each === 'earned' || each === 'closing')
              .map((each) => (
                <div key={each} className="zh-fact">
                  <dt className={each === 'closing' ? 'zh-sum-total' : ''}>{t(`statement.${each}`)}</dt>
                  <dd className={each === 'closing' ? 'zh-sum-total zh-number' : 'zh-number'}>{format.money(one[each])}</dd>
                </div>
              ))}
          </dl>
          <div>
            <Button loading={save.isPending} onClick={() => save.mutate(one.from)}>
              {t('statement.file')}
            </Button>
          </div>
          <ErrorLine error={save.error} />
          <ul className="zh-stack-tight">
            {one.lines.map((line, at) => (
              <Line key={at} line={line} />
            ))}
          </ul>
        </div>
      ) : found.error ? (
        <ErrorLine error={found.error} />
      ) : (
        <Skeleton shape="text" count={6} />
      )}
    </Dialog>
  );
}

function Line({ line }: { line: StatementLine }) {
  const { t } = useTranslation('money');
  const format = useFormat();
  return (
    <li className="zh-entry">
      <span>
        {t(`line.${line.kind}`)}{' '}
        {line.order ? (
          <Go to={`orders/${line.order}`} className="zh-small">
            {t('line.order', { order: `…${line.order.slice(-6)}`, line: line.line ?? '' })}
          </Go>
        ) : null}
      </span>
      <MoneyText money={line.amount} />
      <span className="zh-soft zh-small">
        {format.instant(line.at)}
        {line.netted.amount === '0' ? '' : ` · ${t('line.netted', { amount: format.money(line.netted) })}`}
      </span>
    </li>
  );
}
