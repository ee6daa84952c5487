import { languageOf } from '../../kit/http/index.ts';

const WORDS = {
  404: {
    'zh-CN': {
      title: '这里没有内容',
      detail: '这个地址不存在，或者这家店已经不在了。',
      next: '核对链接，或向发给你链接的人再要一次。',
    },
    en: {
      title: 'Nothing here',
      detail: 'This address does not exist, or the shop is no longer here.',
      next: 'Check the link, or ask whoever sent it for a new one.',
    },
  },
  503: {
    'zh-CN': {
      title: '页面还没有准备好',
      detail: 'API 已经可以使用，但控制台的页面还没有构建。',
      next: '运行 npm start，它会先构建页面。',
    },
    en: {
      title: 'The pages are not ready',
      detail: 'The API answers, but the pages of the console are not built.',
      next: 'Run npm start; it builds them first.',
    },
  },
};

/** A plain page that says what is the matter and what to do, where no app can. */
export function messagePage(request: Request, status: 404 | 503): Response {
  const language = languageOf(request);
  const { title, detail, next } = WORDS[status][language];
  const html = `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#FBFAF8;color:#1F2328;font:16px/1.6 "PingFang SC","Noto Sans SC","Microsoft YaHei",system-ui,sans-serif}
main{max-width:32em;padding:24px}h1{font-size:24px}</style></head>
<body><main><h1>${title}</h1><p>${detail}</p><p>${next}</p></main></body></html>`;
  return new Response(html, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  });
}
