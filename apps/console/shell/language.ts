import { languageOf, languages, type Language } from '../../../ui/format/language.ts';

const PLACE = 'zihuan.language';

/** `?lang=` in the address, else what was chosen in this browser, else what the browser asks for. */
export function chosenLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('lang') ?? localStorage.getItem(PLACE);
  return languages.find((language) => language === asked) ?? languageOf(navigator.languages);
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(PLACE, language);
}
