import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../../ui/app/context.tsx';
import { typedMoney } from '../../../../ui/format/money.ts';
import { RewardRoom, sayAmount, type Room } from '../../../../ui/reward/reward-room.tsx';
import { givenByOverride, givenByRates } from './plan-given.ts';
import { ppmOf, type OverrideDraft, type PlanDraft } from './plan-form.ts';

/** Beside the rates: what one friend can bear, and what all depths together would give for one. */
export function RatesRoom({ draft, room }: { draft: PlanDraft; room: Room | null }) {
  const { t } = useTranslation('partners');
  const format = useFormat();
  if (room === null) return null;
  const rates = draft.rates.map((text) => ppmOf(text));
  const given = rates.includes(null) ? null : givenByRates(rates as number[], draft.cap.trim() === '' ? null : ppmOf(draft.cap), room);
  const how =
    given === null
      ? ''
      : t(draft.rates.length > 1 ? 'room.rates' : 'room.rate', {
          rate: format.share(given.ratePpm / 1_000_000),
          goods: sayAmount(room.goods ?? 0, format),
          given: sayAmount(given.amount, format),
        });
  return <RewardRoom room={room} given={{ amount: given?.amount ?? null, how }} />;
}

/** Beside an override: the same, as if a friend bought nothing else all their life. */
export function OverrideRoom({ override, room }: { override: OverrideDraft; room: Room | null }) {
  const { t } = useTranslation('partners');
  const format = useFormat();
  if (room === null || override.value.trim() === '') return null;
  const money = override.kind === 'fixed' ? typedMoney(override.value, format.currency) : null;
  const ratePpm = override.kind === 'rate' ? ppmOf(override.value) : null;
  const perPiece = money === null || money === 'wrong' ? null : money;
  const amount = givenByOverride({ ratePpm, perPiece }, room);
  const how =
    amount === null
      ? ''
      : ratePpm === null
        ? t('room.piece', { orders: format.decimal(room.orders ?? 0, 1), given: sayAmount(amount, format) })
        : t('room.override', { goods: sayAmount(room.goods ?? 0, format), given: sayAmount(amount, format) });
  return <RewardRoom room={room} given={{ amount, how }} />;
}
