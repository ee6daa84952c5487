import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useApp, useBrand, useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { formatPpm } from '../../../../ui/format/number.ts';
import { addDays, addMonths } from '../../../../ui/format/time.ts';
import { CheckField, TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine, ErrorState, isMissing } from '../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { planTitle, PlanStateTag, type Plan } from './plan-words.tsx';

type Check = Awaited<ReturnType<Client['commissionPlans']['check']>>;
type Rehearsal = Awaited<ReturnType<Client['commissionPlans']['rehearse']>>;

/** One plan: what it says, what it can cost at worst, what it would have paid, and the way to put it in force. */
export function PlanPage() {
  const { t } = useTranslation('partners');
  const { id = '' } = useParams({ strict: false }) as { id?: string };
  const plan = useAsk(['plan', id], (client, signal) => client.commissionPlans.get(id, { signal }));
  const back = { to: 'refer', label: t('ui:referTabs.plans') };
  if (plan.error && !plan.data)
    return (
      <Page title={t(isMissing(plan.error) ? 'plan.lost' : 'tabs.plans')} back={back}>
        <ErrorState error={plan.error} onRetry={() => void plan.refetch()} />
      </Page>
    );
  if (!plan.data)
    return (
      <div className="zh-page">
        <Skeleton shape="figure" />
        <Skeleton shape="cards" count={2} />
      </div>
    );
  return <Loaded plan={plan.data} />;
}

function Loaded({ plan }: { plan: Plan }) {
  const { t } = useTranslation('partners');
  const format = useFormat();
  const mayWrite = useMay('plans');
  const said = useAsk(['plan', plan.id, 'explain'], (client, signal) => client.commissionPlans.explain(plan.id, { signal }));
  return (
    <Page
      title={planTitle(plan)}
      back={{ to: 'refer', label: t('ui:referTabs.plans') }}
      lead={
        <span className="zh-row">
          <PlanStateTag state={plan.state} />
          <span>
            {plan.retiredAt
              ? t('plan.until', { day: format.instantDay(plan.retiredAt) })
              : plan.publishedAt
                ? t('plan.from', { day: format.instantDay(plan.publishedAt) })
                : t('plan.draftLead')}
          </span>
        </span>
      }
      actions={
        <>
          {plan.state === 'draft' && mayWrite ? <Publish plan={plan} /> : null}
          <Go to={`refer/plans/${plan.id}/changes`} className="zh-button">
            {t('plan.changes')}
          </Go>
          {mayWrite ? (
            <Go to={plan.state === 'draft' ? `refer/plans/${plan.id}/edit` : `refer/plans/new?from=${plan.id}`} className="zh-button">
              {t(plan.state === 'draft' ? 'plan.edit' : 'plan.copy')}
            </Go>
          ) : null}
        </>
      }
    >
      <div className="zh-halves">
        <Section title={t('plan.says')} {...(plan.state === 'draft' ? {} : { note: t('plan.fixed') })}>
          <Answer of={said} wait={<Skeleton shape="text" count={6} />}>
            {(answer) => (
              <ol className="zh-said zh-card">
                {answer[format.language].map((sentence) => (
                  <li key={sentence.about}>{sentence.text}</li>
                ))}
              </ol>
            )}
          </Answer>
        </Section>
        <WorstCase plan={plan} />
      </div>
      <RehearsalSection plan={plan} />
    </Page>
  );
}

function useCheck(plan: Plan, isOff = false) {
  return useAsk(
    ['plan', plan.id, 'check'],
    (client, signal) =>
      client.commissionPlans.check(plan.id, plan.acknowledgement ? { acknowledge: plan.acknowledgement } : {}, { signal }),
    {
      isOff,
    },
  );
}

/** The most it could pay, against the cap of the policy pack and the margin of the product that keeps least. */
function WorstCase({ plan }: { plan: Plan }) {
  const { t } = useTranslation('partners');
  const check = useCheck(plan);
  return (
    <Section title={t('worst.title')} note={t('worst.note')}>
      <Answer of={check} wait={<Skeleton shape="cards" count={1} />}>
        {(answer) => (
          <div className="zh-card zh-stack">
            <Shares check={answer} />
            <Margin check={answer} />
            <Findings check={answer} isDraft={plan.state === 'draft'} />
          </div>
        )}
      </Answer>
    </Section>
  );
}

