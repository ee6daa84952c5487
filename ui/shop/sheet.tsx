import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useShop } from './shop.tsx';

/** A sheet from the bottom: the browser's own modal dialog, so the focus stays inside and comes back when it closes. */
export function Sheet({
  title,
  onClose,
  footer,
  children,
}: {
  title: string;
  onClose: () => void;
  footer?: ReactNode;
  children: ReactNode;
}) {
  const { words } = useShop();
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Escape does the same for the keyboard
    <dialog
      ref={ref}
      className="zs-sheet"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <div className="zs-sheet-inner">
        <header className="zs-sheet-head">
          <h2 id={id}>{title}</h2>
          <button type="button" className="zs-icon-button" aria-label={words.close} onClick={onClose}>
            <span aria-hidden="true">✕</span>
          </button>
        </header>
        <div className="zs-sheet-body">{children}</div>
        {footer ? <footer className="zs-sheet-foot">{footer}</footer> : null}
      </div>
    </dialog>
  );
}
