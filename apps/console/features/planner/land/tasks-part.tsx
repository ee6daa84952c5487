import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../../sdk/index.ts';
import { useAct } from '../../../../../ui/app/act.ts';
import { Answer, useAsk } from '../../../../../ui/app/ask.tsx';
import { useFormat, useMay } from '../../../../../ui/app/context.tsx';
import { ErrorLine } from '../../../../../ui/page/error-state.tsx';
import { Section } from '../../../../../ui/page/page.tsx';
import { Skeleton } from '../../../../../ui/page/skeleton.tsx';
import { StateTag } from '../../../../../ui/tags/tags.tsx';

type Task = Awaited<ReturnType<Client['tasks']['list']>>['data'][number];

/** Everything to do that a design has: from its cells, its steps and the map; ticked off in place. */
export function TasksPart({ designId }: { designId: string }) {
  const { t } = useTranslation('land');
  const [isDoneShown, showDone] = useState(false);
  const found = useAsk(['tasks', designId], (client, signal) => client.tasks.list({ design: designId, limit: 200 }, { signal }));
  return (
    <Section title={t('todo.title')} note={t('todo.note')}>
      <Answer of={found} wait={<Skeleton shape="text" />}>
        {({ data }) => {
          const open = data.filter((one) => one.state === 'open');
          const done = data.filter((one) => one.state === 'done');
          return (
            <div className="zh-stack-tight">
              {open.length + done.length === 0 ? <p className="zh-soft">{t('todo.none')}</p> : null}
              <ul>
                {(isDoneShown ? [...open, ...done] : open).map((task) => (
                  <TaskLine key={task.id} task={task} />
                ))}
              </ul>
              {done.length > 0 ? (
                <button type="button" className="zh-text-button zh-link" onClick={() => showDone(!isDoneShown)}>
                  {isDoneShown ? t('todo.hideDone') : t('todo.showDone', { count: done.length })}
                </button>
              ) : null}
            </div>
          );
        }}
      </Answer>
    </Section>
  );
}

function TaskLine({ task }: { task: Task }) {
  const { t } = useTranslation('land');
  const format = useFormat();
  const mayWrite = useMay('planner');
  const move = useAct((client, state: Task['state']) => client.tasks.update(task.id, { state }));
  const place =
    task.about === 'step'
      ? t('todo.step', { step: task.place ?? '' })
      : task.about === 'cell' && task.place
        ? cellName(task.place, t)
        : null;
  return (
    <li className="zh-todo-line">
      <label className="zh-check">
        <input
          type="checkbox"
          checked={task.state === 'done'}
          disabled={!mayWrite || move.isPending}
          onChange={(event) => move.mutate(event.target.checked ? 'done' : 'open')}
        />
        <span className={task.state === 'done' ? 'zh-todo-done' : undefined}>
          {task.title}
          <span className="zh-soft zh-small">
            {' '}
            {[place, task.owner?.name, task.due ? t('todo.until', { day: format.day(task.due) }) : null].filter(Boolean).join(' · ')}
          </span>
        </span>
      </label>
      <span className="zh-row">
        {task.isLate ? <StateTag mood="warning">{t('todo.late')}</StateTag> : null}
        {mayWrite && task.state === 'open' ? (
          <Button
            size="small"
            type="text"
            aria-label={t('todo.dropOf', { act: t('todo.drop'), title: task.title })}
            onClick={() => move.mutate('dropped')}
          >
            {t('todo.drop')}
          </Button>
        ) : null}
      </span>
      <ErrorLine error={move.error} />
    </li>
  );
}

function cellName(place: string, t: (key: string) => string): string {
  const [stage = '', ladder = ''] = place.split('.');
  return [t(`ui:stage.${stage}`), t(`land:todo.ladder.${ladder}`)].join(' · ');
}
