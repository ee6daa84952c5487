import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Client } from '../../../../sdk/index.ts';
import { useAct } from '../../../../ui/app/act.ts';
import { useAsk } from '../../../../ui/app/ask.tsx';
import { Choice, LongField, TextField } from '../../../../ui/page/controls.tsx';
import { ErrorLine } from '../../../../ui/page/error-state.tsx';
import { Picker, type Picked } from '../../../../ui/page/picker.tsx';

type TaskInput = Parameters<Client['teamTasks']['create']>[0];

const audiences = ['all', 'level', 'team'] as const;
const measures = ['done', 'firstOrders', 'lessons', 'services'] as const;

/** Writes a notice to partners, or a task for them: to whom, what of it is counted, and until when. */
export function TeamForm({ isTask, onClose }: { isTask: boolean; onClose: () => void }) {
  const { t } = useTranslation('joining');
  const levels = useAsk(['levels', 'choice'], (client, signal) => client.partnerLevels.list({ limit: 100 }, { signal }));
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [audience, setAudience] = useState<(typeof audiences)[number]>('all');
  const [level, setLevel] = useState<string | null>(null);
  const [leader, setLeader] = useState<Picked | null>(null);
  const [measure, setMeasure] = useState<(typeof measures)[number]>('firstOrders');
  const [goal, setGoal] = useState('3');
  const [dueOn, setDueOn] = useState('');
  const known = levels.data?.data ?? [];
  const chosen = level ?? known[0]?.id ?? '';
  const to: TaskInput['to'] =
    audience === 'level'
      ? { kind: 'level', level: chosen }
      : audience === 'team'
        ? { kind: 'team', leader: leader?.id ?? '' }
        : { kind: 'all' };
  const act = useAct(async (client) => {
    const said = { title: title.trim(), to };
    if (isTask) await client.teamTasks.create({ ...said, body: text.trim(), measure, goal: measure === 'done' ? 1 : Number(goal), dueOn });
    else await client.teamNotices.create({ ...said, body: text.trim() });
  }, onClose);
  const isGoal = !isTask || measure === 'done' || /^[1-9]\d{0,2}$/.test(goal);
  const isTo = audience === 'all' || (audience === 'level' ? chosen !== '' : leader !== null);
  const isReady = title.trim() !== '' && isGoal && isTo && (isTask ? dueOn !== '' : text.trim() !== '');
  return (
    <form
      className="zh-stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady) act.mutate();
      }}
    >
      <p className="zh-soft">{t(isTask ? 'team.task.never' : 'team.notice.never')}</p>
      <TextField label={t('team.name')} value={title} onChange={setTitle} isRequired />
      <LongField label={t(isTask ? 'team.how' : 'team.text')} value={text} onChange={setText} rows={4} isRequired={!isTask} />
      <Choice
        isLabelShown
        label={t('team.to')}
        value={audience}
        options={audiences.map((one) => ({ value: one, label: t(`team.audience.${one}`) }))}
        onChange={setAudience}
      />
      {audience === 'level' ? (
        <Choice
          isLabelShown
          label={t('team.level')}
          value={chosen}
          options={known.map((one) => ({ value: one.id, label: one.label }))}
          onChange={setLevel}
        />
      ) : null}
      {audience === 'team' ? <Picker kind="person" label={t('team.leader')} value={leader} onChange={setLeader} /> : null}
      {isTask ? (
        <>
          <Choice
            isLabelShown
            label={t('team.measure')}
            value={measure}
            options={measures.map((one) => ({ value: one, label: t(`team.measures.${one}`) }))}
            onChange={setMeasure}
          />
          {measure === 'done' ? null : <TextField type="number" label={t('team.goal')} value={goal} onChange={setGoal} isRequired />}
          <TextField type="date" label={t('team.due')} value={dueOn} onChange={setDueOn} isRequired />
        </>
      ) : null}
      <ErrorLine error={act.error} />
      <div>
        <Button type="primary" htmlType="submit" disabled={!isReady} loading={act.isPending}>
          {t(isTask ? 'team.task.send' : 'team.notice.send')}
        </Button>
      </div>
    </form>
  );
}
