import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { simulate, type GoalMeasure, type Lever, type PlanMonth } from '../../../../../rooms/planner/model/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { useUrl } from '../../../../../ui/app/go.tsx';
import { Choice, TextField } from '../../../../../ui/page/controls.tsx';
import { Section } from '../../../../../ui/page/page.tsx';
import { TableBox, TableHead } from '../../../../../ui/table/table-box.tsx';
import type { PlanQuestion, Sought } from './plan-worker.ts';
import { sayLever, typedValue, useSay } from './say.ts';
import { useAway } from './use-away.ts';
import type { Plan } from './use-plan.ts';

const measures: readonly GoalMeasure[] = ['profitTotal', 'salesTotal', 'salesOfLastMonth', 'members'];
const ASKED = 12;

/** Back from a goal: how far each lever would have to go alone, the nearest first; what one lever cannot do alone is said. */
export function GoalSeek({ of: { plan, options }, levers }: { of: Plan; levers: readonly Lever[] }) {
  const { t } = useTranslation('simulate');
  const format = useFormat();
  const say = useSay();
  const [url, change] = useUrl();
  const measure = measures.find((one) => one === url['goal']) ?? 'profitTotal';
  const [text, setText] = useState(url['target'] ?? '');
  const now = useMemo(() => reached(simulate(plan, options), measure), [plan, options, measure]);
  const target = typedValue('number', text);
  const isWrong = text.trim() !== '' && (target === null || Math.abs(target) > 1e12);
  const calm = useDeferredValue(plan);
  const asked = levers.slice(0, ASKED).join();
  const question = useMemo(
    (): PlanQuestion | null =>
      target === null || isWrong
        ? null
        : { kind: 'seek', plan: calm, goal: { ...options, measure, target }, levers: asked.split(',') as Lever[] },
    [calm, options, measure, target, isWrong, asked],
  );
  const { answer, state: going } = useAway<Sought[]>(question);
  const shown = (value: number) => (measure === 'members' ? say.people(value) : say.short(value));
  const rows = (answer ?? []).toSorted(byDistance);
  const nearest = rows.find(({ answer: one }) => one.kind === 'reached');
  const isMet = target !== null && now >= target;
  const title =
    question === null
      ? t('goal.title')
      : isMet
        ? t('goal.met', { now: shown(now) })
        : nearest
          ? t('goal.nearest', {
              target: shown(target ?? 0),
              name: t(`plan:levers.${nearest.lever}.name`),
              from: sayLever(nearest.lever, nearest.now, format, say),
              to: sayLever(nearest.lever, nearest.answer.value, format, say),
            })
          : going === 'done'
            ? t('goal.noneAlone', { target: shown(target ?? 0) })
            : t('goal.title');
  return (
    <Section title={title} note={t('goal.how', { now: shown(now), months: options.months })} isCard>
      <div className="zh-row zh-plan-goal">
        <Choice<GoalMeasure>
          label={t('goal.measure')}
          isLabelShown
          value={measure}
          options={measures.map((one) => ({ value: one, label: t(`goal.by.${one}`) }))}
          onChange={(goal) => change({ goal })}
        />
        <TextField
          label={t('goal.target')}
          value={text}
          placeholder={t('goal.example')}
          hint={isWrong ? t('goal.wrong') : ''}
          onChange={(target) => {
            setText(target);
            change({ target });
          }}
        />
      </div>
      {question === null || isMet ? null : (
        <TableBox label={title} kind="zh-table zh-plan-seek" isBusy={going === 'running'}>
          <TableHead
            columns={[
              t('tornado.lever'),
              { figures: t('goal.today') },
              { figures: t('goal.needed') },
              { figures: t('goal.factor') },
              t('goal.says'),
            ]}
          />
          <tbody>
            {rows.map(({ lever, now: today, answer: { kind, value, result } }) => (
              <tr key={lever}>
                <th scope="row">{t(`plan:levers.${lever}.name`)}</th>
                <td className="zh-end zh-number">{sayLever(lever, today, format, say)}</td>
                <td className="zh-end zh-number">{kind === 'reached' ? sayLever(lever, value, format, say) : say.none}</td>
                <td className="zh-end zh-number">
                  {kind === 'reached' && today !== 0 ? t('tornado.times', { times: say.number(value / today) }) : say.none}
                </td>
                <td className={kind === 'reached' ? '' : 'zh-soft'}>
                  {kind === 'reached'
                    ? t('goal.reached')
                    : t('goal.unreachable', { best: shown(result), at: sayLever(lever, value, format, say) })}
                </td>
              </tr>
            ))}
          </tbody>
        </TableBox>
      )}
    </Section>
  );
}

/** Reached before unreachable; the shorter way first, the better end first. */
function byDistance(a: Sought, b: Sought): number {
  if (a.answer.kind !== b.answer.kind) return a.answer.kind === 'reached' ? -1 : 1;
  if (a.answer.kind === 'unreachable') return b.answer.result - a.answer.result;
  const far = ({ now, answer }: Sought) => (now === 0 ? Infinity : Math.abs(Math.log(Math.max(1e-9, answer.value) / now)));
  return far(a) - far(b);
}

function reached(run: readonly PlanMonth[], measure: GoalMeasure): number {
  const last = run.at(-1);
  switch (measure) {
    case 'profitTotal':
      return last?.cash ?? 0;
    case 'salesTotal':
      return run.reduce((sum, month) => sum + month.sales.total, 0);
    case 'salesOfLastMonth':
      return last?.sales.total ?? 0;
    case 'members':
      return last?.members ?? 0;
  }
}
