import i18next from 'i18next';
import { addWords, type Words } from '../../../ui/app/words.ts';
import type { Language } from '../../../ui/format/language.ts';

/** Words that come with the first page that needs them. */
const later = {
  orders: {
    en: () => import('../features/orders/words.en.json'),
    'zh-CN': () => import('../features/orders/words.zh-CN.json'),
  },
  aftersale: {
    en: () => import('../features/aftersale/words.en.json'),
    'zh-CN': () => import('../features/aftersale/words.zh-CN.json'),
  },
  membership: {
    en: () => import('../features/membership/words.en.json'),
    'zh-CN': () => import('../features/membership/words.zh-CN.json'),
  },
  joining: {
    en: () => import('../features/joining/words.en.json'),
    'zh-CN': () => import('../features/joining/words.zh-CN.json'),
  },
  privacy: {
    en: () => import('../features/privacy/words.en.json'),
    'zh-CN': () => import('../features/privacy/words.zh-CN.json'),
  },
  channels: {
    en: () => import('../features/channels/words.en.json'),
    'zh-CN': () => import('../features/channels/words.zh-CN.json'),
  },
  chains: {
    en: () => import('../features/chains/words.en.json'),
    'zh-CN': () => import('../features/chains/words.zh-CN.json'),
  },
  deal: {
    en: () => import('../features/deal/words.en.json'),
    'zh-CN': () => import('../features/deal/words.zh-CN.json'),
  },
  sources: {
    en: () => import('../features/analytics/sources/words.en.json'),
    'zh-CN': () => import('../features/analytics/sources/words.zh-CN.json'),
  },
  plan: {
    en: () => import('../../../rooms/planner/content/plan.en.json'),
    'zh-CN': () => import('../../../rooms/planner/content/plan.zh-CN.json'),
  },
  proposals: {
    en: () => import('../features/planner/proposals/words.en.json'),
    'zh-CN': () => import('../features/planner/proposals/words.zh-CN.json'),
  },
  steps: {
    en: () => import('../../../rooms/planner/content/steps.en.json'),
    'zh-CN': () => import('../../../rooms/planner/content/steps.zh-CN.json'),
  },
  treasure: {
    en: () => import('../../../rooms/planner/content/treasure-map.en.json'),
    'zh-CN': () => import('../../../rooms/planner/content/treasure-map.zh-CN.json'),
  },
  ceremonies: {
    en: () => import('../../../rooms/planner/content/ceremonies.en.json'),
    'zh-CN': () => import('../../../rooms/planner/content/ceremonies.zh-CN.json'),
  },
  knowledge: {
    en: () => import('../../../rooms/planner/content/knowledge.en.json'),
    'zh-CN': () => import('../../../rooms/planner/content/knowledge.zh-CN.json'),
  },
  land: {
    en: () => import('../features/planner/land/words.en.json'),
    'zh-CN': () => import('../features/planner/land/words.zh-CN.json'),
  },
  actuals: {
    en: () => import('../features/planner/actuals/words.en.json'),
    'zh-CN': () => import('../features/planner/actuals/words.zh-CN.json'),
  },
  scripts: {
    en: () => import('../features/planner/scripts/words.en.json'),
    'zh-CN': () => import('../features/planner/scripts/words.zh-CN.json'),
  },
  planner: {
    en: () => import('../features/planner/words.en.json'),
    'zh-CN': () => import('../features/planner/words.zh-CN.json'),
  },
  diagnosis: {
    en: () => import('../../../rooms/planner/content/diagnosis.en.json'),
    'zh-CN': () => import('../../../rooms/planner/content/diagnosis.zh-CN.json'),
  },
  diagnose: {
    en: () => import('../features/planner/diagnose/words.en.json'),
    'zh-CN': () => import('../features/planner/diagnose/words.zh-CN.json'),
  },
  design: {
    en: () => import('../features/planner/design/words.en.json'),
    'zh-CN': () => import('../features/planner/design/words.zh-CN.json'),
  },
  simulate: {
    en: () => import('../features/planner/simulate/words.en.json'),
    'zh-CN': () => import('../features/planner/simulate/words.zh-CN.json'),
  },
  prediction: {
    en: () => import('../features/prediction/words.en.json'),
    'zh-CN': () => import('../features/prediction/words.zh-CN.json'),
  },
  partners: {
    en: () => import('../features/partners/words.en.json'),
    'zh-CN': () => import('../features/partners/words.zh-CN.json'),
  },
  money: {
    en: () => import('../features/money/words.en.json'),
    'zh-CN': () => import('../features/money/words.zh-CN.json'),
  },
  relations: {
    en: () => import('../features/relations/words.en.json'),
    'zh-CN': () => import('../features/relations/words.zh-CN.json'),
  },
} as const satisfies Record<string, Record<Language, () => Promise<{ default: Words[string] }>>>;

export type LaterWords = keyof typeof later;

const needed = new Set<LaterWords>();

/** Brings the words of one language; only the language that is read is fetched. */
export async function loadWords(language: Language): Promise<Words> {
  const [module, rest] = await Promise.all([
    language === 'en' ? import('./en.ts') : import('./zh-cn.ts'),
    laterWords(language, [...needed]),
  ]);
  return { ...module.words, ...rest };
}

/** Brings words a page is about to need, in the language on screen. */
export async function needWords(...namespaces: LaterWords[]): Promise<void> {
  for (const namespace of namespaces) needed.add(namespace);
  const language = i18next.language as Language;
  addWords(language, await laterWords(language, namespaces));
}

async function laterWords(language: Language, namespaces: readonly LaterWords[]): Promise<Words> {
  const found = await Promise.all(namespaces.map(async (name) => [name, (await later[name][language]()).default] as const));
  return Object.fromEntries(found);
}
