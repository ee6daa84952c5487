import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { ErrorState } from '../../../../ui/page/error-state.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { StageTag } from '../../../../ui/tags/tags.tsx';

type StageChange = Awaited<ReturnType<Client['people']['stages']>>['data'][number];

/** The stages a person went through and how long each took. */
export function StageHistory({ personId }: { personId: string }) {
  const { t } = useTranslation('relations');
  const format = useFormat();
  const stages = useRows<StageChange>(['person', personId, 'stages'], (client, page, signal) =>
    client.people.stages(personId, page, { signal }),
  );
  if (stages.error && !stages.rows) return <ErrorState error={stages.error} onRetry={stages.retry} />;
  if (!stages.rows) return <Skeleton shape="text" count={3} />;
  if (stages.rows.length === 0) return <p className="zh-soft">{t('stages.none')}</p>;
  return (
    <ol className="zh-stack-tight">
      {stages.rows.map((row) => (
        <li key={row.at + row.to} className="zh-row zh-row-between">
          <StageTag stage={row.to} />
          <span className="zh-soft zh-small">
            {format.instantDay(row.at)}
            {row.days === null ? '' : ` · ${t('stages.after', { days: format.days(row.days) })}`}
          </span>
        </li>
      ))}
    </ol>
  );
}
