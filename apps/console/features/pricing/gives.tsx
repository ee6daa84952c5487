import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../ui/app/context.tsx';
import type { MoneyJson } from '../../../../ui/format/money.ts';
import { momentOf } from '../../../../ui/format/moment.ts';
import { addDays } from '../../../../ui/format/time.ts';
import { Choice, TextField } from '../../../../ui/page/controls.tsx';
import { MoneyField, moneyText, typedMoney } from '../../../../ui/page/money-field.tsx';

/** What a rule or a coupon gives, as typed: an amount, or a share in percent. */
export interface GivesDraft {
  readonly as: 'money' | 'share';
  readonly money: string;
  readonly share: string;
}

export const givesDraft = (as: GivesDraft['as'], given?: { money: MoneyJson | null; offPpm: number | null }): GivesDraft => ({
  as: given ? (given.money ? 'money' : 'share') : as,
  money: moneyText(given?.money),
  share: given?.offPpm == null ? '' : String(given.offPpm / 10_000),
});

/** What was typed, as the API takes it; null while it is nothing or not whole. */
export function givenOf(draft: GivesDraft, currency: string): { money: MoneyJson } | { offPpm: number } | null {
  if (draft.as === 'money') {
    const money = typedMoney(draft.money, currency);
    return money === null || money === 'wrong' ? null : { money };
  }
  const ppm = /^\d{1,3}(\.\d{1,4})?$/.test(draft.share.trim()) ? Math.round(Number(draft.share) * 10_000) : 0;
  return ppm > 0 && ppm <= 1_000_000 ? { offPpm: ppm } : null;
}

/** How much, as money or as a share. @param asMoney what the amount is called: a price of its own, or an amount off */
export function GivesFields({
  draft,
  onChange,
  asMoney,
  moneyLabel,
  isShareOnly,
}: {
  draft: GivesDraft;
  onChange: (draft: GivesDraft) => void;
  asMoney: string;
  moneyLabel: string;
  isShareOnly?: boolean;
}) {
  const { t } = useTranslation('pricing');
  const share = { value: 'share' as const, label: t('gives.byShare') };
  return (
    <div className="zh-pair">
      <Choice<GivesDraft['as']>
        isLabelShown
        label={t('form.gives')}
        value={draft.as}
        options={isShareOnly ? [share] : [{ value: 'money', label: asMoney }, share]}
        onChange={(as) => onChange({ ...draft, as })}
      />
      {draft.as === 'money' ? (
        <MoneyField label={moneyLabel} value={draft.money} onChange={(money) => onChange({ ...draft, money })} isRequired />
      ) : (
        <TextField
          type="number"
          label={t('form.off')}
          value={draft.share}
          onChange={(text) => onChange({ ...draft, share: text })}
          hint={t('form.offHint')}
          isRequired
        />
      )}
    </div>
  );
}

/** First and last day, as typed. */
export interface PeriodDraft {
  readonly from: string;
  readonly to: string;
}

interface Period {
  startsAt: string | null;
  endsAt: string | null;
}

/** The days of a period that stands, to be changed. */
export function usePeriodDraft(): (period?: Period) => PeriodDraft {
  const format = useFormat();
  return (period) => ({
    from: period?.startsAt ? format.dayOf(period.startsAt) : '',
    to: period?.endsAt ? addDays(format.dayOf(period.endsAt), -1) : '',
  });
}

/** The instants of what was typed; only those that were changed. null takes a limit away. */
export function periodOf(draft: PeriodDraft, before: PeriodDraft, timeZone: string): Partial<Period> {
  return {
    ...(draft.from === before.from ? {} : { startsAt: momentOf(draft.from, timeZone) }),
    ...(draft.to === before.to ? {} : { endsAt: momentOf(draft.to, timeZone, true) }),
  };
}

export function PeriodFields({ draft, onChange }: { draft: PeriodDraft; onChange: (draft: PeriodDraft) => void }) {
  const { t } = useTranslation('pricing');
  return (
    <div className="zh-pair">
      <TextField type="date" label={t('form.from')} value={draft.from} onChange={(from) => onChange({ ...draft, from })} />
      <TextField type="date" label={t('form.to')} value={draft.to} onChange={(to) => onChange({ ...draft, to })} hint={t('form.toHint')} />
    </div>
  );
}

/** Standing and planned, or what is over: the filter every list of prices has. */
export function OverChoice({ isOver, onChange }: { isOver: boolean; onChange: (over: 'yes' | undefined) => void }) {
  const { t } = useTranslation('pricing');
  return (
    <Choice<'' | 'yes'>
      isLabelShown
      label={t('stateLabel')}
      value={isOver ? 'yes' : ''}
      options={[
        { value: '', label: t('state.now') },
        { value: 'yes', label: t('state.over') },
      ]}
      onChange={(over) => onChange(over === 'yes' ? 'yes' : undefined)}
    />
  );
}
