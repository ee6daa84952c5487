import './partner.css';
import { useEffect } from 'react';
import { Button } from '../../../../ui/shop/button.tsx';
import { useAct, useRows } from '../../../../ui/shop/ask.tsx';
import { ShopPage } from '../../../../ui/shop/page.tsx';
import { useFormat, useShop } from '../../../../ui/shop/shop.tsx';
import { ErrorLine } from '../../../../ui/shop/states.tsx';
import { say } from '../../../../ui/shop/words.tsx';
import type { ShopClient } from '../../../../sdk/shop.ts';
import { useWords } from '../../words/topics.ts';
import { Rows } from './row.tsx';

type Task = Awaited<ReturnType<ShopClient['teamTasks']>>['data'][number];

/** What the shop tells its partners, newest first. */
export function NoticesPage() {
  const words = useWords('partner').notices;
  const format = useFormat();
  const { client } = useShop();
  const list = useRows(['partner', 'notices'], (asked, page, signal) => asked.teamNotices(page, { signal }));
  const hasUnread = list.rows?.some((notice) => notice.readAt === null) ?? false;
  useEffect(() => {
    // What is new stays marked on this visit; told in vain it is new on the next one too.
    if (hasUnread) void client.readTeamNotices({}).catch(() => undefined);
  }, [client, hasUnread]);
  return (
    <ShopPage title={words.title} back="/partner">
      <Rows of={list} empty={{ title: words.empty, text: words.emptyText }}>
        {(notice) => (
          <li key={notice.id} className="zs-row">
            <span className="zs-row-text">
              <bdi className={notice.readAt === null ? 'zs-new' : ''}>{notice.title}</bdi>
              <bdi className="zs-paragraph">{notice.body}</bdi>
              <span className="zh-soft zh-small">{format.ago(notice.at)}</span>
            </span>
          </li>
        )}
      </Rows>
    </ShopPage>
  );
}

/** What partners are asked to do together, and how far this one is. */
export function TasksPage() {
  const words = useWords('partner').tasks;
  const list = useRows(['partner', 'tasks'], (client, page, signal) => client.teamTasks(page, { signal }));
  return (
    <ShopPage title={words.title} back="/partner">
      <p className="zh-soft">{words.lead}</p>
      <Rows of={list} empty={{ title: words.empty, text: words.emptyText }}>
        {(task) => <TaskRow key={task.id} task={task} />}
      </Rows>
    </ShopPage>
  );
}

function TaskRow({ task }: { task: Task }) {
  const words = useWords('partner').tasks;
  const format = useFormat();
  const tick = useAct(
    `partner.task.${task.id}`,
    async (client, isDone: boolean, how) => await client.tickTeamTask(task.id, { isDone }, how),
  );
  const far = say(words.measures[task.measure], { had: format.count(task.had), goal: format.count(task.goal) });
  return (
    <li className="zs-row">
      <span className="zs-row-text">
        <bdi>{task.title}</bdi>
        {task.body ? <bdi className="zs-paragraph zh-small">{task.body}</bdi> : null}
        {task.measure === 'done' ? null : (
          <>
            <progress className="zs-progress" max={task.goal} value={Math.min(task.had, task.goal)} aria-label={task.title} />
            <span className="zh-small">{far}</span>
          </>
        )}
        <span className="zh-soft zh-small">{say(words.due, { day: format.instantDay(task.dueAt) })}</span>
        <ErrorLine error={tick.error} />
      </span>
      {task.measure === 'done' && task.state !== 'over' ? (
        <Button
          size="small"
          color={task.state === 'done' ? 'default' : 'primary'}
          loading={tick.isPending}
          onClick={() => tick.go(task.state !== 'done')}
        >
          {task.state === 'done' ? words.undo : words.tick}
        </Button>
      ) : (
        <span className="zh-tag">{words.states[task.state]}</span>
      )}
    </li>
  );
}
