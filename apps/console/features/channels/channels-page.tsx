import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useActor } from '../../../../ui/app/actor.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useBrand, useFormat, useMay } from '../../../../ui/app/context.tsx';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { TextField } from '../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Page, Section } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';

type Account = Awaited<ReturnType<Client['channelAccounts']['list']>>['data'][number];
type Kind = Account['kind'];
type Input = Parameters<Client['channelAccounts']['create']>[0];

/** What each kind of account is told by whoever carries it, in the order it stands on their pages; the last is a secret. */
const FIELDS = {
  aliyunSms: ['signName', 'templateCode', 'accessKeyId', 'accessKeySecret'],
  wechatLogin: ['appId', 'appSecret'],
} as const satisfies Record<Kind, readonly string[]>;
const kinds = Object.keys(FIELDS) as Kind[];

/** How customers sign in to the shop: codes by message, and WeChat. */
export function ChannelsPage({ tabs }: { tabs: ReactNode }) {
  const { t } = useTranslation('channels');
  const brand = useBrand();
  const accounts = useAsk(['channelAccounts'], (client, signal) => client.channelAccounts.list({ limit: 50 }, { signal }));
  return (
    <Page title={t('title')} lead={t(brand.isSandbox ? 'leadSandbox' : 'lead')} tabs={tabs}>
      <Answer of={accounts} wait={<Skeleton shape="cards" count={2} />}>
        {({ data }) => kinds.map((kind) => <Way key={kind} kind={kind} account={data.find((one) => one.kind === kind) ?? null} />)}
      </Answer>
    </Page>
  );
}

function Way({ kind, account }: { kind: Kind; account: Account | null }) {
  const { t } = useTranslation('channels');
  const actor = useActor();
  const format = useFormat();
  const brand = useBrand();
  const queries = useQueryClient();
  const mayWrite = useMay('money') && !brand.isSandbox;
  const [isOpen, setOpen] = useState<'add' | 'end' | null>(null);
  const changed = async (): Promise<void> => {
    setOpen(null);
    await queries.invalidateQueries({ queryKey: [brand.slug, 'channelAccounts'] });
  };
  const [mood, word] = account ? (['good', 'on'] as const) : brand.isSandbox ? (['calm', 'trial'] as const) : (['warning', 'off'] as const);
  return (
    <Section
      isCard
      title={t(`${kind}.title`)}
      note={t(account ? `${kind}.on` : brand.isSandbox ? `${kind}.trial` : `${kind}.off`)}
      actions={
        <>
          <StateTag mood={mood}>{t(`state.${word}`)}</StateTag>
          {mayWrite ? (
            <Button type={account ? 'default' : 'primary'} onClick={() => setOpen(account ? 'end' : 'add')}>
              {t(account ? 'end' : `${kind}.add`)}
            </Button>
          ) : null}
        </>
      }
    >
      {account ? (
        <dl className="zh-facts">
          {Object.entries(account.settings).map(([name, value]) => (
            <div key={name}>
              <dt>{t(`field.${name}`)}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
          <div>
            <dt>{t('since')}</dt>
            <dd>
              {t('sinceBy', {
                at: format.instant(account.createdAt),
                by: actor(account.createdBy),
              })}
            </dd>
          </div>
        </dl>
      ) : null}
      <Dialog title={t(`${kind}.add`)} isOpen={isOpen === 'add'} kind="sheet" onClose={() => setOpen(null)}>
        <AccountForm kind={kind} onMade={changed} />
      </Dialog>
      {account && isOpen === 'end' ? <EndAccount account={account} onClose={() => setOpen(null)} onEnded={changed} /> : null}
    </Section>
  );
}

function AccountForm({ kind, onMade }: { kind: Kind; onMade: () => Promise<void> }) {
  const { t } = useTranslation('channels');
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const add = useAct((client) => {
    const told = FIELDS[kind].map((name) => [name, (given[name] ?? '').trim()]);
    return client.channelAccounts.create({ kind, ...Object.fromEntries(told) } as Input);
  }, onMade);
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <p className="zh-note">{t(`${kind}.how`)}</p>
      {kind === 'wechatLogin' ? <code className="zh-secret">{globalThis.location.host}</code> : null}
      {FIELDS[kind].map((name) => (
        <TextField
          key={name}
          label={t(`field.${name}`)}
          hint={t(`hint.${name}`)}
          value={given[name] ?? ''}
          onChange={(value) => setGiven({ ...given, [name]: value })}
          type={name.endsWith('Secret') ? 'password' : 'text'}
          autoComplete="off"
          isRequired
        />
      ))}
      <p className="zh-soft">{t('sealed')}</p>
      <ErrorLine error={add.error} />
      <div>
        <Button type="primary" htmlType="submit" loading={add.isPending}>
          {t(`${kind}.add`)}
        </Button>
      </div>
    </form>
  );
}

function EndAccount({ account, onClose, onEnded }: { account: Account; onClose: () => void; onEnded: () => Promise<void> }) {
  const { t } = useTranslation('channels');
  const end = useAct((client) => client.channelAccounts.remove(account.id), onEnded);
  return (
    <Confirm
      title={t(`${account.kind}.endTitle`)}
      onClose={onClose}
      back={t('cancel')}
      confirm={t('end')}
      isDanger
      act={end}
      onConfirm={() => end.mutate()}
    >
      <p>{t(`${account.kind}.endText`)}</p>
    </Confirm>
  );
}
