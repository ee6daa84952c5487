/** A month (`YYYY-MM`) or a day (`YYYY-MM-DD`) as people read it: Apr 2026, 2026年4月; anything else as it is. */
export function timeText(value: string, language: 'zh-CN' | 'en'): string {
  const match = /^(\d{4}-\d{2})(-\d{2})?$/.exec(value);
  if (!match) return value;
  const options = { year: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  const hasDay = match[2] !== undefined;
  return new Intl.DateTimeFormat(language, hasDay ? { ...options, day: 'numeric' } : options).format(
    new Date(`${match[1]}${match[2] ?? '-01'}`),
  );
}

/** The same for a fact of a sentence that is a month or a day by its name; other facts stay as they are. */
export function factText(name: string, value: string, language: 'zh-CN' | 'en'): string {
  return /(?:^|[a-z])(?:[mM]onth|[dD]ay)$/.test(name) ? timeText(value, language) : value;
}
