import cosmeticsEn from '../content/trades/cosmetics.en.json' with { type: 'json' };
import cosmeticsZh from '../content/trades/cosmetics.zh-CN.json' with { type: 'json' };
import educationEn from '../content/trades/education.en.json' with { type: 'json' };
import educationZh from '../content/trades/education.zh-CN.json' with { type: 'json' };
import foodEn from '../content/trades/food.en.json' with { type: 'json' };
import foodZh from '../content/trades/food.zh-CN.json' with { type: 'json' };
import maternityEn from '../content/trades/maternity.en.json' with { type: 'json' };
import maternityZh from '../content/trades/maternity.zh-CN.json' with { type: 'json' };
import milkTeaEn from '../content/trades/milk-tea.en.json' with { type: 'json' };
import milkTeaZh from '../content/trades/milk-tea.zh-CN.json' with { type: 'json' };
import petFoodEn from '../content/trades/pet-food.en.json' with { type: 'json' };
import petFoodZh from '../content/trades/pet-food.zh-CN.json' with { type: 'json' };
import renovationEn from '../content/trades/renovation.en.json' with { type: 'json' };
import renovationZh from '../content/trades/renovation.zh-CN.json' with { type: 'json' };
import type { PresetId } from './presets.ts';
import type { ObjectionType, Script, ScriptStage } from './scripts.ts';

/** What of a script a trade may say in its own words. */
export type ScriptText = Pick<Script, 'goal' | 'opener' | 'needQuestions' | 'valuePoint' | 'offer' | 'nextStep'> & {
  readonly close: string;
};

/** What one trade says in its own words; the rest it says as every trade does. */
export interface TradeWords {
  readonly proofs?: Readonly<Partial<Record<'orderRef' | 'review' | 'case', string>>>;
  readonly hurries?: Readonly<Partial<Record<'seats' | 'stock', string>>>;
  readonly objections: Readonly<Partial<Record<ObjectionType, { readonly reply: string; readonly evidence: string }>>>;
  readonly followUps: Readonly<Partial<Record<ScriptStage, readonly string[]>>>;
  readonly scripts: Readonly<Record<string, Partial<ScriptText>>>;
}

/** Every trade there is a preset for, in both languages. */
export const tradeWords: Readonly<Record<PresetId, { readonly 'zh-CN': TradeWords; readonly en: TradeWords }>> = {
  food: { 'zh-CN': foodZh, en: foodEn },
  cosmetics: { 'zh-CN': cosmeticsZh, en: cosmeticsEn },
  'pet-food': { 'zh-CN': petFoodZh, en: petFoodEn },
  'milk-tea': { 'zh-CN': milkTeaZh, en: milkTeaEn },
  renovation: { 'zh-CN': renovationZh, en: renovationEn },
  maternity: { 'zh-CN': maternityZh, en: maternityEn },
  education: { 'zh-CN': educationZh, en: educationEn },
};
