import type { Words } from '../../../ui/app/words.ts';
import type { Language } from '../../../ui/format/language.ts';

/** Brings the words of one language; only the language that is read is fetched. */
export async function loadWords(language: Language): Promise<Words> {
  const module = language === 'en' ? await import('./en.ts') : await import('./zh-cn.ts');
  return module.words;
}
