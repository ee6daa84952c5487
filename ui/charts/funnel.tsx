import type { ReactNode } from 'react';
import type { StageName } from '../tokens/index.ts';

export interface FunnelStep {
  stage: StageName;
  label: ReactNode;
  count: number;
  countText: string;
  /** what leads to the next step: rate, days */
  next?: ReactNode;
}

/** Steps as bars from zero, one under the other, with what lies between them written between them. */
export function Funnel({ label, steps }: { label: string; steps: readonly FunnelStep[] }) {
  const most = Math.max(1, ...steps.map((step) => step.count));
  return (
    <ol className="zh-funnel" aria-label={label}>
      {steps.map((step) => (
        <li key={step.stage}>
          <div className="zh-funnel-step">
            <span className="zh-funnel-name">{step.label}</span>
            <span className="zh-funnel-track">
              <span
                className={`zh-funnel-bar zh-stagefill-${step.stage}`}
                style={{ width: `${(step.count / most) * 100}%` }}
                hidden={step.count === 0}
              />
            </span>
            <span className="zh-funnel-count zh-number">{step.countText}</span>
          </div>
          {step.next ? <div className="zh-funnel-next zh-soft">{step.next}</div> : null}
        </li>
      ))}
    </ol>
  );
}