function Shares({ check }: { check: Check }) {
  const { t } = useTranslation('partners');
  const format = useFormat();
  const { worstCase } = check;
  const cap = check.capPpm / 1_000_000;
  const scale = Math.max(Number(worstCase.share), cap, 0.01);
  const place =
    worstCase.product?.name ?? worstCase.category ?? (worstCase.ladderRole ? t(`ui:ladder.${worstCase.ladderRole}`) : t('worst.any'));
  return (
    <div className="zh-stack-tight">
      <p>
        <span className="zh-sheet-value zh-number">{format.share(worstCase.shareAfterCap)}</span>{' '}
        <span className="zh-soft">{t('worst.of', { place })}</span>
      </p>
      <div className="zh-gauge" aria-hidden="true">
        {worstCase.payouts.map((payout) => (
          <span
            key={`${payout.role}${payout.depth}`}
            className={`zh-gauge-part zh-gauge-${Math.min(payout.depth, 3)}`}
            style={{ width: `${(Number(payout.share) / scale) * 100}%` }}
          />
        ))}
        <span className="zh-gauge-mark" style={{ insetInlineStart: `${Math.min(1, cap / scale) * 100}%` }} />
      </div>
      <dl className="zh-sum">
        {worstCase.payouts.map((payout) => (
          <div key={`${payout.role}${payout.depth}`} className="zh-fact">
            <dt>{t(`as.${payout.role}`, { depth: payout.depth })}</dt>
            <dd className="zh-number">{format.share(payout.share)}</dd>
          </div>
        ))}
        <dt className="zh-soft">{t('worst.cap')}</dt>
        <dd className="zh-number zh-soft">{formatPpm(check.capPpm, format.language)}</dd>
        <dt className="zh-soft">{t('worst.deepest')}</dt>
        <dd className="zh-number zh-soft">
          {check.deepestAllowed === null
            ? t('worst.depthFree', { deepest: check.deepestPaid })
            : t(check.deepestPaid > check.deepestAllowed ? 'worst.depthOver' : 'worst.depthOf', {
                deepest: check.deepestPaid,
                allowed: check.deepestAllowed,
              })}
        </dd>
      </dl>
    </div>
  );
}

function Margin({ check }: { check: Check }) {
  const { t } = useTranslation('partners');
  const format = useFormat();
  const margin = check.worstMargin;
  if (!margin) return <p className="zh-soft">{t('worst.noCost')}</p>;
  const isLoss = margin.left.amount.startsWith('-');
  return (
    <div className="zh-stack-tight">
      <h3>{t('worst.margin')}</h3>
      <p className="zh-number">
        {t('worst.marginSum', {
          product: margin.product.name,
          price: format.money(margin.price),
          cost: format.money(margin.cost),
          payout: format.money(margin.payout),
        })}{' '}
        <strong className={isLoss ? 'zh-harm' : 'zh-good'}>{t('worst.left', { left: format.money(margin.left) })}</strong>
      </p>
    </div>
  );
}

/** Every rule the plan breaks, in words, and what is worth a second look. */
function Findings({ check, isDraft }: { check: Check; isDraft: boolean }) {
  const { t } = useTranslation('partners');
  return (
    <>
      {check.broken.length > 0 ? (
        <div className="zh-state zh-state-harm">
          <h3>{t('findings.broken', { count: check.broken.length })}</h3>
          <FindingList findings={check.broken} />
        </div>
      ) : isDraft ? (
        <p className="zh-note zh-note-good">{t('findings.none')}</p>
      ) : null}
      {check.warnings.length > 0 ? (
        <div className="zh-state zh-state-warning">
          <h3>{t('findings.warnings')}</h3>
          <FindingList findings={check.warnings} />
        </div>
      ) : null}
    </>
  );
}

function FindingList({ findings }: { findings: Check['broken'] }) {
  return (
    <ul className="zh-stack-tight">
      {findings.map((finding) => (
        <li key={finding.code + finding.pointer + finding.detail} className="zh-finding">
          <code className="zh-code">{ruleOf(finding.code)}</code>
          <span>{finding.detail}</span>
        </li>
      ))}
    </ul>
  );
}

/** `P2.depth` → `P2`: the number of the rule is what compliance people know. */
const ruleOf = (code: string): string => /P\d+/.exec(code)?.[0] ?? code;

/** Putting a plan in force: what changes, what is broken, and the risk somebody takes where the pack allows it. */
function Publish({ plan }: { plan: Plan }) {
  const { t } = useTranslation('partners');
  const { client } = useApp();
  const brand = useBrand();
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const [takesRisk, setTakesRisk] = useState(false);
  const [contact, setContact] = useState('');
  const check = useCheck(plan, !isOpen);
  const active = useAsk(['plans', 'active'], (server, signal) => server.commissionPlans.list({ state: 'active', limit: 1 }, { signal }), {
    isOff: !isOpen,
  });
  const broken = check.data?.broken ?? [];
  const acknowledgeable = broken.filter((one) => one.code.endsWith('acknowledge'));
  const fatal = broken.filter((one) => !one.code.endsWith('acknowledge'));
  const needs = acknowledgeable.length > 0;
  const publish = useMutation({
    mutationFn: () => client.commissionPlans.publish(plan.id, needs ? { acknowledge: { risk: true, legalContact: contact.trim() } } : {}),
    onSuccess: async () => {
      setOpen(false);
      await queries.invalidateQueries({ queryKey: [brand.slug] });
    },
  });
  const before = active.data?.data[0];
  const isReady = check.data !== undefined && fatal.length === 0 && (!needs || (takesRisk && contact.trim() !== ''));
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('publish.open')}
      </Button>
      <Dialog
        title={t('publish.title', { plan: planTitle(plan) })}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{t('back')}</Button>
            {fatal.length > 0 ? (
              <Go to={`refer/plans/${plan.id}/edit`} className="zh-cta">
                {t('plan.edit')}
              </Go>
            ) : (
              <Button type="primary" disabled={!isReady} loading={publish.isPending} onClick={() => publish.mutate()}>
                {t('publish.confirm', { plan: planTitle(plan) })}
              </Button>
            )}
          </>
        }
      >
        <div className="zh-stack">
          {check.data === undefined ? check.error ? <ErrorLine error={check.error} /> : <Skeleton shape="text" count={3} /> : null}
          {fatal.length > 0 ? (
            <div className="zh-state zh-state-harm">
              <h3>{t('publish.cannot')}</h3>
              <FindingList findings={fatal} />
            </div>
          ) : (
            <>
              <p>{before ? t('publish.replaces', { plan: planTitle(before) }) : t('publish.first')}</p>
              <p>{t('publish.past')}</p>
            </>
          )}
          {fatal.length === 0 && needs ? (
            <div className="zh-state zh-state-warning">
              <h3>{t('publish.risk')}</h3>
              <FindingList findings={acknowledgeable} />
              <CheckField label={t('publish.takes')} isOn={takesRisk} onChange={setTakesRisk} />
              <TextField label={t('publish.contact')} value={contact} onChange={setContact} hint={t('publish.contactHint')} />
            </div>
          ) : null}
          <ErrorLine error={publish.error} />
        </div>
      </Dialog>
    </>
  );
}

