import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';

interface ReadPage {
  readonly width: number;
  readonly height: number;
  readonly text: string;
}

/** What a reader finds in a PDF: its pages by size, and their text through each typeface's own table of signs. */
export function readPdf(file: Uint8Array): ReadPage[] {
  const text = Buffer.from(file).toString('latin1');
  assert.match(text, /^%PDF-1\.\d/);
  assert.match(text.slice(-64), /startxref\s+\d+\s+%%EOF/);
  const objects = new Map<string, string>();
  for (const [, id = '', body = ''] of text.matchAll(/(\d+) 0 obj\s([\s\S]*?)\sendobj/g)) objects.set(id, body);
  const streamOf = (id: string): string => {
    const [, raw = ''] = /stream\r?\n([\s\S]*?)\r?\nendstream/.exec(objects.get(id) ?? '') ?? [];
    return inflateSync(Buffer.from(raw, 'latin1')).toString('latin1');
  };
  const signsOf = new Map<string, Map<string, string>>();
  const signs = (font: string): Map<string, string> => {
    const known = signsOf.get(font);
    if (known) return known;
    const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(font) ?? '')?.[1];
    assert.ok(table, 'a typeface says which sign each of its shapes is');
    const found = tableOf(streamOf(table));
    signsOf.set(font, found);
    return found;
  };
  return [...objects.values()]
    .filter((body) => /\/Type \/Page\s/.test(body))
    .map((body) => {
      const [, width = '0', height = '0'] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(body) ?? [];
      const [, content = ''] = /\/Contents (\d+) 0 R/.exec(body) ?? [];
      const fonts = new Map([...body.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', id = '']) => [name, id]));
      let font = '';
      let said = '';
      for (const [, name, hex, isEnd] of streamOf(content).matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|(\bET\b)/g)) {
        if (name !== undefined) font = fonts.get(name) ?? '';
        else if (isEnd !== undefined) said += '\n';
        else for (const code of (hex ?? '').match(/.{4}/g) ?? []) said += signs(font).get(code.toUpperCase()) ?? '';
      }
      return { width: Number(width), height: Number(height), text: said };
    });
}

function tableOf(table: string): Map<string, string> {
  const found = new Map<string, string>();
  const sign = (hex: string) => String.fromCodePoint(...(hex.match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16)));
  for (const [, block = ''] of table.matchAll(/beginbfchar\s([\s\S]*?)endbfchar/g))
    for (const [, code = '', to = ''] of block.matchAll(/<(\w+)> <(\w+)>/g)) found.set(code.toUpperCase(), sign(to));
  for (const [, block = ''] of table.matchAll(/beginbfrange\s([\s\S]*?)endbfrange/g))
    for (const [, from = '', until = '', to = ''] of block.matchAll(/<(\w+)> <(\w+)> <(\w+)>/g))
      for (let at = 0; at <= Number.parseInt(until, 16) - Number.parseInt(from, 16); at += 1)
        found.set(
          (Number.parseInt(from, 16) + at).toString(16).padStart(4, '0').toUpperCase(),
          String.fromCodePoint(Number.parseInt(to, 16) + at),
        );
  return found;
}
