import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useApp, useBrand, useFormat, useMay, type Role } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { Choice, TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';
import { OnceShown } from './once-shown.tsx';
import { RoleField, roles } from './role-field.tsx';
import { SettingsTabs } from './settings-tabs.tsx';

type Member = Awaited<ReturnType<Client['staff']['list']>>['data'][number];
/** Who works here and what each may do. */
export function StaffPage() {
  const { t } = useTranslation('identity');
  const format = useFormat();
  const mayWrite = useMay('staff');
  const staff = useAsk(['staff'], (client, signal) => client.staff.list({ limit: 200 }, { signal }));
  const [leaving, setLeaving] = useState<Member | null>(null);
  return (
    <Page title={t('staff.title')} tabs={<SettingsTabs />} actions={mayWrite ? <Invite /> : null}>
      <Answer of={staff} wait={<Skeleton shape="rows" count={3} />}>
        {(answer) =>
          answer.data.length === 0 ? (
            <EmptyState picture="people" title={t('staff.none')} text={t('staff.noneText')}>
              <Go to="settings/account">{t('account.first')}</Go>
            </EmptyState>
          ) : (
            <DataTable<Member>
              label={t('staff.title')}
              rows={answer.data}
              rowKey={(row) => row.id}
              columns={[
                {
                  id: 'name',
                  title: t('name'),
                  cell: (row) => (
                    <span>
                      <bdi>{row.name}</bdi> {row.isYou ? <span className="zh-soft">{t('staff.you')}</span> : null}
                    </span>
                  ),
                  width: 'medium',
                },
                {
                  id: 'role',
                  title: t('staff.role'),
                  cell: (row) => (mayWrite && !row.isYou ? <RoleChoice member={row} /> : t(`ui:role.${row.role}`)),
                },
                { id: 'email', title: t('email'), cell: (row) => row.email, width: 'large', from: 'tablet' },
                {
                  id: 'state',
                  title: t('staff.state'),
                  cell: (row) => (
                    <StateTag mood={row.hasSignedUp ? 'good' : 'calm'}>{t(row.hasSignedUp ? 'staff.active' : 'staff.invited')}</StateTag>
                  ),
                  from: 'tablet',
                },
                {
                  id: 'since',
                  title: t('staff.since'),
                  cell: (row) => format.instantDay(row.createdAt),
                  from: 'desktop',
                },
                ...(mayWrite
                  ? [
                      {
                        id: 'remove',
                        title: t('act'),
                        cell: (row: Member) =>
                          row.isYou ? null : (
                            <Button size="small" onClick={() => setLeaving(row)}>
                              {t('staff.remove')}
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
      <Section title={t('staff.rolesTitle')} isCard>
        <dl className="zh-facts">
          {roles.map((role) => (
            <RoleFact key={role} role={role} />
          ))}
        </dl>
      </Section>
      <RemoveMember member={leaving} onClose={() => setLeaving(null)} />
    </Page>
  );
}

function RoleFact({ role }: { role: Role }) {
  const { t } = useTranslation('identity');
  return (
    <>
      <dt>{t(`ui:role.${role}`)}</dt>
      <dd>{t(`roleText.${role}`)}</dd>
    </>
  );
}

function useStaffChanged() {
  const brand = useBrand();
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: [brand.slug, 'staff'] });
}

function RoleChoice({ member }: { member: Member }) {
  const { t } = useTranslation('identity');
  const { client } = useApp();
  const changed = useStaffChanged();
  const save = useMutation({
    mutationFn: (role: Role) => client.staff.update(member.id, { role }),
    onSuccess: changed,
  });
  return (
    <>
      <Choice
        label={t('staff.roleOf', { name: member.name })}
        value={member.role}
        options={roles.map((value) => ({ value, label: t(`ui:role.${value}`) }))}
        onChange={(role) => save.mutate(role)}
        isDisabled={save.isPending}
      />
      <ErrorLine error={save.error} />
    </>
  );
}

function Invite() {
  const { t } = useTranslation('identity');
  const { client } = useApp();
  const changed = useStaffChanged();
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('staff');
  const invite = useMutation({
    mutationFn: () => client.staff.invite({ name: name.trim(), email: email.trim(), role }),
    onSuccess: changed,
  });
  const close = () => {
    setOpen(false);
    setName('');
    setEmail('');
    invite.reset();
  };
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('staff.invite')}
      </Button>
      <Dialog title={t('staff.invite')} isOpen={isOpen} onClose={close}>
        {invite.data ? (
          <OnceShown text={invite.data.inviteUrl} note={t('staff.inviteOnce', { name: invite.data.name })} onDone={close} />
        ) : (
          <form
            className="zh-stack"
            onSubmit={(event) => {
              event.preventDefault();
              invite.mutate();
            }}
          >
            <TextField label={t('name')} value={name} onChange={setName} isRequired />
            <TextField type="email" label={t('email')} value={email} onChange={setEmail} isRequired />
            <RoleField value={role} onChange={setRole} />
            <ErrorLine error={invite.error} />
            <div>
              <Button type="primary" htmlType="submit" loading={invite.isPending}>
                {t('staff.makeLink')}
              </Button>
            </div>
          </form>
        )}
      </Dialog>
    </>
  );
}

function RemoveMember({ member, onClose }: { member: Member | null; onClose: () => void }) {
  const { t } = useTranslation('identity');
  const { client } = useApp();
  const changed = useStaffChanged();
  const remove = useMutation({
    mutationFn: (id: string) => client.staff.remove(id),
    onSuccess: async () => {
      await changed();
      onClose();
    },
  });
  return (
    <Dialog
      title={t('staff.removeTitle', { name: member?.name ?? '' })}
      isOpen={member !== null}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button danger type="primary" loading={remove.isPending} onClick={() => member && remove.mutate(member.id)}>
            {t('staff.removeConfirm', { name: member?.name ?? '' })}
          </Button>
        </>
      }
    >
      <p>{t('staff.removeText')}</p>
      <ErrorLine error={remove.error} />
    </Dialog>
  );
}
