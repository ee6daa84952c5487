import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../format/language.ts';

/** Words by namespace; each namespace is one content file per language. */
export type Words = Record<string, Record<string, unknown>>;

/** Starts the words of the screens. `load` brings the files of a language, once each. */
export async function startWords(language: Language, load: (language: Language) => Promise<Words>): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: await load(language) },
    fallbackLng: false,
    defaultNS: 'ui',
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
    returnNull: false,
  });
  return i18next;
}

/** Changes the language of the screens and of the document. */
export async function speak(language: Language, load: (language: Language) => Promise<Words>): Promise<void> {
  addWords(language, await load(language));
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** Words of a namespace that are not there yet. */
export function addWords(language: Language, words: Words): void {
  for (const [namespace, each] of Object.entries(words)) {
    if (!i18next.hasResourceBundle(language, namespace)) i18next.addResourceBundle(language, namespace, each);
  }
}
