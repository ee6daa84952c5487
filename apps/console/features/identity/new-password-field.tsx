import { useTranslation } from 'react-i18next';
import { TextField } from '../../../../ui/page/controls.tsx';

/** A password that is chosen now, long enough for the server. */
export function NewPasswordField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation('identity');
  return (
    <TextField
      type="password"
      label={label}
      hint={t('passwordHint')}
      value={value}
      onChange={onChange}
      autoComplete="new-password"
      minLength={10}
      isRequired
    />
  );
}
