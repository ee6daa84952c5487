import { useTranslation } from 'react-i18next';
import { useFormat } from '../app/context.tsx';
import { majorText, minorDigits, parseMajor, type MoneyJson } from '../format/money.ts';
import { TextField } from './controls.tsx';

/** What was typed as an amount: nothing, an amount, or neither. */
export function typedMoney(text: string, currency: string): MoneyJson | null | 'wrong' {
  if (text.trim() === '') return null;
  const amount = parseMajor(text, currency);
  return amount === null || amount.startsWith('-') ? 'wrong' : { amount, currency };
}

/** An amount as it stands in a field: major units, without its currency. */
export function moneyText(money: MoneyJson | null | undefined): string {
  return money ? majorText(BigInt(money.amount), minorDigits(money.currency)) : '';
}

/** An amount in the brand's currency, typed in major units. */
export function MoneyField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  isRequired?: boolean;
}) {
  const { t } = useTranslation('ui');
  const { currency } = useFormat();
  const isWrong = typedMoney(props.value, currency) === 'wrong';
  const { hint, ...field } = props;
  const below = isWrong ? t('money.wrong', { currency }) : hint;
  return <TextField {...field} {...(below === undefined ? {} : { hint: below })} />;
}
