import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../sdk/index.ts';
import { useApp, useBrand, useFormat, useMay } from '../../../ui/app/context.tsx';
import type { MoneyJson } from '../../../ui/format/money.ts';
import { dayOf } from '../../../ui/format/time.ts';
import { TextField } from '../../../ui/page/controls.tsx';
import { Dialog } from '../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../ui/page/error-state.tsx';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const steps = [
  { word: 'hour', ms: HOUR },
  { word: 'day', ms: DAY },
  { word: 'days', ms: 7 * DAY, days: 7 },
  { word: 'days', ms: 16 * DAY, days: 16 },
  { word: 'days', ms: 30 * DAY, days: 30 },
] as const;

const watched = ['pending', 'available', 'held', 'receivable'] as const;
type Moved = { at: string; before: string; sums: Record<(typeof watched)[number], MoneyJson> | null; releases: number };

/** Moves a sandbox brand's clock forward and says what that released. It runs on from there and never back. */
export function ClockDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('shell');
  const { client } = useApp();
  const brand = useBrand();
  const format = useFormat();
  const queries = useQueryClient();
  const seesMoney = useMay('seeMoney');
  const [day, setDay] = useState('');
  const move = useMutation({
    mutationFn: async (to: string): Promise<Moved> => {
      const before = seesMoney ? await sumsOf(client) : null;
      const last = seesMoney ? await lastPosting(client) : 0n;
      const { now } = await client.sandbox.setClock({ now: to });
      const after = before ? await sumsOf(client) : null;
      return {
        at: now,
        before: brand.now,
        releases: before ? await releasesSince(client, last) : 0,
        sums: before && after ? differences(before, after, brand.currency) : null,
      };
    },
    onSuccess: async () => {
      setDay('');
      await queries.invalidateQueries({ queryKey: [brand.slug] });
    },
  });
  const ahead = (ms: number) => new Date(new Date(brand.now).getTime() + ms).toISOString();
  const atNoon = day === '' ? null : noonIn(day, brand.timeZone);
  const isPast = atNoon !== null && atNoon <= brand.now;
  const close = () => {
    move.reset();
    onClose();
  };
  return (
    <Dialog title={t('sandbox.move')} isOpen={isOpen} onClose={close}>
      <div className="zh-stack">
        <p>{t('sandbox.moveText', { at: format.instant(brand.now) })}</p>
        <div className="zh-row">
          {steps.map((step) => (
            <Button key={step.ms} disabled={move.isPending} onClick={() => move.mutate(ahead(step.ms))}>
              {t(`sandbox.step.${step.word}`, 'days' in step ? { count: step.days } : {})}
            </Button>
          ))}
        </div>
        <form
          className="zh-row zh-row-end"
          onSubmit={(event) => {
            event.preventDefault();
            if (atNoon && !isPast) move.mutate(atNoon);
          }}
        >
          <TextField
            type="date"
            label={t('sandbox.toDay')}
            value={day}
            onChange={setDay}
            {...(isPast ? { hint: t('sandbox.past') } : {})}
          />
          <Button htmlType="submit" disabled={atNoon === null || isPast} loading={move.isPending}>
            {t('sandbox.go')}
          </Button>
        </form>
        <ErrorLine error={move.error} />
        {move.data ? <Released moved={move.data} /> : null}
      </div>
    </Dialog>
  );
}

function Released({ moved }: { moved: Moved }) {
  const { t } = useTranslation('shell');
  const format = useFormat();
  const changed = moved.sums ? watched.filter((one) => moved.sums?.[one].amount !== '0') : [];
  return (
    <div className="zh-note zh-note-good zh-stack" role="status">
      <p>{t('sandbox.moved', { at: format.instant(moved.at) })}</p>
      {moved.sums === null ? null : changed.length === 0 ? (
        <p>{t('sandbox.nothing')}</p>
      ) : (
        <>
          <p>{t('sandbox.released', { count: moved.releases, lines: format.count(moved.releases) })}</p>
          <dl className="zh-facts">
            {changed.map((one) => (
              <div key={one} className="zh-fact">
                <dt>{t(`sandbox.sums.${one}`)}</dt>
                <dd className="zh-number">{moved.sums ? format.money(moved.sums[one], { isChange: true }) : null}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </div>
  );
}

type Sums = Map<string, bigint>;

/** What the brand owes its people, by account; liabilities stand as positive amounts. */
async function sumsOf(client: Client): Promise<Sums> {
  const { accounts } = await client.ledger.trialBalance({ by: 'kind' });
  return new Map(accounts.map((each) => [kindOf(each.account), BigInt(each.balance.amount)]));
}

/** `person:*:pending` → `pending` */
const kindOf = (account: string) => account.split(':').at(-1) ?? account;

function differences(before: Sums, after: Sums, currency: string): Record<(typeof watched)[number], MoneyJson> {
  const of = (one: string) => {
    const grown = (after.get(one) ?? 0n) - (before.get(one) ?? 0n);
    return { amount: (one === 'receivable' ? grown : -grown).toString(), currency };
  };
  return { pending: of('pending'), available: of('available'), held: of('held'), receivable: of('receivable') };
}

async function lastPosting(client: Client): Promise<bigint> {
  return BigInt((await client.ledger.journal({ limit: 1 })).data[0]?.number ?? '0');
}

/** Lines whose hold ended, among the newest 200 postings. */
async function releasesSince(client: Client, last: bigint): Promise<number> {
  const { data } = await client.ledger.journal({ source: 'commission', limit: 200 });
  return data.filter((posting) => BigInt(posting.number) > last && posting.kind === 'confirm').length;
}

/** Noon of a day in a time zone as an instant: never the day before or after, whatever the zone does at midnight. */
function noonIn(day: string, timeZone: string): string {
  for (let hour = -2; hour <= 26; hour += 1) {
    const at = new Date(Date.parse(`${day}T00:00:00Z`) + (hour - 1) * HOUR);
    const parts = new Intl.DateTimeFormat('en-CA', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(at);
    if (parts === '12' && dayOf(at, timeZone) === day) return at.toISOString();
  }
  return new Date(`${day}T12:00:00Z`).toISOString();
}
