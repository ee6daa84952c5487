import { useId } from 'react';

/** Digits of a code side by side over one field, so that a pasted code and the phone's own suggestion both fill it at once. */
export function Digits({
  label,
  value,
  count = 6,
  isWrong = false,
  onChange,
}: {
  label: string;
  value: string;
  count?: number;
  isWrong?: boolean;
  onChange: (digits: string) => void;
}) {
  const id = useId();
  return (
    <div className="zs-field">
      <label htmlFor={id} className="zs-legend">
        {label}
      </label>
      <div className={isWrong ? 'zs-digits zs-digits-wrong' : 'zs-digits'}>
        {Array.from({ length: count }, (_, at) => (
          <span key={at} aria-hidden="true" className={at === Math.min(value.length, count - 1) ? 'zs-digit zs-digit-here' : 'zs-digit'}>
            {value[at] ?? ''}
          </span>
        ))}
        <input
          id={id}
          className="zs-digits-field"
          inputMode="numeric"
          autoComplete="one-time-code"
          aria-invalid={isWrong}
          value={value}
          onChange={(event) => onChange(event.target.value.normalize('NFKC').replace(/\D/g, '').slice(0, count))}
        />
      </div>
    </div>
  );
}
