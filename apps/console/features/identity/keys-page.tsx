import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useActor } from '../../../../ui/app/actor.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useApp, useBrand, useFormat, useMay, type Role } from '../../../../ui/app/context.tsx';
import { TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { OnceShown } from './once-shown.tsx';
import { RoleField } from './role-field.tsx';
import { SettingsTabs } from './settings-tabs.tsx';

type Key = Awaited<ReturnType<Client['keys']['list']>>['data'][number];

/** Keys for programs that speak with this brand. */
export function KeysPage() {
  const { t } = useTranslation('identity');
  const actor = useActor();
  const format = useFormat();
  const mayWrite = useMay('keys');
  const keys = useAsk(['keys'], (client, signal) => client.keys.list({ limit: 200 }, { signal }));
  const [ending, setEnding] = useState<Key | null>(null);
  return (
    <Page title={t('keys.title')} lead={t('keys.lead')} tabs={<SettingsTabs />} actions={mayWrite ? <NewKey /> : null}>
      <Answer of={keys} wait={<Skeleton shape="rows" count={3} />}>
        {(answer) =>
          answer.data.length === 0 ? (
            <EmptyState picture="key" title={t('keys.none')} text={t('keys.noneText')} />
          ) : (
            <DataTable<Key>
              label={t('keys.title')}
              rows={answer.data}
              rowKey={(row) => row.id}
              columns={[
                { id: 'name', title: t('keys.name'), cell: (row) => <bdi title={row.name}>{row.name}</bdi>, width: 'medium' },
                {
                  id: 'hint',
                  title: t('keys.hint'),
                  cell: (row) => <code className="zh-code">…{row.hint}</code>,
                },
                { id: 'role', title: t('staff.role'), cell: (row) => t(`ui:role.${row.role}`) },
                {
                  id: 'by',
                  title: t('keys.by'),
                  cell: (row) => <bdi>{actor(row.createdBy)}</bdi>,
                  from: 'tablet',
                },
                {
                  id: 'at',
                  title: t('keys.at'),
                  cell: (row) => format.instant(row.createdAt),
                  from: 'tablet',
                },
                ...(mayWrite
                  ? [
                      {
                        id: 'revoke',
                        title: t('act'),
                        cell: (row: Key) => (
                          <Button size="small" onClick={() => setEnding(row)}>
                            {t('keys.revoke')}
                          </Button>
                        ),
                        align: 'end' as const,
                      },
                    ]
                  : []),
              ]}
            />
          )
        }
      </Answer>
      <RevokeKey apiKey={ending} onClose={() => setEnding(null)} />
    </Page>
  );
}

function useKeysChanged() {
  const brand = useBrand();
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: [brand.slug, 'keys'] });
}

function NewKey() {
  const { t } = useTranslation('identity');
  const { client } = useApp();
  const changed = useKeysChanged();
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('readonly');
  const make = useMutation({
    mutationFn: () => client.keys.create({ name: name.trim(), role }),
    onSuccess: changed,
  });
  const close = () => {
    setOpen(false);
    setName('');
    make.reset();
  };
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('keys.make')}
      </Button>
      <Dialog title={t('keys.make')} isOpen={isOpen} onClose={close}>
        {make.data ? (
          <OnceShown text={make.data.key} note={t('keys.once')} onDone={close} />
        ) : (
          <form
            className="zh-stack"
            onSubmit={(event) => {
              event.preventDefault();
              make.mutate();
            }}
          >
            <TextField label={t('keys.name')} value={name} onChange={setName} placeholder={t('keys.nameExample')} isRequired />
            <RoleField value={role} onChange={setRole} />
            <ErrorLine error={make.error} />
            <div>
              <Button type="primary" htmlType="submit" loading={make.isPending}>
                {t('keys.make')}
              </Button>
            </div>
          </form>
        )}
      </Dialog>
    </>
  );
}

function RevokeKey({ apiKey, onClose }: { apiKey: Key | null; onClose: () => void }) {
  const { t } = useTranslation('identity');
  const { client } = useApp();
  const changed = useKeysChanged();
  const revoke = useMutation({
    mutationFn: (id: string) => client.keys.revoke(id),
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  return (
    <Dialog
      title={t('keys.revokeTitle', { name: apiKey?.name ?? '' })}
      isOpen={apiKey !== null}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button danger type="primary" loading={revoke.isPending} onClick={() => apiKey && revoke.mutate(apiKey.id)}>
            {t('keys.revokeConfirm')}
          </Button>
        </>
      }
    >
      <p>{t('keys.revokeText', { hint: `…${apiKey?.hint ?? ''}` })}</p>
      <ErrorLine error={revoke.error} />
    </Dialog>
  );
}
