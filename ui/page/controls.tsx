import { useCallback, useEffect, useId, useRef, useState, type ReactNode } from 'react';

/** A choice among a few: the browser's own select, dressed. `label` is read aloud; `isLabelShown` puts it above. */
export function Choice<V extends string>({
  label,
  value,
  options,
  onChange,
  isLabelShown,
  isDisabled,
}: {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
  isLabelShown?: boolean;
  isDisabled?: boolean;
}) {
  const id = useId();
  return (
    <span className="zh-field">
      <label htmlFor={id} className={isLabelShown ? 'zh-label' : 'zh-hidden'}>
        {label}
      </label>
      <select id={id} className="zh-select" value={value} disabled={isDisabled} onChange={(event) => onChange(event.target.value as V)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </span>
  );
}

/** A text field with its label above and what is wrong or helpful below. */
export function TextField({
  label,
  value,
  onChange,
  hint,
  type = 'text',
  placeholder,
  isRequired,
  autoComplete,
  minLength,
  isDisabled,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  type?: 'text' | 'email' | 'password' | 'date' | 'search' | 'number';
  placeholder?: string;
  isRequired?: boolean;
  autoComplete?: string;
  minLength?: number;
  isDisabled?: boolean;
}) {
  return (
    <Labelled label={label} hint={hint}>
      {(ids) => (
        <input
          {...ids}
          className="zh-input"
          type={type}
          value={value}
          placeholder={placeholder}
          required={isRequired}
          minLength={minLength}
          disabled={isDisabled}
          autoComplete={autoComplete ?? 'off'}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Labelled>
  );
}

/** A text of several lines with its label above and what is wrong or helpful below. */
export function LongField({
  label,
  value,
  onChange,
  hint,
  rows = 4,
  placeholder,
  isRequired,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  rows?: number;
  placeholder?: string;
  isRequired?: boolean;
}) {
  return (
    <Labelled label={label} hint={hint}>
      {(ids) => (
        <textarea
          {...ids}
          className="zh-input zh-long"
          rows={rows}
          placeholder={placeholder}
          value={value}
          required={isRequired}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Labelled>
  );
}

/** A field between its label and its hint, tied to both for those who hear the page. */
function Labelled({
  label,
  hint,
  children,
}: {
  label: string;
  hint: string | undefined;
  children: (ids: { id: string; 'aria-describedby': string | undefined }) => ReactNode;
}) {
  const id = useId();
  return (
    <div className="zh-field">
      <label htmlFor={id} className="zh-label">
        {label}
      </label>
      {children({ id, 'aria-describedby': hint ? `${id}-hint` : undefined })}
      {hint ? (
        <span id={`${id}-hint`} className="zh-soft zh-small">
          {hint}
        </span>
      ) : null}
    </div>
  );
}

/** A yes or no with its words beside it. */
export function CheckField({ label, isOn, onChange }: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <label className="zh-check">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
      <span>{label}</span>
    </label>
  );
}

/** A button that opens a small panel under it; Escape and a click elsewhere close it. */
export function Disclosure({
  label,
  children,
  align = 'start',
  isQuiet,
}: {
  label: ReactNode;
  children: (close: () => void) => ReactNode;
  align?: 'start' | 'end';
  isQuiet?: boolean;
}) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const root = useRef<HTMLSpanElement>(null);
  const close = useCallback(() => {
    setOpen(false);
    document.getElementById(`${id}-button`)?.focus();
  }, [id]);
  useEffect(() => {
    if (!isOpen) return;
    const onPointer = (event: PointerEvent) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      document.getElementById(`${id}-button`)?.focus();
    };
    document.addEventListener('pointerdown', onPointer);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onPointer);
      document.removeEventListener('keydown', onKey);
    };
  }, [isOpen, id]);
  return (
    <span className="zh-disclosure" ref={root}>
      <button
        id={`${id}-button`}
        type="button"
        className={isQuiet ? 'zh-button zh-button-quiet' : 'zh-button'}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {label}
        <span aria-hidden="true" className="zh-caret" />
      </button>
      {isOpen ? (
        <div id={id} className={`zh-panel zh-panel-${align}`}>
          {children(close)}
        </div>
      ) : null}
    </span>
  );
}
