import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { formatPpm } from '../../../../ui/format/number.ts';
import { personName } from '../../../../ui/format/name.ts';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';
import { KeptText, RateText, type Commission, type Commissions, type NotPaid } from './earners.tsx';
import type { Order } from './order-state.tsx';

/** Who earns on an order, line by line, each opening to why this amount; and why everybody else on the path does not. */
export function OrderCommissions({ order }: { order: Order }) {
  const { t } = useTranslation('orders');
  const found = useAsk(['order', order.id, 'commissions'], (client, signal) => client.orders.commissions(order.id, { signal }));
  return (
    <Section title={t('earn.title')} {...(found.data?.plan ? { note: t('earn.plan', { plan: found.data.plan.name }) } : {})}>
      <Answer of={found} wait={<Skeleton shape="rows" count={2} />}>
        {(answer) =>
          order.paidAt === null ? (
            <p className="zh-soft zh-read">{t('earn.unpaid')}</p>
          ) : answer.plan === null ? (
            <p className="zh-soft zh-read">{t('earn.noPlan')}</p>
          ) : (
            <Table order={order} found={answer} />
          )
        }
      </Answer>
    </Section>
  );
}

function Table({ order, found }: { order: Order; found: Commissions }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const [open, setOpen] = useState<Commission | null>(null);
  const total = found.data.reduce((sum, row) => sum + BigInt(row.amount.amount) - BigInt(row.reversed.amount), 0n);
  return (
    <>
      {found.data.length === 0 ? (
        <p className="zh-soft">{t('earn.nobody')}</p>
      ) : (
        <>
          <DataTable<Commission>
            label={t('earn.title')}
            rows={found.data}
            rowKey={(row) => `${row.payee}${row.line}${row.role}${row.depth}`}
            columns={[
              {
                id: 'who',
                title: t('earn.who'),
                cell: (row) => (row.person ? <PersonLink person={row.person} /> : '–'),
                width: 'medium',
              },
              { id: 'depth', title: t('earn.as'), cell: (row) => t(`role.${row.role}`, { depth: row.depth }), from: 'tablet' },
              { id: 'line', title: t('line'), cell: (row) => row.line, align: 'end', width: 'tiny' },
              { id: 'rate', title: t('earn.rate'), cell: (row) => <RateText ratePpm={row.ratePpm} />, align: 'end', from: 'tablet' },
              { id: 'amount', title: t('earn.amount'), cell: (row) => <WhyButton row={row} onOpen={() => setOpen(row)} />, align: 'end' },
              { id: 'state', title: t('state'), cell: (row) => <CommissionState row={row} /> },
            ]}
          />
          <p className="zh-soft zh-number">{t('earn.total', { amount: format.minor(total) })}</p>
        </>
      )}
      <WhyNot order={order} steps={found.notPaid} />
      <Dialog
        kind="sheet"
        title={t('earn.whyTitle', { name: open?.person ? personName(open.person) : '' })}
        isOpen={open !== null}
        onClose={() => setOpen(null)}
      >
        {open ? <Why order={order} row={open} found={found} /> : null}
      </Dialog>
    </>
  );
}

/** The amount itself opens to why it is that much. */
function WhyButton({ row, onOpen }: { row: Commission; onOpen: () => void }) {
  const { t } = useTranslation('orders');
  return (
    <button type="button" className="zh-text-button zh-open-amount" aria-haspopup="dialog" onClick={onOpen}>
      <KeptText commission={row} />
      <span className="zh-hidden">{t('earn.whyOf', { name: row.person ? personName(row.person) : row.payee, line: row.line })}</span>
    </button>
  );
}

