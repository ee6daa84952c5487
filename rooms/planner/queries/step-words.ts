import en from '../content/steps.en.json' with { type: 'json' };
import zh from '../content/steps.zh-CN.json' with { type: 'json' };

export type StepNumber = keyof typeof en.steps;

/** The ten steps of landing in words: what each leaves, who does it, when it is passed, and how it is done. */
export function stepWords(language: 'zh-CN' | 'en'): Readonly<Record<StepNumber, (typeof en.steps)[StepNumber]>> {
  return (language === 'en' ? en : zh).steps;
}
