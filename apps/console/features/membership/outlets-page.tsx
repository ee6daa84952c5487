import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import '../../../../ui/money.css';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { CheckField, Choice, TextField } from '../../../../ui/page/controls.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { ListPage } from '../../../../ui/page/list-page.tsx';
import { MoneyText } from '../../../../ui/tags/money-text.tsx';
import { MembershipTabs } from './membership-tabs.tsx';

type Outlet = Awaited<ReturnType<Client['outlets']['list']>>['data'][number];

const kinds = ['own', 'partner'] as const;

/** Where members take what their cards give: own shops and partners', and which device may go on without a network. */
export function OutletsPage() {
  const { t } = useTranslation('membership');
  const format = useFormat();
  const mayWrite = useMay('brand');
  const [url, change] = useUrl();
  const isClosed = url.closed === 'yes';
  const closed = isClosed ? 'true' : 'false';
  const outlets = useRows<Outlet>(['outlets', closed], (client, page, signal) => client.outlets.list({ closed, ...page }, { signal }));
  const [written, setWritten] = useState<Outlet | 'new' | null>(null);
  return (
    <ListPage<Outlet>
      title={t('outlet.title')}
      lead={t('outlet.lead')}
      tabs={<MembershipTabs here="outlets" />}
      make={mayWrite ? { label: t('outlet.make'), onMake: () => setWritten('new') } : null}
      filters={
        <Choice
          isLabelShown
          label={t('outlet.which')}
          value={isClosed ? 'yes' : 'no'}
          options={(['no', 'yes'] as const).map((value) => ({ value, label: t(`outlet.whichOf.${value}`) }))}
          onChange={(value) => change({ closed: value === 'yes' ? value : undefined })}
        />
      }
      picture="products"
      none={{ title: t('outlet.none'), text: t('outlet.noneText') }}
      noneFiltered={{ title: t('outlet.noneClosed') }}
      isFiltered={isClosed}
      of={outlets}
      rowKey={(row) => row.id}
      columns={[
        {
          id: 'name',
          title: t('outlet.name'),
          cell: (row) => (
            <Go to={`desk?outlet=${row.id}`} className="zh-link zh-cut">
              <bdi>{row.name}</bdi>
            </Go>
          ),
          width: 'medium',
        },
        { id: 'kind', title: t('outlet.kind'), cell: (row) => t(`outlet.kinds.${row.kind}`), from: 'tablet' },
        { id: 'address', title: t('outlet.address'), cell: (row) => <bdi>{row.address ?? '–'}</bdi>, width: 'large', from: 'desktop' },
        {
          id: 'lease',
          title: t('outlet.lease'),
          cell: (row) =>
            row.lease ? (
              <span>
                <bdi>{row.lease.device}</bdi>{' '}
                <span className="zh-soft zh-small">{t('outlet.until', { at: format.instant(row.lease.expiresAt) })}</span>
              </span>
            ) : (
              <span className="zh-soft">{t('outlet.noLease')}</span>
            ),
          width: 'medium',
          from: 'tablet',
        },
        {
          id: 'owed',
          title: t('outlet.owed'),
          cell: (row) => (row.owed.amount === '0' ? '–' : <MoneyText money={row.owed} />),
          align: 'end',
        },
        ...(mayWrite
          ? [
              {
                id: 'act',
                title: t('act'),
                align: 'end' as const,
                cell: (row: Outlet) => (
                  <Button size="small" aria-label={t('outlet.editOf', { name: row.name })} onClick={() => setWritten(row)}>
                    {t('outlet.edit')}
                  </Button>
                ),
              },
            ]
          : []),
      ]}
    >
      {written ? <OutletForm outlet={written === 'new' ? null : written} onClose={() => setWritten(null)} /> : null}
    </ListPage>
  );
}

function OutletForm({ outlet, onClose }: { outlet: Outlet | null; onClose: () => void }) {
  const { t } = useTranslation('membership');
  const [name, setName] = useState(outlet?.name ?? '');
  const [kind, setKind] = useState<Outlet['kind']>(outlet?.kind ?? 'own');
  const [address, setAddress] = useState(outlet?.address ?? '');
  const [isClosed, setClosed] = useState(outlet?.closedAt != null);
  const where = address.trim();
  const save = useAct(
    (client) =>
      outlet
        ? client.outlets.update(outlet.id, { name: name.trim(), kind, address: where || null, closed: isClosed })
        : client.outlets.create({ name: name.trim(), kind, ...(where ? { address: where } : {}) }),
    onClose,
  );
  return (
    <Confirm
      title={outlet ? t('outlet.editOf', { name: outlet.name }) : t('outlet.make')}
      onClose={onClose}
      confirm={t(outlet ? 'save' : 'outlet.makeIt')}
      isReady={name.trim() !== ''}
      act={save}
      onConfirm={() => save.mutate()}
    >
      <TextField label={t('outlet.name')} value={name} onChange={setName} isRequired />
      <Choice
        isLabelShown
        label={t('outlet.kind')}
        value={kind}
        options={kinds.map((value) => ({ value, label: t(`outlet.kinds.${value}`) }))}
        onChange={setKind}
      />
      <TextField label={t('outlet.address')} value={address} onChange={setAddress} />
      {outlet ? <CheckField label={t('outlet.close')} isOn={isClosed} onChange={setClosed} /> : null}
    </Confirm>
  );
}
