import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../../../ui/app/context.tsx';
import { useGo, useUrl } from '../../../../ui/app/go.tsx';
import { TextField } from '../../../../ui/page/controls.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { DoorPage } from './door.tsx';
import { NewPasswordField } from './new-password-field.tsx';

/** A one-time link was opened: the first owner of this installation, or somebody who was invited, chooses a password. */
export function SetUpPage() {
  const { t } = useTranslation('identity');
  const { client } = useApp();
  const queries = useQueryClient();
  const go = useGo();
  const [url] = useUrl();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const token = url.token ?? '';
  const setUp = useMutation({
    mutationFn: () => client.session.setUp({ token, name: name.trim(), email: email.trim(), password }),
    onSuccess: (session) => {
      queries.setQueryData(['session'], session);
      go('/');
    },
  });
  if (token === '')
    return (
      <DoorPage title={t('setUp.title')}>
        <EmptyState picture="key" title={t('setUp.noLink')} text={t('setUp.noLinkText')} />
      </DoorPage>
    );
  return (
    <DoorPage title={t('setUp.title')} lead={t('setUp.lead')}>
      <form
        className="zh-stack"
        onSubmit={(event) => {
          event.preventDefault();
          setUp.mutate();
        }}
      >
        <TextField label={t('name')} value={name} onChange={setName} autoComplete="name" isRequired />
        <TextField type="email" label={t('email')} value={email} onChange={setEmail} autoComplete="username" isRequired />
        <NewPasswordField label={t('password')} value={password} onChange={setPassword} />
        <ErrorLine error={setUp.error} />
        <Button type="primary" htmlType="submit" loading={setUp.isPending}>
          {t('setUp.done')}
        </Button>
      </form>
    </DoorPage>
  );
}
