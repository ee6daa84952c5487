export interface Bar {
  id: string;
  name: string;
  value: number;
  text: string;
  fill: string;
}

/** Amounts of one kind on one scale from nought, each with its name and its figure: readable without the picture. */
export function Bars({ label, bars }: { label: string; bars: readonly Bar[] }) {
  const top = Math.max(1e-9, ...bars.map(({ value }) => value));
  return (
    <ul className="zh-plan-bars" aria-label={label}>
      {bars.map(({ id, name, value, text, fill }) => (
        <li key={id}>
          <span>{name}</span>
          <span className="zh-plan-bar-cell">
            <span className={`zh-plan-bar ${fill}`} style={{ width: `${(Math.max(0, value) / top) * 100}%` }} hidden={value <= 0} />
          </span>
          <span className="zh-number zh-end">{text}</span>
        </li>
      ))}
    </ul>
  );
}
