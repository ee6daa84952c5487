import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApp } from '../../../../ui/app/context.tsx';
import { languages } from '../../../../ui/format/language.ts';
import { Choice, TextField } from '../../../../ui/page/controls.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { NewPasswordField } from './new-password-field.tsx';
import { SettingsTabs } from './settings-tabs.tsx';

/** What belongs to the person at the screen: their language, their password. */
export function AccountPage() {
  const { t } = useTranslation('identity');
  const { language, setLanguage } = useApp();
  return (
    <Page title={t('account.title')} tabs={<SettingsTabs />}>
      <Section title={t('account.language')} isCard>
        <div className="zh-form">
          <Choice
            label={t('account.language')}
            value={language}
            options={languages.map((value) => ({ value, label: t(`language.${value}`) }))}
            onChange={setLanguage}
          />
        </div>
      </Section>
      <Password />
    </Page>
  );
}

/** The first password closes the open door of this machine: from then on everybody signs in. */
function Password() {
  const { t } = useTranslation('identity');
  const { client, session } = useApp();
  const queries = useQueryClient();
  const hasPassword = session.account?.hasPassword ?? false;
  const [name, setName] = useState(session.account?.name ?? '');
  const [email, setEmail] = useState(session.account?.email ?? '');
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const save = useMutation({
    mutationFn: () =>
      client.session.changePassword({
        password,
        ...(hasPassword ? { current } : { email: email.trim(), name: name.trim() }),
      }),
    onSuccess: (next) => {
      setCurrent('');
      setPassword('');
      queries.setQueryData(['session'], next);
    },
  });
  return (
    <Section
      title={t(hasPassword ? 'account.change' : 'account.first')}
      note={t(hasPassword ? 'account.changeNote' : 'account.firstNote')}
      isCard
    >
      <form
        className="zh-stack zh-form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {hasPassword ? (
          <TextField
            type="password"
            label={t('account.current')}
            value={current}
            onChange={setCurrent}
            autoComplete="current-password"
            isRequired
          />
        ) : (
          <>
            <TextField label={t('name')} value={name} onChange={setName} autoComplete="name" isRequired />
            <TextField type="email" label={t('email')} value={email} onChange={setEmail} autoComplete="username" isRequired />
          </>
        )}
        <NewPasswordField label={t('account.new')} value={password} onChange={setPassword} />
        <ErrorLine error={save.error} />
        {save.isSuccess ? (
          <p className="zh-note zh-note-good" role="status">
            {t('account.changed')}
          </p>
        ) : null}
        <div>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t(hasPassword ? 'account.change' : 'account.set')}
          </Button>
        </div>
      </form>
    </Section>
  );
}
