import { Button } from 'antd';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

export interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** `sheet` slides in from the side, `box` stands in the middle */
  kind?: 'sheet' | 'box';
  children: ReactNode;
  footer?: ReactNode;
}

const FIRST_FIELD = ['input', 'select', 'textarea'].map((field) => `.zh-dialog-body ${field}:enabled`).join();

/** The browser's own modal dialog: it keeps the focus inside, closes with Escape and gives the focus back. */
export function Dialog({ title, isOpen, onClose, kind = 'box', children, footer }: DialogProps) {
  const { t } = useTranslation('ui');
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (isOpen && !dialog.open) {
      dialog.showModal();
      // The browser would begin at the close button, where Enter throws the work away. On a phone the keyboard would jump up uninvited.
      if (matchMedia('(pointer: fine)').matches) dialog.querySelector<HTMLElement>(FIRST_FIELD)?.focus();
    }
    if (!isOpen && dialog.open) dialog.close();
  }, [isOpen]);
  return (
    // The click only closes when it falls on the backdrop; Escape does the same for the keyboard.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Escape does the same for the keyboard
    <dialog
      ref={ref}
      className={`zh-dialog zh-dialog-${kind}`}
      aria-labelledby={id}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      {isOpen ? (
        <div className="zh-dialog-inner">
          <header className="zh-dialog-head">
            <h2 id={id}>{title}</h2>
            <Button type="text" aria-label={t('close')} onClick={onClose}>
              <span aria-hidden="true">✕</span>
            </Button>
          </header>
          <div className="zh-dialog-body">{children}</div>
          {footer ? <footer className="zh-dialog-foot">{footer}</footer> : null}
        </div>
      ) : null}
    </dialog>
  );
}
