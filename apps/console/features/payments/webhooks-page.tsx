import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk, useRows } from '../../../../ui/app/ask.tsx';
import { useApp, useBrand, useFormat, useMay } from '../../../../ui/app/context.tsx';
import { TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';

type Endpoint = Awaited<ReturnType<Client['webhookEndpoints']['list']>>['data'][number];
type Delivery = Awaited<ReturnType<Client['webhookDeliveries']['list']>>['data'][number];

/** Shows a secret once: handed in, since the pages of keys have it already. */
export type ShowSecret = (secret: { text: string; note: string; onDone: () => void }) => ReactNode;

/** Programs outside that are told of events, and the log of what they were told. */
export function WebhooksPage({ tabs, showSecret }: { tabs: ReactNode; showSecret: ShowSecret }) {
  const { t } = useTranslation('payments');
  const format = useFormat();
  const mayWrite = useMay('money');
  const endpoints = useAsk(['webhookEndpoints'], (client, signal) => client.webhookEndpoints.list({ limit: 200 }, { signal }), {
    everyMs: () => 15_000,
  });
  const [ending, setEnding] = useState<Endpoint | null>(null);
  return (
    <Page title={t('hooks.title')} lead={t('hooks.lead')} tabs={tabs} actions={mayWrite ? <NewEndpoint showSecret={showSecret} /> : null}>
      <Answer of={endpoints} wait={<Skeleton shape="rows" count={3} />}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState picture="key" title={t('hooks.none')} text={t('hooks.noneText')} />
          ) : (
            <DataTable<Endpoint>
              label={t('hooks.title')}
              rows={data}
              rowKey={(row) => row.id}
              columns={[
                {
                  id: 'url',
                  title: t('hooks.url'),
                  cell: (row) => (
                    <span title={row.url}>
                      <code className="zh-code zh-cut zh-cut-wide">{row.url}</code>
                      {row.description ? <span className="zh-soft zh-small"> {row.description}</span> : null}
                    </span>
                  ),
                },
                {
                  id: 'kinds',
                  title: t('hooks.kinds'),
                  cell: (row) => (row.kinds.length === 0 ? t('hooks.all') : row.kinds.join(t('ui:listComma'))),
                  from: 'desktop',
                },
                {
                  id: 'state',
                  title: t('hooks.state'),
                  cell: (row) =>
                    row.failingSince === null ? (
                      t('hooks.fine')
                    ) : (
                      <span className="zh-harm">{t('hooks.failing', { at: format.instant(row.failingSince) })}</span>
                    ),
                },
                { id: 'waiting', title: t('hooks.waiting'), cell: (row) => format.count(row.waiting), align: 'end', from: 'tablet' },
                { id: 'parked', title: t('hooks.parked'), cell: (row) => format.count(row.parked), align: 'end', from: 'tablet' },
                ...(mayWrite
                  ? [
                      {
                        id: 'end',
                        title: t('act'),
                        align: 'end' as const,
                        cell: (row: Endpoint) => (
                          <Button size="small" onClick={() => setEnding(row)}>
                            {t('remove')}
                          </Button>
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          )
        }
      </Answer>
      <Log endpoints={endpoints.data?.data ?? []} />
      <EndEndpoint endpoint={ending} onClose={() => setEnding(null)} />
    </Page>
  );
}

function useHooksChanged() {
  const brand = useBrand();
  const queries = useQueryClient();
  return async () => {
    await queries.invalidateQueries({ queryKey: [brand.slug, 'webhookEndpoints'] });
    await queries.invalidateQueries({ queryKey: [brand.slug, 'webhookDeliveries'] });
  };
}

function NewEndpoint({ showSecret }: { showSecret: ShowSecret }) {
  const { t } = useTranslation('payments');
  const { client } = useApp();
  const changed = useHooksChanged();
  const [isOpen, setOpen] = useState(false);
  const [url, setUrl] = useState('');
  const [description, setDescription] = useState('');
  const [kinds, setKinds] = useState('');
  const make = useMutation({
    mutationFn: () =>
      client.webhookEndpoints.create({
        url: url.trim(),
        description: description.trim(),
        kinds: kinds.split(/[\s,，、]+/).filter((kind) => kind !== ''),
      }),
    onSuccess: changed,
  });
  const close = () => {
    setOpen(false);
    setUrl('');
    setDescription('');
    setKinds('');
    make.reset();
  };
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('hooks.add')}
      </Button>
      <Dialog title={t('hooks.add')} isOpen={isOpen} onClose={close}>
        {make.data ? (
          showSecret({ text: make.data.secret, note: t('hooks.once'), onDone: close })
        ) : (
          <form
            className="zh-stack"
            onSubmit={(event) => {
              event.preventDefault();
              make.mutate();
            }}
          >
            <TextField label={t('hooks.url')} value={url} onChange={setUrl} placeholder={t('hooks.urlExample')} isRequired />
            <TextField label={t('hooks.description')} value={description} onChange={setDescription} />
            <TextField label={t('hooks.kinds')} value={kinds} onChange={setKinds} hint={t('hooks.kindsHint')} />
            <ErrorLine error={make.error} />
            <div>
              <Button type="primary" htmlType="submit" loading={make.isPending}>
                {t('hooks.add')}
              </Button>
            </div>
          </form>
        )}
      </Dialog>
    </>
  );
}

function Log({ endpoints }: { endpoints: readonly Endpoint[] }) {
  const { t } = useTranslation('payments');
  const { client } = useApp();
  const format = useFormat();
  const mayWrite = useMay('money');
  const changed = useHooksChanged();
  const deliveries = useRows<Delivery>(['webhookDeliveries'], (asked, page, signal) => asked.webhookDeliveries.list(page, { signal }), {
    limit: 50,
  });
  const again = useMutation({ mutationFn: (id: string) => client.webhookDeliveries.replay(id), onSuccess: changed });
  const urls = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint.url]));
  return (
    <Section title={t('log.title')}>
      <ErrorLine error={again.error} />
      <RowsTable<Delivery>
        of={deliveries}
        wait={4}
        none={<p className="zh-soft">{t('log.none')}</p>}
        label={t('log.title')}
        rowKey={(row) => row.id}
        columns={[
          { id: 'at', title: t('log.at'), cell: (row) => format.instant(row.createdAt) },
          { id: 'kind', title: t('log.kind'), cell: (row) => <code className="zh-code">{row.kind}</code> },
          {
            id: 'to',
            title: t('log.to'),
            cell: (row) => (
              <span className="zh-cut" title={urls.get(row.endpoint)}>
                {urls.get(row.endpoint) ?? t('log.gone')}
              </span>
            ),
            from: 'desktop',
          },
          { id: 'state', title: t('log.state'), cell: (row) => t(`delivery.${row.state}`) },
          { id: 'tries', title: t('log.tries'), cell: (row) => format.count(row.tries), align: 'end', from: 'tablet' },
          {
            id: 'answer',
            title: t('log.answer'),
            cell: (row) => (
              <span className="zh-soft zh-small zh-cut" title={row.fault ?? ''}>
                {row.fault ?? (row.status === null ? '—' : String(row.status))}
              </span>
            ),
            from: 'tablet',
          },
          ...(mayWrite
            ? [
                {
                  id: 'again',
                  title: t('act'),
                  align: 'end' as const,
                  cell: (row: Delivery) =>
                    row.state === 'dropped' || !urls.has(row.endpoint) ? null : (
                      <Button size="small" onClick={() => again.mutate(row.id)}>
                        {t('log.again')}
                      </Button>
                    ),
                },
              ]
            : []),
        ]}
      />
    </Section>
  );
}

function EndEndpoint({ endpoint, onClose }: { endpoint: Endpoint | null; onClose: () => void }) {
  const { t } = useTranslation('payments');
  const { client } = useApp();
  const changed = useHooksChanged();
  const end = useMutation({
    mutationFn: (id: string) => client.webhookEndpoints.remove(id),
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  return (
    <Dialog
      title={t('hooks.endTitle', { url: endpoint?.url ?? '' })}
      isOpen={endpoint !== null}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button danger type="primary" loading={end.isPending} onClick={() => endpoint && end.mutate(endpoint.id)}>
            {t('hooks.endConfirm')}
          </Button>
        </>
      }
    >
      <p>{t('hooks.endText')}</p>
      <ErrorLine error={end.error} />
    </Dialog>
  );
}
