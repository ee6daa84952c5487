import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../../../ui/app/context.tsx';
import { useGo, useUrl } from '../../../../ui/app/go.tsx';
import { TextField } from '../../../../ui/page/controls.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { DoorPage } from './door.tsx';

/** Sign-in by e-mail and password; afterwards back to where one wanted to go. */
export function SignInPage() {
  const { t } = useTranslation('identity');
  const { client } = useApp();
  const queries = useQueryClient();
  const go = useGo();
  const [url] = useUrl();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const enter = useMutation({
    mutationFn: () => client.session.signIn({ email: email.trim(), password }),
    onSuccess: (session) => {
      queries.setQueryData(['session'], session);
      // Only a path of this console: an address that begins with two slashes would lead to another host.
      go(url.back && /^\/(?!\/)/.test(url.back) ? url.back : '/');
    },
  });
  return (
    <DoorPage title={t('signIn.title')} lead={t('signIn.lead')}>
      <form
        className="zh-stack"
        onSubmit={(event) => {
          event.preventDefault();
          enter.mutate();
        }}
      >
        <TextField type="email" label={t('email')} value={email} onChange={setEmail} autoComplete="username" isRequired />
        <TextField
          type="password"
          label={t('password')}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          isRequired
        />
        <ErrorLine error={enter.error} />
        <Button type="primary" htmlType="submit" loading={enter.isPending}>
          {t('signIn.enter')}
        </Button>
        <p className="zh-soft zh-small">{t('signIn.lost')}</p>
      </form>
    </DoorPage>
  );
}
