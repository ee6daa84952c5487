import { useTranslation } from 'react-i18next';
import { useMay } from '../app/context.tsx';
import { Go } from '../app/go.tsx';

/** The first step where nothing stands yet; nothing for those who may not bring files. */
export function BringFile() {
  const { t } = useTranslation('ui');
  return useMay('import') ? (
    <Go to="import" className="zh-cta">
      {t('bring')}
    </Go>
  ) : null;
}
