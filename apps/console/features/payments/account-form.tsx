import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useApp, useBrand } from '../../../../ui/app/context.tsx';
import { Choice, LongField, TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';

type Input = Parameters<Client['paymentAccounts']['create']>[0];
type Live = 'wechat' | 'stripe';

/** What each provider hands out and we must be told; PEM files stand in a field of several lines, secrets in a hidden one. */
const FIELDS: Record<Live, readonly { name: string; word: string; kind: 'text' | 'password' | 'pem' }[]> = {
  wechat: [
    { name: 'merchantId', word: 'merchantId', kind: 'text' },
    { name: 'appId', word: 'appId', kind: 'text' },
    { name: 'serial', word: 'serial', kind: 'text' },
    { name: 'privateKey', word: 'privateKey', kind: 'pem' },
    { name: 'apiV3Key', word: 'apiV3Key', kind: 'password' },
    { name: 'platformSerial', word: 'platformSerial', kind: 'text' },
    { name: 'platformKey', word: 'platformKey', kind: 'pem' },
  ],
  stripe: [
    { name: 'merchantId', word: 'stripeMerchantId', kind: 'text' },
    { name: 'publishableKey', word: 'publishableKey', kind: 'text' },
    { name: 'apiKey', word: 'apiKey', kind: 'password' },
    { name: 'webhookSecret', word: 'webhookSecret', kind: 'password' },
  ],
};

/** Adds an account: one click for the test provider of a sandbox, a form for real ones. */
export function NewAccount({ onMade }: { onMade: () => Promise<unknown> }) {
  const { t } = useTranslation('payments');
  const { client } = useApp();
  const brand = useBrand();
  const [isOpen, setOpen] = useState(false);
  const add = useMutation({
    mutationFn: () => client.paymentAccounts.create({ provider: 'test' }),
    onSuccess: onMade,
  });
  if (brand.isSandbox)
    return (
      <>
        <ErrorLine error={add.error} />
        <Button type="primary" loading={add.isPending} onClick={() => add.mutate()}>
          {t('accounts.addTest')}
        </Button>
      </>
    );
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)}>
        {t('accounts.add')}
      </Button>
      <Dialog title={t('accounts.add')} isOpen={isOpen} kind="sheet" onClose={() => setOpen(false)}>
        <AccountForm
          onMade={async () => {
            await onMade();
            setOpen(false);
          }}
        />
      </Dialog>
    </>
  );
}

function AccountForm({ onMade }: { onMade: () => Promise<unknown> }) {
  const { t } = useTranslation('payments');
  const { client } = useApp();
  const brand = useBrand();
  const [provider, setProvider] = useState<Live>('wechat');
  const [given, setGiven] = useState<Record<string, string>>({});
  const add = useMutation({
    mutationFn: () => {
      const told = FIELDS[provider].map(({ name }) => [name, (given[name] ?? '').trim()]);
      return client.paymentAccounts.create({ provider, ...Object.fromEntries(told) } as Input);
    },
    onSuccess: onMade,
  });
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <Choice
        label={t('accounts.provider')}
        isLabelShown
        value={provider}
        options={(['wechat', 'stripe'] as const).map((value) => ({ value, label: t(`provider.${value}`) }))}
        onChange={setProvider}
      />
      <p className="zh-note">{t(`paste.${provider}`)}</p>
      <code className="zh-secret">{`${globalThis.location.origin}/api/v1/providers/${provider}/webhooks/${brand.slug}`}</code>
      {FIELDS[provider].map(({ name, word, kind }) => {
        const field = {
          label: t(`field.${word}`),
          hint: t(`field.${word}Hint`),
          value: given[name] ?? '',
          onChange: (value: string) => setGiven({ ...given, [name]: value }),
          isRequired: true,
        };
        return kind === 'pem' ? <LongField key={name} {...field} /> : <TextField key={name} {...field} type={kind} autoComplete="off" />;
      })}
      <p className="zh-soft">{t('paste.sealed')}</p>
      <ErrorLine error={add.error} />
      <div>
        <Button type="primary" htmlType="submit" loading={add.isPending}>
          {t('accounts.add')}
        </Button>
      </div>
    </form>
  );
}