/** What it would have paid on the orders of the month that ended, as people stand today. */
function RehearsalSection({ plan }: { plan: Plan }) {
  const { t } = useTranslation('partners');
  const format = useFormat();
  const [which, setWhich] = useState<'last' | 'days'>('days');
  const first = addMonths(format.today, -1);
  const period =
    which === 'last' ? { from: first, to: addMonths(format.today, 0) } : { from: addDays(format.today, -29), to: addDays(format.today, 1) };
  const found = useAsk(['plan', plan.id, 'rehearsal', period], (client, signal) =>
    client.commissionPlans.rehearse(plan.id, period, { signal }),
  );
  return (
    <Section
      title={t('rehearsal.title')}
      note={t('rehearsal.note')}
      actions={
        <>
          {(['days', 'last'] as const).map((one) => (
            <button
              key={one}
              type="button"
              className={one === which ? 'zh-chip' : 'zh-button'}
              aria-pressed={one === which}
              onClick={() => setWhich(one)}
            >
              {one === 'last' ? format.month(first) : t('rehearsal.days')}
            </button>
          ))}
        </>
      }
    >
      <Answer of={found} wait={<Skeleton shape="cards" count={3} />}>
        {(answer) => (answer.orders === 0 ? <p className="zh-soft">{t('rehearsal.none')}</p> : <Rehearsed found={answer} />)}
      </Answer>
    </Section>
  );
}

function Rehearsed({ found }: { found: Rehearsal }) {
  const { t } = useTranslation('partners');
  const format = useFormat();
  return (
    <>
      <dl className="zh-counts">
        <div>
          <dt className="zh-soft">{t('rehearsal.commissions')}</dt>
          <dd className="zh-number zh-strong">{format.money(found.commissions)}</dd>
        </div>
        <div>
          <dt className="zh-soft">{t('rehearsal.share')}</dt>
          <dd className="zh-number zh-strong">{found.sharePpm === null ? '–' : format.share(found.sharePpm / 1_000_000, 2)}</dd>
        </div>
        <div>
          <dt className="zh-soft">{t('rehearsal.sales')}</dt>
          <dd className="zh-number">{format.money(found.sales)}</dd>
        </div>
        <div>
          <dt className="zh-soft">{t('rehearsal.orders')}</dt>
          <dd className="zh-number">
            {t('rehearsal.ordersOf', { paying: format.count(found.ordersPaying), orders: format.count(found.orders) })}
          </dd>
        </div>
        <div>
          <dt className="zh-soft">{t('rehearsal.payees')}</dt>
          <dd className="zh-number">{format.count(found.payees)}</dd>
        </div>
        {found.byDepth.map((each) => (
          <div key={each.depth}>
            <dt className="zh-soft">{t('rehearsal.depth', { depth: each.depth })}</dt>
            <dd className="zh-number">{format.money(each.amount)}</dd>
          </div>
        ))}
      </dl>
      {found.isWhole ? null : <p className="zh-note zh-note-warning">{t('rehearsal.part')}</p>}
      {found.top.length > 0 ? (
        <DataTable<Rehearsal['top'][number]>
          label={t('rehearsal.top')}
          rows={found.top}
          rowKey={(row) => row.person.id}
          columns={[
            { id: 'who', title: t('rehearsal.who'), cell: (row) => <PersonLink person={row.person} />, width: 'large' },
            { id: 'orders', title: t('rehearsal.theirOrders'), cell: (row) => format.count(row.orders), align: 'end' },
            { id: 'amount', title: t('rehearsal.amount'), cell: (row) => <MoneyText money={row.amount} />, align: 'end' },
          ]}
        />
      ) : null}
    </>
  );
}
