import { useTranslation } from 'react-i18next';

/** Who did something, as the record names them: whoever sits at this machine while nobody has a password is `local`, and may have no name. */
export function useActor(): (name: string | null) => string {
  const { t } = useTranslation('ui');
  return (name) => (name === null || name === '' || name === 'local' ? t('actorHere') : name);
}
