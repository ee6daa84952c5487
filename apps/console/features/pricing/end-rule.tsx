import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useApp, useBrand } from '../../../../ui/app/context.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';

/** A rule ends now; orders that are made keep their price. */
export function EndRule({ rule, onClose }: { rule: { id: string; name: string } | null; onClose: () => void }) {
  const { t } = useTranslation('pricing');
  const { client } = useApp();
  const brand = useBrand();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: (id: string) => client.priceRules.end(id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [brand.slug] });
      onClose();
    },
  });
  return (
    <Dialog
      title={t('endTitle', { name: rule?.name ?? '' })}
      isOpen={rule !== null}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button danger type="primary" loading={end.isPending} onClick={() => rule && end.mutate(rule.id)}>
            {t('endConfirm')}
          </Button>
        </>
      }
    >
      <p>{t('endText')}</p>
      <ErrorLine error={end.error} />
    </Dialog>
  );
}
