import '../../../../../ui/money.css';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../sdk/index.ts';
import { useAct } from '../../../../../ui/app/act.ts';
import { useAsk } from '../../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { addDays, addMonths } from '../../../../../ui/format/time.ts';
import { Confirm } from '../../../../../ui/page/confirm.tsx';
import { Choice, TextField } from '../../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../../ui/page/error-state.tsx';
import { MoneyField, moneyText, typedMoney } from '../../../../../ui/page/money-field.tsx';

export type Spend = Awaited<ReturnType<Client['spend']['list']>>['data'][number];

/** People who came by a friend cost commission and gifts, which are in the books. */
const kinds = ['paid', 'owned', 'pond', 'offline'] as const;
const OTHER = 'other';

/** The days of an entry: a whole month by its name, one day alone as one. */
export function spanOf(
  { from, to }: { from: string; to: string },
  format: { day: (day: string) => string; month: (day: string) => string },
): string {
  if (from.endsWith('-01') && to === addDays(addMonths(from, 1), -1)) return format.month(from);
  return from === to ? format.day(from) : `${format.day(from)} – ${format.day(to)}`;
}

/** Enters a sum that was spent; the form stays for the next one, as a bill has many lines. */
export function SpendForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('sources');
  const format = useFormat();
  const { currency, today } = format;
  const known = useAsk(['sources'], (client, signal) => client.sources.list({ limit: 200 }, { signal }));
  const sources = (known.data?.data ?? []).filter((one) => one.kind !== 'referral');
  const [chosen, setChosen] = useState('');
  const [kind, setKind] = useState<(typeof kinds)[number]>('paid');
  const [name, setName] = useState('');
  const [campaign, setCampaign] = useState('');
  const [from, setFrom] = useState(addMonths(today, -1));
  const [to, setTo] = useState(addDays(addMonths(today, 0), -1));
  const [amount, setAmount] = useState('');
  const [note, setNote] = useState('');
  const [entered, setEntered] = useState<Spend | null>(null);
  const standing = sources.find((one) => one.id === chosen) ?? (chosen === '' ? sources[0] : undefined);
  const source = standing ? { kind: standing.kind as (typeof kinds)[number], name: standing.name } : { kind, name: name.trim() };
  const typed = typedMoney(amount, currency);
  const isReady = typed !== null && typed !== 'wrong' && from !== '' && to !== '' && from <= to && (standing || name.trim() !== '');
  const save = useAct(
    async (client) =>
      await client.spend.record({
        entries: [
          {
            source,
            from,
            to,
            amount: typed === null || typed === 'wrong' ? format.zero : typed,
            ...(campaign.trim() === '' ? {} : { campaign: campaign.trim() }),
            ...(note.trim() === '' ? {} : { note: note.trim() }),
          },
        ],
      }),
    ({ data }) => {
      setEntered(data[0] ?? null);
      setAmount('');
      setCampaign('');
      setNote('');
    },
  );
  const nameOf = (one: { kind: string; name: string }) => (one.name === '' ? t(`ui:source.${one.kind}`) : one.name);
  return (
    <Dialog kind="sheet" title={t('enter')} isOpen onClose={onClose}>
      <form
        className="zh-stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) save.mutate();
        }}
      >
        <Choice
          isLabelShown
          label={t('source')}
          value={standing?.id ?? OTHER}
          options={[
            ...sources.map((one) => ({
              value: one.id,
              label: one.name === '' ? nameOf(one) : `${one.name} · ${t(`ui:source.${one.kind}`)}`,
            })),
            { value: OTHER, label: t('form.other') },
          ]}
          onChange={setChosen}
        />
        {standing || known.isPending ? null : (
          <div className="zh-pair">
            <Choice
              isLabelShown
              label={t('form.kind')}
              value={kind}
              options={kinds.map((value) => ({ value, label: t(`ui:source.${value}`) }))}
              onChange={setKind}
            />
            <TextField label={t('form.name')} value={name} onChange={setName} hint={t('form.nameHint')} isRequired />
          </div>
        )}
        <MoneyField label={t('form.amount')} value={amount} onChange={setAmount} isRequired />
        <div className="zh-pair">
          <TextField type="date" label={t('form.from')} value={from} onChange={setFrom} isRequired />
          <TextField type="date" label={t('form.to')} value={to} onChange={setTo} isRequired />
        </div>
        <p className="zh-soft zh-small">{t('form.evenly')}</p>
        <TextField label={t('form.campaign')} value={campaign} onChange={setCampaign} hint={t('form.campaignHint')} />
        <TextField label={t('form.note')} value={note} onChange={setNote} />
        <div aria-live="polite">
          {entered ? (
            <p className="zh-note zh-note-good">
              {t('form.done', { amount: format.money(entered.amount), source: nameOf(entered.source), days: spanOf(entered, format) })}
            </p>
          ) : null}
        </div>
        <ErrorLine error={save.error} />
        <div className="zh-row">
          <Button type="primary" htmlType="submit" disabled={!isReady} loading={save.isPending}>
            {t('form.save')}
          </Button>
          <Button onClick={onClose}>{t(entered ? 'form.close' : 'ui:notNow')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Says what a sum really was; what was entered stays beside it. */
export function CorrectSpend({ spend, name, onClose }: { spend: Spend; name: string; onClose: () => void }) {
  const { t } = useTranslation('sources');
  const format = useFormat();
  const [amount, setAmount] = useState(moneyText(spend.amount));
  const [note, setNote] = useState('');
  const typed = typedMoney(amount, format.currency);
  const isReady = typed !== null && typed !== 'wrong' && typed.amount !== spend.amount.amount && note.trim() !== '';
  const save = useAct(
    async (client) =>
      await client.spend.correct(spend.id, { amount: typed === null || typed === 'wrong' ? spend.amount : typed, note: note.trim() }),
    onClose,
  );
  return (
    <Confirm
      title={t('correctOf', { source: name, days: spanOf(spend, format) })}
      onClose={onClose}
      confirm={t('correct')}
      isReady={isReady}
      act={save}
      onConfirm={() => save.mutate()}
    >
      <p>{t('correctText')}</p>
      <MoneyField label={t('form.really')} value={amount} onChange={setAmount} isRequired />
      <TextField label={t('form.why')} value={note} onChange={setNote} isRequired />
    </Confirm>
  );
}
