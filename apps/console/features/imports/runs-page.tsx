import { Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import { Answer, useAsk } from '../../../../ui/app/ask.tsx';
import { useFormat } from '../../../../ui/app/context.tsx';
import { Go } from '../../../../ui/app/go.tsx';
import { BringFile } from '../../../../ui/page/bring-file.tsx';
import { EmptyState } from '../../../../ui/page/empty-state.tsx';
import { Page } from '../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../ui/page/skeleton.tsx';
import { DataTable } from '../../../../ui/table/data-table.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';
import { isLive, progressOf } from './options.ts';
import type { Run } from './result.tsx';

const mood = {
  waiting: 'calm',
  running: 'calm',
  stopping: 'warning',
  stopped: 'warning',
  done: 'good',
  failed: 'harm',
} as const;

/** Everything that is running, and everything that was brought before. */
export function RunsPage() {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const runs = useAsk(['imports', 'list'], (client, signal) => client.imports.list({ limit: 100 }, { signal }), {
    everyMs: (answer) => (answer?.data.some((run) => isLive(run.state)) ? 1_000 : false),
  });
  return (
    <Page title={t('runsTitle')} actions={<BringFile />}>
      <Answer of={runs} wait={<Skeleton shape="rows" />}>
        {(answer) =>
          answer.data.length === 0 ? (
            <EmptyState picture="file" title={t('runsNone')} text={t('runsNoneText')} />
          ) : (
            <DataTable<Run>
              label={t('runsTitle')}
              rows={answer.data}
              rowKey={(row) => row.id}
              columns={[
                {
                  id: 'file',
                  title: t('runsFile'),
                  cell: (row) => (
                    <Go to={`imports/${row.id}`} className="zh-link zh-cut" title={row.fileName}>
                      <bdi>{row.fileName}</bdi>
                    </Go>
                  ),
                  width: 'large',
                },
                { id: 'kind', title: t('kindLabel'), cell: (row) => t(`kind.${row.as}`), from: 'tablet' },
                {
                  id: 'state',
                  title: t('runsState'),
                  cell: (row) =>
                    isLive(row.state) ? (
                      <Progress percent={Math.floor(progressOf(row) * 100)} size="small" aria-label={t('run.progress')} />
                    ) : (
                      <StateTag mood={row.dryRun ? 'calm' : mood[row.state]}>
                        {t(`stateShort.${row.dryRun && row.state === 'done' ? 'tried' : row.state}`)}
                      </StateTag>
                    ),
                  width: 'medium',
                },
                {
                  id: 'accepted',
                  title: t('result.accepted'),
                  cell: (row) => format.count(row.result.accepted),
                  align: 'end',
                },
                {
                  id: 'skipped',
                  title: t('result.skipped'),
                  cell: (row) => format.count(row.result.skipped),
                  align: 'end',
                  from: 'tablet',
                },
                {
                  id: 'rejected',
                  title: t('result.rejected'),
                  cell: (row) => format.count(row.result.rejected),
                  align: 'end',
                  from: 'tablet',
                },
                {
                  id: 'at',
                  title: t('runsAt'),
                  cell: (row) => format.instant(row.createdAt),
                  from: 'tablet',
                },
              ]}
            />
          )
        }
      </Answer>
    </Page>
  );
}
