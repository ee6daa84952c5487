import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { Confirm } from '../../../../ui/page/confirm.tsx';

/** A rule or a coupon ends now; orders that are made keep what they had of it. */
export function EndPrice({
  name,
  text,
  end,
  onClose,
}: {
  name: string;
  text: string;
  end: (client: Client) => Promise<unknown>;
  onClose: () => void;
}) {
  const { t } = useTranslation('pricing');
  const act = useAct(end, onClose);
  return (
    <Confirm title={t('endTitle', { name })} onClose={onClose} confirm={t('endConfirm')} isDanger act={act} onConfirm={() => act.mutate()}>
      <p>{text}</p>
    </Confirm>
  );
}
