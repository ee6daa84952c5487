import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk, useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { Choice, TextField } from '../../../../ui/page/controls.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { MembershipTabs } from './membership-tabs.tsx';

type Redemption = Awaited<ReturnType<Client['redemptions']['list']>>['data'][number];
type Exception = Awaited<ReturnType<Client['redemptions']['exceptions']>>['data'][number];
type Outlet = Awaited<ReturnType<Client['outlets']['list']>>['data'][number];

const SHORTEST_CODE = 6;
const EXCEPTIONS_SHOWN = 50;

/** The counter: a member says six digits or shows a code, and gets what their card gives today, once. */
export function DeskPage() {
  const { t } = useTranslation('membership');
  const outlets = useAsk(['outlets', 'open'], (client, signal) => client.outlets.list({ closed: 'false', limit: 100 }, { signal }));
  return (
    <Page title={t('desk.title')} lead={t('desk.lead')} tabs={<MembershipTabs here="desk" />}>
      <Answer of={outlets} wait={<Skeleton shape="cards" count={2} />}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState picture="products" title={t('desk.noOutlet')} text={t('desk.noOutletText')}>
              <Go to="outlets" className="zh-cta">
                {t('outlet.make')}
              </Go>
            </EmptyState>
          ) : (
            <Counter outlets={data} />
          )
        }
      </Answer>
    </Page>
  );
}

function Counter({ outlets }: { outlets: readonly Outlet[] }) {
  const { t } = useTranslation('membership');
  const [url, change] = useUrl();
  const outlet = outlets.find((one) => one.id === url.outlet) ?? outlets[0];
  if (!outlet) return null;
  return (
    <>
      {outlets.length > 1 ? (
        <div className="zh-row zh-row-end">
          <Choice
            isLabelShown
            label={t('desk.at')}
            value={outlet.id}
            options={outlets.map((one) => ({ value: one.id, label: one.name }))}
            onChange={(id) => change({ outlet: id })}
          />
        </div>
      ) : null}
      <Redeem outlet={outlet} />
      <Taken outlet={outlet} />
      <Exceptions outlet={outlet} />
    </>
  );
}

function Redeem({ outlet }: { outlet: Outlet }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  const mayRedeem = useMay('orders');
  const [code, setCode] = useState('');
  const redeem = useAct(
    (client, typed: string) => client.redemptions.create({ code: typed, outlet: outlet.id }),
    () => setCode(''),
  );
  if (!mayRedeem) return null;
  const typed = code.replaceAll(/\s/g, '');
  const done = redeem.data;
  return (
    <Section title={t('desk.redeemAt', { outlet: outlet.name })} isCard>
      <form
        className="zh-stack zh-narrow"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.length >= SHORTEST_CODE) redeem.mutate(typed);
        }}
      >
        <TextField label={t('desk.code')} value={code} onChange={setCode} hint={t('desk.codeHint')} isRequired />
        <div>
          <Button type="primary" htmlType="submit" disabled={typed.length < SHORTEST_CODE} loading={redeem.isPending}>
            {t('desk.redeem')}
          </Button>
        </div>
        <div aria-live="polite" className="zh-stack">
          <ErrorLine error={redeem.error} />
          {done && !redeem.error ? (
            <p className="zh-note zh-note-good">
              <strong>{t('desk.give', { item: done.item, member: done.member })}</strong>{' '}
              {t('desk.nth', { nth: format.count(done.nth), of: format.count(done.of), card: done.cardName })}
            </p>
          ) : null}
        </div>
      </form>
    </Section>
  );
}

function Taken({ outlet }: { outlet: Outlet }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  const taken = useRows<Redemption>(['redemptions', outlet.id], (client, page, signal) =>
    client.redemptions.list({ outlet: outlet.id, ...page }, { signal }),
  );
  return (
    <Section title={t('desk.taken')}>
      <RowsTable<Redemption>
        of={taken}
        wait={3}
        none={<p className="zh-soft">{t('desk.takenNone')}</p>}
        label={t('desk.taken')}
        rowKey={(row) => row.id}
        columns={[
          { id: 'at', title: t('when'), cell: (row) => format.instant(row.at) },
          { id: 'member', title: t('member'), cell: (row) => <bdi>{row.member}</bdi> },
          { id: 'item', title: t('item'), cell: (row) => <bdi>{row.item}</bdi>, width: 'medium' },
          { id: 'card', title: t('card'), cell: (row) => <bdi>{row.cardName}</bdi>, width: 'medium', from: 'desktop' },
          { id: 'nth', title: t('desk.use'), cell: (row) => t('desk.useOf', { nth: row.nth, of: row.of }), from: 'tablet' },
          { id: 'via', title: t('desk.via'), cell: (row) => t(`desk.vias.${row.via}`), from: 'desktop' },
          { id: 'worth', title: t('worth'), cell: (row) => <MoneyText money={row.worth} />, align: 'end' },
        ]}
      />
    </Section>
  );
}

/** What was given away without a network and was not there to be given: the outlet bears it, never the member. */
function Exceptions({ outlet }: { outlet: Outlet }) {
  const { t } = useTranslation('membership');
  const format = useFormat();
  const found = useAsk(['redemptionExceptions', outlet.id], (client, signal) =>
    client.redemptions.exceptions({ outlet: outlet.id, limit: EXCEPTIONS_SHOWN }, { signal }),
  );
  if (!found.data || found.data.data.length === 0) return null;
  return (
    <Section title={t('exception.title')} note={t('exception.note', { amount: format.money(outlet.owed) })}>
      <DataTable<Exception>
        label={t('exception.title')}
        rows={found.data.data}
        rowKey={(row) => row.id}
        columns={[
          { id: 'at', title: t('when'), cell: (row) => format.instant(row.acceptedAt) },
          { id: 'member', title: t('member'), cell: (row) => <bdi>{row.member}</bdi> },
          { id: 'why', title: t('exception.why'), cell: (row) => t(`exception.reason.${row.reason}`), width: 'large' },
          { id: 'device', title: t('exception.device'), cell: (row) => <bdi>{row.device}</bdi>, from: 'tablet' },
          { id: 'worth', title: t('worth'), cell: (row) => <MoneyText money={row.worth} />, align: 'end' },
        ]}
      />
    </Section>
  );
}
