import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useRows } from '../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../ui/app/context.tsx';
import { personName } from '../../../../ui/format/name.ts';
import { Confirm } from '../../../../ui/page/confirm.tsx';
import { Dialog } from '../../../../ui/page/dialog.tsx';
import { ListPage } from '../../../../ui/page/list-page.tsx';
import { ReferTabs } from '../../../../ui/page/refer-tabs.tsx';
import { StateFilter, useStateInAddress } from '../../../../ui/page/state-filter.tsx';
import { RowsTable } from '../../../../ui/table/rows-table.tsx';
import { PersonLink } from '../../../../ui/tags/person-link.tsx';
import { StateTag } from '../../../../ui/tags/tags.tsx';
import { TeamForm } from './team-form.tsx';

type Notice = Awaited<ReturnType<Client['teamNotices']['list']>>['data'][number];
type Task = Awaited<ReturnType<Client['teamTasks']['list']>>['data'][number];
type Progress = Awaited<ReturnType<Client['teamTasks']['progress']>>['data'][number];
type Row = Notice & Partial<Pick<Task, 'measure' | 'goal' | 'dueAt' | 'state' | 'done'>>;

const kinds = ['task', 'notice'] as const;

/** What partners are asked to do together and how far they are, and what they were told and who has seen it. */
export function TeamPage() {
  const { t } = useTranslation('joining');
  const format = useFormat();
  const mayWrite = useMay('partners');
  const [kind, setKind] = useStateInAddress<(typeof kinds)[number]>(kinds);
  const isTask = kind === 'task';
  const rows = useRows<Row>(['team', kind], (client, page, signal) =>
    isTask ? client.teamTasks.list(page, { signal }) : client.teamNotices.list(page, { signal }),
  );
  const [isWriting, setWriting] = useState(false);
  const [ended, setEnded] = useState<Row | null>(null);
  const [seen, setSeen] = useState<Row | null>(null);
  const word = (name: string): string => t(`team.${kind}.${name}`);
  return (
    <ListPage<Row>
      title={word('title')}
      lead={word('lead')}
      tabs={<ReferTabs here="team" />}
      make={mayWrite ? { label: word('make'), onMake: () => setWriting(true) } : null}
      filters={<StateFilter label={t('team.show')} states={kinds} word={(one) => t(`team.${one}.many`)} value={kind} onChange={setKind} />}
      picture="people"
      none={{ title: word('none'), text: word('noneText') }}
      of={rows}
      wait={3}
      rowKey={(row) => row.id}
      columns={[
        {
          id: 'what',
          title: word('what'),
          cell: (row) => (
            <span>
              <bdi>{row.title}</bdi>
              {row.body ? (
                <div className="zh-soft zh-small">
                  <bdi className="zh-cut">{row.body}</bdi>
                </div>
              ) : null}
            </span>
          ),
          width: 'large',
        },
        { id: 'to', title: t('team.to'), cell: (row) => <ToWhom of={row.to} />, width: 'medium', from: 'tablet' },
        {
          id: 'when',
          title: word('when'),
          cell: (row) => format.instantDay(row.dueAt ?? row.toldAt),
          from: 'tablet',
        },
        {
          id: 'far',
          title: word('far'),
          cell: (row) => t('team.of', { count: isTask ? (row.done ?? 0) : row.read, all: format.count(row.partners) }),
        },
        {
          id: 'state',
          title: t('state'),
          cell: (row) => {
            if (row.withdrawnAt !== null) return <StateTag mood="calm">{word('withdrawn')}</StateTag>;
            if (row.state === 'over') return <StateTag mood="calm">{t('team.over')}</StateTag>;
            return <StateTag mood="good">{word('standing')}</StateTag>;
          },
        },
        {
          id: 'act',
          title: t('act'),
          align: 'end' as const,
          cell: (row: Row) => (
            <span className="zh-row zh-row-end">
              {isTask ? (
                <Button size="small" aria-label={t('team.progressOf', { name: row.title })} onClick={() => setSeen(row)}>
                  {t('team.progress')}
                </Button>
              ) : null}
              {mayWrite && row.withdrawnAt === null && row.state !== 'over' ? (
                <Button size="small" aria-label={t(`team.${kind}.endOf`, { name: row.title })} onClick={() => setEnded(row)}>
                  {word('end')}
                </Button>
              ) : null}
            </span>
          ),
        },
      ]}
    >
      <Dialog kind="sheet" title={word('make')} isOpen={isWriting} onClose={() => setWriting(false)}>
        {isWriting ? <TeamForm isTask={isTask} onClose={() => setWriting(false)} /> : null}
      </Dialog>
      <Dialog
        kind="sheet"
        title={seen ? t('team.progressOf', { name: seen.title }) : t('team.progress')}
        isOpen={seen !== null}
        onClose={() => setSeen(null)}
      >
        {seen ? <ProgressList task={seen} /> : null}
      </Dialog>
      {ended ? <End row={ended} kind={kind} onClose={() => setEnded(null)} /> : null}
    </ListPage>
  );
}

function ToWhom({ of }: { of: Row['to'] }) {
  const { t } = useTranslation('joining');
  if (of.kind === 'level') return <bdi>{t('team.toLevel', { level: of.level.label })}</bdi>;
  if (of.kind === 'team') return <bdi>{t('team.toTeam', { name: personName(of.leader) })}</bdi>;
  return t('team.toAll');
}

function ProgressList({ task }: { task: Row }) {
  const { t } = useTranslation('joining');
  const format = useFormat();
  const rows = useRows<Progress>(['team', task.id], (client, page, signal) => client.teamTasks.progress(task.id, page, { signal }));
  return (
    <RowsTable<Progress>
      label={t('team.progressOf', { name: task.title })}
      of={rows}
      none={<p className="zh-soft">{t('team.nobody')}</p>}
      wait={3}
      rowKey={(row) => row.person.id}
      columns={[
        { id: 'who', title: t('team.partner'), cell: (row) => <PersonLink person={row.person} />, width: 'medium' },
        {
          id: 'had',
          title: t('team.task.far'),
          cell: (row) => t('team.had', { had: format.count(row.had), goal: format.count(task.goal ?? 1) }),
        },
        {
          id: 'state',
          title: t('state'),
          cell: (row) => <StateTag mood={row.isDone ? 'good' : 'calm'}>{t(row.isDone ? 'team.done' : 'team.notYet')}</StateTag>,
        },
      ]}
    />
  );
}

function End({ row, kind, onClose }: { row: Row; kind: (typeof kinds)[number]; onClose: () => void }) {
  const { t } = useTranslation('joining');
  const act = useAct(
    async (client) => void (kind === 'task' ? await client.teamTasks.end(row.id, {}) : await client.teamNotices.withdraw(row.id, {})),
    onClose,
  );
  return (
    <Confirm
      title={t(`team.${kind}.endOf`, { name: row.title })}
      onClose={onClose}
      confirm={t(`team.${kind}.end`)}
      isDanger
      act={act}
      onConfirm={() => act.mutate()}
    >
      <p>{t(`team.${kind}.endText`)}</p>
    </Confirm>
  );
}
