import { useTranslation } from 'react-i18next';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { minorDigits, type MoneyJson } from '../../../../ui/format/money.ts';
import { RewardRoom, sayAmount, useRewardRoom } from '../../../../ui/reward/reward-room.tsx';

/** Beside a friend's price: what one friend can bear, and what the price gives away on their first order. */
export function FriendPriceRoom({ about, given }: { about: string | null; given: { money: MoneyJson } | { offPpm: number } | null }) {
  const { t } = useTranslation('pricing');
  const format = useFormat();
  const room = useRewardRoom();
  const isPrice = given !== null && 'money' in given;
  const product = useAsk(['product', about, 'price'], (client, signal) => client.products.get(about ?? '', { signal }), {
    isOff: about === null || !isPrice,
  });
  if (room === null || given === null) return null;
  const major = ({ amount, currency }: MoneyJson) => Number(amount) / 10 ** minorDigits(currency);
  const list = isPrice ? product.data?.price : null;
  const amount =
    'offPpm' in given ? (room.firstOrder * given.offPpm) / 1_000_000 : list ? Math.max(0, major(list) - major(given.money)) : null;
  const how =
    amount === null
      ? ''
      : 'offPpm' in given
        ? t('room.share', {
            off: format.share(given.offPpm / 1_000_000),
            order: sayAmount(room.firstOrder, format),
            given: sayAmount(amount, format),
          })
        : t('room.price', { list: list ? format.money(list) : '', given: sayAmount(amount, format) });
  return <RewardRoom room={room} given={{ amount, how }} />;
}
