import type { ReactNode } from 'react';
import { Section } from '../../../../../ui/page/page.tsx';

/** A sum one can play with: what it says, its numbers on one side, what comes of them on the other. */
export function Calculator({ title, note, sliders, children }: { title: string; note: string; sliders: ReactNode; children: ReactNode }) {
  return (
    <Section title={title} note={note} isCard>
      <div className="zh-plan-calc">
        <div className="zh-plan-group-levers">{sliders}</div>
        <div className="zh-plan-picture">{children}</div>
      </div>
    </Section>
  );
}
