export type Language = 'zh-CN' | 'en';

/**
 * The language of an answer: `?lang`, else the person's choice (cookie `zihuan_language`, set by the apps), else what
 * their browser prefers, else Chinese.
 */
export function languageOf(request: Request): Language {
  return languageFrom({
    wish: new URL(request.url).searchParams.get('lang'),
    cookie: request.headers.get('cookie'),
    accept: request.headers.get('accept-language'),
  });
}

/** The same from the parts of a request. @param from.wish what `?lang` says */
export function languageFrom(from: {
  wish: string | null;
  cookie?: string | null | undefined;
  accept?: string | null | undefined;
}): Language {
  return known(from.wish) ?? known(valueIn(from.cookie, 'zihuan_language')) ?? preferred(from.accept) ?? 'zh-CN';
}

/** The value of a cookie, null when it was not sent. */
export function cookieOf(request: Request, name: string): string | null {
  return valueIn(request.headers.get('cookie'), name);
}

function valueIn(cookies: string | null | undefined, name: string): string | null {
  for (const part of (cookies ?? '').split(';')) {
    const [key, ...value] = part.split('=');
    if (key?.trim() === name) return value.join('=').trim();
  }
  return null;
}

function known(tag: string | null): Language | null {
  if (tag === null) return null;
  if (/^zh\b/i.test(tag)) return 'zh-CN';
  return /^en\b/i.test(tag) ? 'en' : null;
}

// RFC 9110: `en;q=0.8, zh-CN` prefers Chinese; equal weights keep their order; q=0 means "not this one".
function preferred(header: string | null | undefined): Language | null {
  const wishes = (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((text) => text.trim());
      const weight = Number(parameters.find((text) => text.startsWith('q='))?.slice(2) ?? 1);
      return { language: known(tag), weight: Number.isFinite(weight) ? weight : 0 };
    });
  const ranked = wishes.filter((wish) => wish.weight > 0).toSorted((a, b) => b.weight - a.weight);
  return ranked.find((wish) => wish.language !== null)?.language ?? null;
}
