import { useTranslation } from 'react-i18next';
import { broughtWithin, popularFission, unitEconomics, viralCoefficient } from '../../../../../rooms/planner/model/index.ts';
import { useFormat } from '../../../../../ui/app/context.tsx';
import { FormulaCard, Result } from './formula-card.tsx';
import { NumberSlider } from './number-slider.tsx';
import { sayValue, useSay } from './say.ts';
import { useNumbers } from './use-numbers.ts';
import type { Plan } from './use-plan.ts';

const WORD = { seeds: 1000, sharers: 0.2, invites: 5, converted: 0.1, levels: 3 };
const SHOWN = 5;

/** Word from person to person, generation by generation, beside what levels raised to a power promise. */
export function ViralCard({ of: { plan } }: { of: Plan }) {
  const { t } = useTranslation('simulate');
  const format = useFormat();
  const say = useSay();
  const { values, slider } = useNumbers('v', WORD);
  const { seeds, invites, levels } = values;
  const k = viralCoefficient({ ...values, accepted: 1 });
  const three = seeds * broughtWithin(k, 3);
  const each = popularFission(invites, levels);
  const { r0 } = unitEconomics(plan);
  const generations = Array.from({ length: SHOWN }, (_, i) => ({
    generation: i + 1,
    fresh: seeds * k ** (i + 1),
    total: seeds * broughtWithin(k, i + 1),
  }));
  const share = { kind: 'share', unit: '%', bounds: { least: 0, most: 1 }, sliderTo: 1 } as const;
  return (
    <FormulaCard
      id="viral"
      title={t('formulas.viral.title', { seeds: say.people(seeds), three: say.people(three), popular: say.people(seeds * each) })}
      sliders={
        <>
          <NumberSlider
            name={t('calc.b.seeds')}
            kind="number"
            unit={t('plan:units.people')}
            bounds={{ least: 1, most: 1e7 }}
            {...slider('seeds')}
          />
          <NumberSlider name={t('calc.b.sharers')} {...share} {...slider('sharers')} />
          <NumberSlider
            name={t('calc.b.invites')}
            kind="number"
            unit={t('plan:units.people')}
            bounds={{ least: 0, most: 1000 }}
            {...slider('invites')}
          />
          <NumberSlider name={t('formulas.viral.converted')} {...share} {...slider('converted')} />
          <NumberSlider
            name={t('formulas.viral.levels')}
            kind="number"
            unit={t('formulas.viral.levelsUnit')}
            bounds={{ least: 1, most: 10 }}
            sliderTo={10}
            {...slider('levels')}
          />
        </>
      }
      result={
        <div className="zh-plan-pair">
          <Result
            id="three"
            name={t('calc.b.three')}
            value={t('formulas.members.people', { count: Math.round(three), members: say.people(three) })}
            note={t(k >= 1 ? 'formulas.viral.grows' : 'formulas.viral.ends', { all: say.people(k < 1 ? (seeds * k) / (1 - k) : 0) })}
          />
          <Result id="k" name={t('calc.b.k')} value={say.number(k)} note={t('formulas.viral.beside', { r0: say.number(r0) })} />
        </div>
      }
      picture={generations.map(({ generation, fresh }) => ({
        id: String(generation),
        name: t('formulas.viral.generation', { generation }),
        value: fresh,
        text: t('formulas.members.people', { count: Math.round(fresh), members: say.people(fresh) }),
        fill: 'zh-fill-referred',
      }))}
      popular={t('formulas.viral.popular', {
        invites: sayValue('number', invites, format, say),
        levels: sayValue('number', levels, format, say),
        each: say.people(each),
        all: say.people(seeds * each),
      })}
      made={{
        head: [t('calc.b.generation'), t('calc.b.fresh'), t('formulas.viral.total')],
        rows: generations.map(({ generation, fresh, total }) => [String(generation), say.people(fresh), say.people(total)]),
      }}
      more={<p className="zh-read">{t('calc.b.depth')}</p>}
    />
  );
}
