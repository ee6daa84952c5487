import { useTranslation } from 'react-i18next';
import { useActor } from '../../../../../ui/app/actor.ts';
import { useAsk } from '../../../../../ui/app/ask.tsx';
import { Section } from '../../../../../ui/page/page.tsx';
import { Sides } from './outcome.tsx';

/** What came of words by script, by who said them and by where; nothing until somebody noted that they said any. */
export function WordsOutcome({ onOpen }: { onOpen: (script: string) => void }) {
  const { t } = useTranslation('scripts');
  const actor = useActor();
  const found = useAsk(['script', 'results'], (client, signal) => client.scripts.results({}, { signal }));
  const all = found.data;
  if (!all || all.scripts.length === 0) return null;
  return (
    <Section title={t('words.title')} note={t('words.note', { days: all.days })}>
      <div className="zh-stack">
        <Sides
          label={t('words.byScript')}
          title={t('words.byScript')}
          rows={all.scripts.map(({ script, goal, ...side }) => ({
            key: script,
            name: (
              <button type="button" className="zh-text-button zh-link" aria-haspopup="dialog" onClick={() => onOpen(script)}>
                <bdi>{goal}</bdi>
              </button>
            ),
            ...side,
          }))}
        />
        <Sides
          label={t('words.byScene')}
          title={t('words.byScene')}
          rows={all.scenes.map(({ scene, ...side }) => ({ key: scene, name: t(`scene.${scene}`), ...side }))}
        />
        <Sides
          label={t('words.byStaff')}
          title={t('words.byStaff')}
          rows={all.staff.map(({ name, said: _said, ...side }, at) => ({
            key: String(at),
            name: actor(name),
            ...side,
          }))}
        />
      </div>
    </Section>
  );
}
