import { useTranslation } from 'react-i18next';
import { useFormat } from '../app/context.tsx';
import { moneyText, typedMoney } from '../format/money.ts';
import { TextField } from './controls.tsx';

export { moneyText, typedMoney };

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
