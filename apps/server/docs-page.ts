import { codesWithWords, rolesOf, languageOf, statusOf, wordsOf, type AnyRoute, type Language } from '../../kit/http/index.ts';

const WORDS = {
  'zh-CN': {
    title: '自环 API',
    intro: '所有地址在 /api/v1 之下。带上 Authorization: Bearer zk_…。完整的结构见',
    roles: '角色',
    problems: '拒绝的原因',
    anybody: '任何人',
    signedIn: '已登录',
  },
  en: {
    title: 'Zihuan API',
    intro: 'All addresses are below /api/v1. Send Authorization: Bearer zk_…. The whole structure is in',
    roles: 'Roles',
    problems: 'Refusals',
    anybody: 'anybody',
    signedIn: 'signed in',
  },
};

/** A page to read the API by: no script, nothing from elsewhere. */
export function docsPage(routes: readonly AnyRoute[], request: Request): Response {
  const language = languageOf(request);
  const words = WORDS[language];
  const tags = [...new Set(routes.map((route) => route.tag))];
  const html = `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}</title><style>${STYLE}</style></head><body><main>
<h1>${words.title}</h1>
<p>${words.intro} <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<nav>${tags.map((tag) => `<a href="#${escaped(tag)}">${escaped(tag)}</a>`).join(' · ')}</nav>
${tags.map((tag) => section(tag, routes, words)).join('\n')}
${problems(language, words.problems)}
</main></body></html>`;
  return new Response(html, {
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
  });
}

function section(tag: string, routes: readonly AnyRoute[], words: (typeof WORDS)['en']): string {
  const rows = routes
    .filter((route) => route.tag === tag)
    .map(
      (route) => `<tr><td><code class="${route.method}">${route.method.toUpperCase()}</code></td>
<td><code>${escaped(route.path)}</code><br>${escaped(route.summary)}${parametersOf(route)}</td><td>${whoMay(route, words)}</td></tr>`,
    );
  return `<h2 id="${escaped(tag)}">${escaped(tag)}</h2><table><thead><tr><th></th><th></th><th>${words.roles}</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

/** Every refusal by its code: where the `type` of a problem document leads. */
function problems(language: Language, title: string): string {
  const rows = codesWithWords().map((code) => {
    const words = wordsOf(code, language);
    return `<tr id="${code}"><td>${statusOf(code)}</td><td><code>${code}</code><br>${escaped(words?.title ?? '')}</td><td>${escaped(words?.hint ?? '')}</td></tr>`;
  });
  return `<h2 id="problems">${title}</h2><table><tbody>${rows.join('')}</tbody></table>`;
}

function parametersOf(route: AnyRoute): string {
  const names = Object.keys(route.query?.shape ?? {});
  return names.length === 0 ? '' : `<br><small>${names.map((name) => `?${escaped(name)}`).join(' ')}</small>`;
}

function whoMay(route: AnyRoute, words: (typeof WORDS)['en']): string {
  if (route.scope === 'tenant') return rolesOf(route).join(', ');
  return route.access === 'anybody' ? words.anybody : words.signedIn;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const STYLE = `
body{margin:0;background:#FBFAF8;color:#1F2328;font:16px/1.6 "PingFang SC","Noto Sans SC","Microsoft YaHei",system-ui,sans-serif}
main{max-width:960px;margin:0 auto;padding:24px}
table{width:100%;border-collapse:collapse;margin:8px 0 32px}
td,th{text-align:start;vertical-align:top;padding:8px;border-bottom:1px solid #E6E3DD}
td:first-child{width:5em}td:last-child{width:14em}
a{color:#A33E06}small{color:#57606A}`;
