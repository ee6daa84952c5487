import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import content from '../../../../../rooms/planner/content/steps.json' with { type: 'json' };
import type { Client } from '../../../../../sdk/index.ts';
import { useAct } from '../../../../../ui/app/act.ts';
import { useBrand, useFormat } from '../../../../../ui/app/context.tsx';
import { CheckField, LongField, TextField } from '../../../../../ui/page/controls.tsx';
import { Dialog } from '../../../../../ui/page/dialog.tsx';
import { ErrorLine } from '../../../../../ui/page/error-state.tsx';
import { saveStep, type OwnStep, type StepNumber } from './save-step.ts';
import type { RoadStep } from './standing.ts';

/** Who does a step, until when, what is noted, and whether its owner calls it passed. */
export function StepSheet({
  design,
  step,
  onClose,
}: {
  design: Awaited<ReturnType<Client['designs']['get']>>;
  step: RoadStep;
  onClose: () => void;
}) {
  const { t } = useTranslation('land');
  const format = useFormat();
  const brand = useBrand();
  const queries = useQueryClient();
  const number = String(step.step) as StepNumber;
  const now = design.document.steps?.[number] ?? {};
  const [owner, setOwner] = useState(now.owner ?? '');
  const [due, setDue] = useState(now.due ?? '');
  const [note, setNote] = useState(now.note ?? '');
  const [isDone, setDone] = useState(now.doneAt != null);
  const mine: OwnStep = {
    ...(owner.trim() ? { owner: owner.trim() } : {}),
    ...(due ? { due } : {}),
    ...(note.trim() ? { note: note.trim() } : {}),
    ...(isDone ? { doneAt: now.doneAt ?? brand.now } : {}),
  };
  const save = useAct(async (client) => {
    try {
      return await saveStep(client, design, number, mine);
    } catch (problem) {
      // Whatever stands there now is shown behind the sheet; what was typed stays in it.
      await queries.invalidateQueries({ queryKey: [brand.slug] });
      throw problem;
    }
  }, onClose);
  const role = t(`steps:steps.${number}.owner`);
  return (
    <Dialog
      kind="sheet"
      title={t('sheet.title', { step: step.step, name: t(`steps:steps.${number}.name`) })}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui:notNow')}</Button>
          <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
            {t('sheet.save')}
          </Button>
        </>
      }
    >
      <div className="zh-stack">
        <p className="zh-soft">{t(`steps:steps.${number}.how`)}</p>
        <TextField label={t('sheet.owner')} value={owner} onChange={setOwner} placeholder={role} hint={t('sheet.ownerHint', { role })} />
        <TextField
          type="date"
          label={t('sheet.due')}
          value={due}
          onChange={setDue}
          hint={t('sheet.dueHint', { days: format.days(content.steps.find((one) => one.id === step.step)?.days ?? 0) })}
        />
        <LongField label={t('sheet.note')} value={note} onChange={setNote} rows={4} />
        <CheckField label={t('sheet.done')} isOn={isDone} onChange={setDone} />
        {isDone && step.evidence.some((one) => one.met === false) ? <p className="zh-note zh-note-warning">{t('sheet.claimed')}</p> : null}
        <ErrorLine error={save.error} />
      </div>
    </Dialog>
  );
}
