import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useAsk, useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { ConvertTabs } from '../../../../ui/page/convert-tabs.tsx';
import { LongField, TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { ListPage } from '../../../../ui/page/list-page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { StateFilter, useStateInAddress } from '../../../../ui/page/state-filter.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';

type Request = Awaited<ReturnType<Client['refundRequests']['get']>>;
type State = Request['state'];

const states = ['open', 'accepted', 'declined'] as const satisfies readonly State[];
const moods = { open: 'warning', accepted: 'good', declined: 'calm' } as const;

/** Buyers who want money back: each with their words, answered by somebody. */
export function RefundsPage() {
  const { t } = useTranslation('aftersale');
  const format = useFormat();
  const [url, change] = useUrl();
  const [state, setState] = useStateInAddress<State>(states);
  const requests = useRows<Request>(['refundRequests', state], (client, page, signal) =>
    client.refundRequests.list({ state, ...page }, { signal }),
  );
  return (
    <ListPage<Request>
      title={t('refunds.title')}
      lead={t('refunds.lead')}
      tabs={<ConvertTabs here="refunds" />}
      make={null}
      filters={<StateFilter label={t('state')} states={states} word={(one) => t(`states.${one}`)} value={state} onChange={setState} />}
      picture="orders"
      none={{ title: t(`refunds.none.${state}`), text: t(`refunds.noneText.${state}`) }}
      of={requests}
      wait={4}
      rowKey={(row) => row.id}
      columns={[
        {
          id: 'asked',
          title: t('refunds.askedAt'),
          cell: (row) => (
            <button type="button" className="zh-text-button zh-link" aria-haspopup="dialog" onClick={() => change({ request: row.id })}>
              {format.instant(row.askedAt)}
            </button>
          ),
        },
        {
          id: 'who',
          title: t('who'),
          cell: (row) => (
            <Go to={`people/${row.person.id}`} className="zh-link zh-cut">
              <bdi>{row.person.name ?? `…${row.person.id.slice(-6)}`}</bdi>
            </Go>
          ),
          width: 'medium',
        },
        {
          id: 'reason',
          title: t('refunds.reason'),
          cell: (row) => <bdi className="zh-cut">{row.reason}</bdi>,
          width: 'large',
          from: 'tablet',
        },
        { id: 'amount', title: t('refunds.amount'), cell: (row) => <MoneyText money={row.amount} />, align: 'end' },
        {
          id: 'state',
          title: t('state'),
          cell: (row) => <StateTag mood={moods[row.state]}>{t(`states.${row.state}`)}</StateTag>,
          from: 'tablet',
        },
      ]}
    >
      <RequestSheet id={url.request ?? null} onClose={() => change({ request: undefined })} />
    </ListPage>
  );
}

function RequestSheet({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { t } = useTranslation('aftersale');
  const found = useAsk(['refundRequest', id], (client, signal) => client.refundRequests.get(id ?? '', { signal }), { isOff: id === null });
  const one = id !== null && found.data?.id === id ? found.data : null;
  return (
    <Dialog kind="sheet" title={t('refunds.one')} isOpen={id !== null} onClose={onClose}>
      {one ? (
        <Facts key={one.state} request={one} />
      ) : found.error ? (
        <ErrorLine error={found.error} />
      ) : (
        <Skeleton shape="text" count={5} />
      )}
    </Dialog>
  );
}

function Facts({ request }: { request: Request }) {
  const { t } = useTranslation('aftersale');
  const format = useFormat();
  const mayWrite = useMay('orders');
  return (
    <div className="zh-stack">
      <p className="zh-row">
        <StateTag mood={moods[request.state]}>{t(`states.${request.state}`)}</StateTag>
        <Go to={`orders/${request.order}`}>{t('refunds.order', { order: `…${request.order.slice(-6)}` })}</Go>
      </p>
      <blockquote className="zh-quote">
        <bdi>{request.reason}</bdi>
      </blockquote>
      <dl className="zh-sum">
        {request.lines.map((line) => (
          <div key={line.line} className="zh-fact">
            <dt>{t('refunds.line', { line: line.line, product: line.product?.name ?? '–' })}</dt>
            <dd className="zh-number">{format.money(line.amount)}</dd>
          </div>
        ))}
        <dt className="zh-sum-total">{t('refunds.sum', { total: format.money(request.orderTotal) })}</dt>
        <dd className="zh-sum-total zh-number">{format.money(request.amount)}</dd>
      </dl>
      <dl className="zh-facts">
        <dt>{t('refunds.askedAt')}</dt>
        <dd>{format.instant(request.askedAt)}</dd>
        {request.answeredAt ? (
          <>
            <dt>{t('refunds.answeredAt')}</dt>
            <dd>{format.instant(request.answeredAt)}</dd>
          </>
        ) : null}
        {request.answer ? (
          <>
            <dt>{t('answer')}</dt>
            <dd>
              <bdi>{request.answer}</bdi>
            </dd>
          </>
        ) : null}
      </dl>
      {request.state === 'open' ? (
        <>
          <p className="zh-soft">{t('refunds.hold')}</p>
          {mayWrite ? <Decide request={request} /> : null}
        </>
      ) : null}
    </div>
  );
}

/** First what follows, then the answer is given by its name. */
function Decide({ request }: { request: Request }) {
  const { t } = useTranslation('aftersale');
  const format = useFormat();
  const [verb, setVerb] = useState<'accept' | 'decline' | null>(null);
  const [answer, setAnswer] = useState('');
  const [pieces, setPieces] = useState<Readonly<Record<number, string>>>({});
  const restock = request.lines.flatMap(({ line }) => {
    const typed = (pieces[line] ?? '').trim();
    return /^[1-9]\d{0,5}$/.test(typed) ? [{ line, quantity: Number(typed) }] : [];
  });
  const isWrong = Object.values(pieces).some((text) => text.trim() !== '' && !/^\d{1,6}$/.test(text.trim()));
  const act = useAct((client, chosen: 'accept' | 'decline') =>
    chosen === 'decline'
      ? client.refundRequests.decline(request.id, { answer: answer.trim() })
      : client.refundRequests.accept(request.id, {
          ...(answer.trim() ? { answer: answer.trim() } : {}),
          ...(restock.length > 0 ? { restock } : {}),
        }),
  );
  const amount = format.money(request.amount);
  return (
    <div className="zh-stack">
      <div className="zh-row">
        {(['accept', 'decline'] as const).map((one) => (
          <Button key={one} type={one === verb ? 'primary' : 'default'} aria-pressed={one === verb} onClick={() => setVerb(one)}>
            {t(`refunds.${one}`)}
          </Button>
        ))}
      </div>
      {verb === null ? null : (
        <div className={verb === 'accept' ? 'zh-note zh-note-warning zh-stack' : 'zh-note zh-stack'}>
          <p className="zh-number">{t(`refunds.effect.${verb}`, { amount })}</p>
          {verb === 'accept'
            ? request.lines.map((line) => (
                <TextField
                  key={line.line}
                  type="number"
                  label={t('refunds.restock', { product: line.product?.name ?? String(line.line) })}
                  value={pieces[line.line] ?? ''}
                  onChange={(text) => setPieces((now) => ({ ...now, [line.line]: text }))}
                  hint={t('refunds.restockHint')}
                />
              ))
            : null}
          <LongField
            label={t(verb === 'accept' ? 'refunds.say' : 'refunds.sayWhy')}
            value={answer}
            onChange={setAnswer}
            rows={2}
            isRequired={verb === 'decline'}
            hint={t('refunds.sayHint')}
          />
          <ErrorLine error={act.error} />
          <div>
            <Button
              type="primary"
              danger={verb === 'accept'}
              disabled={isWrong || (verb === 'decline' && answer.trim() === '')}
              loading={act.isPending}
              onClick={() => act.mutate(verb)}
            >
              {t(`refunds.confirm.${verb}`, { amount })}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}
