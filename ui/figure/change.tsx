import type { ReactNode } from 'react';

/** A change with an arrow and a colour: up is good unless `isBad`; zero is quiet. */
export function Change({ value, isBad, children }: { value: number; isBad?: boolean; children: ReactNode }) {
  const mood = value === 0 ? 'calm' : value > 0 !== Boolean(isBad) ? 'good' : 'harm';
  return (
    <span className={`zh-change zh-change-${mood}`}>
      <span aria-hidden="true">{value === 0 ? '→' : value > 0 ? '↑' : '↓'}</span> <span className="zh-number">{children}</span>
    </span>
  );
}
