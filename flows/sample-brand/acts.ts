import { SHOP_COOKIE } from '../shop/cookie.ts';

/** How the sample asks the product's own API: as the owner of this machine. */
export type LocalFetch = (path: string, init?: RequestInit) => Promise<Response>;

export type Json = Readonly<Record<string, unknown>>;

/** The brand's API, for somebody who works in it. */
export interface Acts {
  get<T>(path: string): Promise<T>;
  /** @param name what is done, once: said again, the first answer comes back; null where it may be done again. @throws when it is refused */
  post<T = { id: string }>(path: string, name: string | null, body: Json): Promise<T>;
  patch<T = Json>(path: string, name: string, body: Json): Promise<T>;
  /** The shop, for a buyer who signed in. */
  shopper(phone: string): Promise<Shopper>;
}

export interface Shopper {
  patch<T = Json>(path: string, name: string, body: Json): Promise<T>;
  post<T = Json>(path: string, name: string | null, body: Json): Promise<T>;
  get<T>(path: string): Promise<T>;
}

/** The API of one brand. */
export function actsIn(fetch: LocalFetch, slug: string): Acts {
  const who: Readonly<Record<string, string>> = { 'zihuan-brand': slug };
  const ask = async <T>(method: string, path: string, name: string | null, body?: Json, headers = who): Promise<T> =>
    (await asked(fetch, method, `/api/v1${path}`, name, headers, body)).json() as Promise<T>;
  return {
    get: async (path) => await ask('GET', path, null),
    post: async (path, name, body) => await ask('POST', path, name, body),
    patch: async (path, name, body) => await ask('PATCH', path, name, body),
    async shopper(phone) {
      const shop = `/shop/${slug}`;
      const { testCode } = await ask<{ testCode: string }>('POST', `${shop}/sign-in/codes`, null, { phone }, {});
      const signedIn = await asked(fetch, 'POST', `/api/v1${shop}/sign-in`, null, {}, { phone, code: testCode });
      const cookie = signedIn.headers.getSetCookie().find((each) => each.startsWith(`${SHOP_COOKIE}=`)) ?? '';
      const own = { cookie: cookie.split(';')[0] ?? '' };
      return {
        get: async (path) => await ask('GET', shop + path, null, undefined, own),
        post: async (path, name, body) => await ask('POST', shop + path, name, body, own),
        patch: async (path, name, body) => await ask('PATCH', shop + path, name, body, own),
      };
    },
  };
}

async function asked(
  fetch: LocalFetch,
  method: string,
  path: string,
  name: string | null,
  headers: Readonly<Record<string, string>>,
  body?: Json,
): Promise<Response> {
  const answer = await fetch(path, {
    method,
    headers: {
      ...headers,
      ...(name === null ? {} : { 'idempotency-key': `sample:${encodeURIComponent(name)}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`the sample brand was refused ${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}
