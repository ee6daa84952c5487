import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './planner.css';
import type { Client } from '../../../../sdk/index.ts';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { Go, useUrl } from '../../../../ui/app/go.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { ErrorState } from '../../../../ui/page/error-state.tsx';
import { Choice } from '../../../../ui/page/controls.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';

export type DesignHead = Awaited<ReturnType<Client['designs']['list']>>['data'][number];

/**
 * Which design a page is about: the one in the address, else the one the brand lives by, else the newest. `none` stands in place of the page
 * while there is none, or while it is not known.
 */
export function useWhichDesign(): { design: DesignHead | null; none: ReactNode; choice: ReactNode } {
  const { t } = useTranslation('planner');
  const [url, change] = useUrl();
  const found = useAsk(['designs', 'all'], (client, signal) => client.designs.list({ limit: 200 }, { signal }));
  const designs = found.data?.data ?? [];
  const design = designs.find((one) => one.id === url['design']) ?? designs.find((one) => one.adopted !== null) ?? designs[0] ?? null;
  const none =
    design !== null ? null : found.error ? (
      <ErrorState error={found.error} onRetry={() => void found.refetch()} />
    ) : found.data === undefined ? (
      <Skeleton shape="cards" count={3} />
    ) : (
      <EmptyState picture="grid" title={t('design.none')} text={t('design.noneText')}>
        <Go to="plan" className="zh-cta">
          {t('design.make')}
        </Go>
      </EmptyState>
    );
  const choice =
    designs.length < 2 || design === null ? null : (
      <Choice
        label={t('which')}
        value={design.id}
        options={designs.map((one) => ({ value: one.id, label: one.name }))}
        onChange={(id) => change({ design: id })}
      />
    );
  return { design, none, choice };
}
