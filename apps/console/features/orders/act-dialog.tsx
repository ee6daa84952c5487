import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useApp, useBrand } from '../../../../ui/app/context.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import type { Order } from './order-state.tsx';

/** What every act on an order is given. */
export interface ActProps {
  order: Order;
  isOpen: boolean;
  onClose: () => void;
}

/** One act: when it is done every screen of the brand asks anew and the dialog closes. */
export function useAct<Body, Answer>(onClose: () => void, act: (client: Client, body: Body) => Promise<Answer>) {
  const { client } = useApp();
  const brand = useBrand();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => act(client, body),
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: [brand.slug] });
    },
  });
}

/** The dialog of an act: what it does, what it needs, and one button that says it. */
export function ActDialog({
  title,
  isOpen,
  onClose,
  confirm,
  isReady,
  isBusy,
  isDanger,
  error,
  onConfirm,
  children,
}: {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  confirm: string;
  isReady: boolean;
  isBusy: boolean;
  isDanger?: boolean;
  error: unknown;
  onConfirm: () => void;
  children: ReactNode;
}) {
  const { t } = useTranslation('orders');
  return (
    <Dialog
      title={title}
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('acts.back')}</Button>
          <Button type="primary" danger={isDanger === true} disabled={!isReady} loading={isBusy} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className="zh-stack">
        {children}
        <ErrorLine error={error} />
      </div>
    </Dialog>
  );
}
