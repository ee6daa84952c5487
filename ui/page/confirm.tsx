import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from './dialog.tsx';
import { ErrorLine } from './error-state.tsx';

/** A decision in a box: what it does, what went wrong, and the button that says it by its name. */
export function Confirm({
  title,
  isOpen = true,
  onClose,
  back,
  confirm,
  isReady = true,
  isDanger = false,
  act,
  error,
  onConfirm,
  children,
}: {
  title: string;
  isOpen?: boolean;
  onClose: () => void;
  /** the way out in words; "not now" when nothing else is said */
  back?: string;
  confirm: string;
  isReady?: boolean;
  /** takes something away */
  isDanger?: boolean;
  act: { isPending: boolean; error: unknown };
  /** why it cannot be decided yet; what went wrong with the act itself comes first */
  error?: unknown;
  onConfirm: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation('ui');
  return (
    <Dialog
      title={title}
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{back ?? t('notNow')}</Button>
          <Button type="primary" danger={isDanger} disabled={!isReady} loading={act.isPending} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className="zh-stack">
        {children}
        <ErrorLine error={act.error ?? error} />
      </div>
    </Dialog>
  );
}
