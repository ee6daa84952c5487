import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '../../../../../ui/app/act.ts';
import { useUrl } from '../../../../../ui/app/go.tsx';
import { Confirm } from '../../../../../ui/page/confirm.tsx';
import { TextField } from '../../../../../ui/page/controls.tsx';
import { overridesBetween } from './overrides.ts';
import { planOfDesign, type Scenario } from './scenarios.ts';
import type { Plan } from './use-plan.ts';

/** Keeps the plan on the sliders under a name, in the design; without one a design of its category is begun first. */
export function SaveScenario({ of, design, onClose }: { of: Plan; design: { id: string; name: string } | null; onClose: () => void }) {
  const { t } = useTranslation('simulate');
  const [, change] = useUrl();
  const [name, setName] = useState('');
  const { state, plan, begin } = of;
  const first = t('compare.firstDesign', { preset: t(`plan:presets.${state.preset}`) });
  const save = useAct(
    async (client) => {
      const whole =
        design === null ? await client.designs.create({ name: first, template: state.preset }) : await client.designs.get(design.id);
      const made = await client.scenarios.create(whole.id, {
        name: name.trim(),
        params: overridesBetween(planOfDesign(whole), plan),
        months: state.months,
        adsOffAfter: state.adsOffAfter,
        start: begin ?? null,
      });
      return { made, design: whole.id };
    },
    (kept) => {
      change({ design: kept.design });
      onClose();
    },
  );
  return (
    <Confirm
      title={t('compare.save')}
      confirm={t('compare.saveIt')}
      isReady={name.trim() !== ''}
      act={save}
      onClose={onClose}
      onConfirm={() => save.mutate()}
    >
      <TextField
        label={t('compare.name')}
        value={name}
        onChange={setName}
        hint={t(design === null ? 'compare.intoNew' : 'compare.into', { design: design?.name ?? first })}
      />
    </Confirm>
  );
}

export function RenameScenario({ scenario, onClose }: { scenario: Scenario; onClose: () => void }) {
  const { t } = useTranslation('simulate');
  const [name, setName] = useState(scenario.name);
  const save = useAct((client) => client.scenarios.update(scenario.id, { name: name.trim() }), onClose);
  return (
    <Confirm
      title={t('compare.renameOf', { name: scenario.name })}
      confirm={t('compare.rename')}
      isReady={name.trim() !== '' && name.trim() !== scenario.name}
      act={save}
      onClose={onClose}
      onConfirm={() => save.mutate()}
    >
      <TextField label={t('compare.name')} value={name} onChange={setName} />
    </Confirm>
  );
}

export function RemoveScenario({ scenario, onClose }: { scenario: Scenario; onClose: () => void }) {
  const { t } = useTranslation('simulate');
  const remove = useAct((client) => client.scenarios.remove(scenario.id), onClose);
  return (
    <Confirm
      title={t('compare.removeOf', { name: scenario.name })}
      confirm={t('compare.removeIt')}
      isDanger
      act={remove}
      onClose={onClose}
      onConfirm={() => remove.mutate()}
    >
      <p>{t('compare.removeText')}</p>
    </Confirm>
  );
}