/** Where a commission stands, with the day its hold ends. */
export function CommissionState({ row }: { row: Pick<Commission, 'state' | 'isHeld' | 'dueAt'> }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  if (row.isHeld) return <StateTag mood="warning">{t('commission.held')}</StateTag>;
  const mood = { pending: 'calm', confirmed: 'good', paid: 'good', reversed: 'harm' } as const;
  return (
    <span className="zh-row zh-row-close">
      <StateTag mood={mood[row.state]}>{t(`commission.${row.state}`)}</StateTag>
      {row.state === 'pending' ? (
        <span className="zh-soft zh-small">
          {row.dueAt ? t('commission.until', { day: format.instantDay(row.dueAt) }) : t('commission.waits')}
        </span>
      ) : null}
    </span>
  );
}

/** The whole way from the order to the fen, one sentence each (rules.md C11). */
export function Why({ order, row, found }: { order: Order; row: Commission; found: Commissions }) {
  const { t } = useTranslation('orders');
  const format = useFormat();
  const maySeePlan = useMay('seePlans');
  const planId = found.plan?.id ?? '';
  const plan = useAsk(['plan', planId], (client, signal) => client.commissionPlans.get(planId, { signal }), { isOff: !maySeePlan });
  const said = useAsk(['plan', planId, 'explain'], (client, signal) => client.commissionPlans.explain(planId, { signal }), {
    isOff: !maySeePlan,
  });
  const levels = useAsk(['levels'], (client, signal) => client.partnerLevels.list({ limit: 200 }, { signal }), {
    isOff: row.trace.level === null,
  });
  const level = levels.data?.data.find((one) => one.id === row.trace.level)?.label ?? row.trace.level;
  const line = order.lines.find((one) => one.line === row.line);
  const product = line?.product?.name ?? t('noProduct');
  const about = aboutOf(row.rule, plan.data?.levels ?? []);
  const sentence = said.data?.[format.language].find((one) => one.about === about)?.text;
  const [num = '0', den = '1'] = row.trace.share.split('/');
  const kept = BigInt(row.amount.amount) - BigInt(row.reversed.amount);
  const path = [...found.data, ...found.notPaid]
    .filter((one) => one.line === row.line && (one.role === 'direct' || one.role === 'indirect') && one.person && one.depth <= row.depth)
    .sort((a, b) => a.depth - b.depth)
    .map((one) => (one.person ? personName(one.person) : ''));
  const cap = (BigInt(row.base.amount) * BigInt(row.trace.capPpm)) / 1_000_000n;
  const steps: { word: string; text: ReactNode; amount?: string }[] = [
    {
      word: 'order',
      text: t('why2.order', {
        order: order.externalId ?? `…${order.id.slice(-6)}`,
        buyer: order.person ? personName(order.person) : t('nobody'),
        day: order.paidAt ? format.instant(order.paidAt) : '–',
      }),
      amount: format.money(order.total),
    },
    {
      word: 'line',
      text: t('why2.line', { line: row.line, product, quantity: line?.quantity ?? 1 }),
      amount: format.money(line?.amount ?? row.base),
    },
    {
      word: 'rule',
      text: (
        <>
          {t(found.plan ? 'why2.rule' : 'why2.ruleOnly', {
            plan: found.plan?.name ?? '',
            rule: t(`rule.${row.rule.split(':')[0] ?? 'level'}`, { depth: row.depth }),
          })}
          {sentence ? <q className="zh-quote">{sentence}</q> : null}
        </>
      ),
    },
    {
      word: 'chain',
      text: t(`why2.chain.${row.role}`, { depth: row.depth, path: [order.person ? personName(order.person) : '', ...path].join(' → ') }),
    },
    {
      word: 'rate',
      text:
        row.ratePpm === null
          ? t('why2.fixed', { quantity: line?.quantity ?? 1 })
          : t(row.trace.level ? 'why2.rateLevel' : 'why2.rate', {
              rate: formatPpm(row.ratePpm, format.language),
              level: level ?? '',
            }),
    },
    {
      word: 'base',
      text: t(line && line.base.amount !== line.amount.amount ? 'why2.baseTax' : 'why2.base', {
        amount: format.money(line?.amount ?? row.base),
      }),
      amount: format.money(row.base),
    },
    {
      word: 'sum',
      text: t(row.ratePpm === null ? 'why2.sumFixed' : 'why2.sum', {
        base: format.money(row.base),
        share: den === '1000000' ? formatPpm(Number(num), format.language) : `${num}/${den}`,
      }),
      amount: format.money(row.amount),
    },
    {
      word: 'cap',
      text: t(capWord(row.trace.outcome), {
        cap: formatPpm(row.trace.capPpm, format.language),
        most: format.minor(cap),
        gifts: format.money(row.trace.promised),
      }),
    },
    {
      word: 'hold',
      text: row.isHeld
        ? [t('why2.holdCase'), row.heldFor ? t(`why2.heldFor.${row.heldFor.kind}`) : ''].join(' ').trim()
        : row.confirmedAt
          ? t('why2.holdOver', { day: format.instantDay(row.confirmedAt), days: row.trace.holdDays })
          : row.dueAt
            ? t('why2.holdUntil', { day: format.instantDay(row.dueAt), days: row.trace.holdDays })
            : t('why2.holdWaits', { days: row.trace.holdDays }),
    },
    row.reversed.amount === '0'
      ? { word: 'reversal', text: t('why2.noReversal') }
      : {
          word: 'reversal',
          text: t('why2.reversal', { refunded: format.money(line?.refunded ?? format.zero), left: format.minor(kept) }),
          amount: format.minor(-BigInt(row.reversed.amount)),
        },
    { word: 'tax', text: t(row.state === 'reversed' ? 'why2.taxNone' : 'why2.tax') },
  ];
  return (
    <div className="zh-sheet">
      <p className="zh-sheet-value zh-number">{format.minor(kept)}</p>
      <ol className="zh-why">
        {steps.map((step) => (
          <li key={step.word} className="zh-why-step">
            <span className="zh-why-name">{t(`why2.name.${step.word}`)}</span>
            <span className="zh-why-text">{step.text}</span>
            <span className="zh-number zh-end">{step.amount ?? ''}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function capWord(outcome: string): string {
  return outcome === 'giftFirst' ? 'why2.capGift' : outcome === 'trimmed' ? 'why2.capCut' : 'why2.capFree';
}

/** The part of the plan a stored rule names: `level:2` is the level of depth 2, wherever it stands in the list. */
function aboutOf(rule: string, levels: readonly { depth: number }[]): string {
  const [kind, which = ''] = rule.split(':');
  if (kind === 'level') return `/levels/${levels.findIndex((level) => String(level.depth) === which)}`;
  return kind === 'override' ? `/overrides/${which}` : '/roles/0';
}

/** Why nobody else on the path earns: one row per person, place and reason; lines with the same reason stand together. */
function WhyNot({ order, steps }: { order: Order; steps: readonly NotPaid[] }) {
  const { t } = useTranslation('orders');
  const { language } = useFormat();
  const rows = new Map<string, NotPaid & { lines: number[] }>();
  for (const step of steps) {
    const key = `${step.person?.id ?? ''} ${step.depth} ${step.role} ${step.outcome}`;
    const known = rows.get(key);
    if (known) known.lines.push(step.line);
    else rows.set(key, { ...step, lines: [step.line] });
  }
  if (rows.size === 0) return null;
  return (
    <div className="zh-stack-tight">
      <h3>{t('earn.whyNot')}</h3>
      <ul className="zh-why-not">
        {[...rows].map(([key, row]) => (
          <li key={key} className="zh-entry">
            <span>
              {row.person ? <PersonLink person={row.person} /> : <span className="zh-strong">{t('earn.nobodyThere')}</span>}{' '}
              <span className="zh-soft zh-small">{t(`role.${row.role}`, { depth: row.depth })}</span>
            </span>
            <span className="zh-soft zh-small zh-number">
              {row.lines.length === order.lines.length
                ? t('earn.allLines')
                : t('earn.onLines', { lines: row.lines.join(t('ui:listComma')) })}
              {row.ratePpm ? ` · ${formatPpm(row.ratePpm, language)}` : ''}
            </span>
            <span className="zh-soft">{t(`outcome.${row.outcome}`)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
