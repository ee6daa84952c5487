import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { color, originText } from './index.ts';

const root = join(import.meta.dirname, '../..');

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

test('every text colour has a contrast of 4.5 or more on every ground', () => {
  const texts = {
    ink: color.ink,
    inkSoft: color.inkSoft,
    inkFaint: color.inkFaint,
    accentStrong: color.accentStrong,
    good: color.goodText,
    warning: color.warningText,
    harm: color.harmText,
    ...originText,
  };
  for (const ground of [color.ground, color.surface, color.sunken])
    for (const [name, text] of Object.entries(texts))
      assert.ok(contrast(text, ground) >= 4.5, `${name} on ${ground}: ${contrast(text, ground)}`);
});

test('text on a wash or on the accent fill is readable', () => {
  assert.ok(contrast(color.goodText, color.goodWash) >= 4.5);
  assert.ok(contrast(color.warningText, color.warningWash) >= 4.5);
  assert.ok(contrast(color.harmText, color.harmWash) >= 4.5);
  assert.ok(contrast(color.accentStrong, color.accentWash) >= 4.5);
  assert.ok(contrast(color.inkOnFill, color.accentStrong) >= 4.5);
});

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(css|tsx?)$/.test(path) && !path.endsWith('.test.ts') && !path.includes('dist'))
    .map((path) => join(folder, path));
}

test('no colour or size is written outside the tokens', () => {
  for (const path of [...sources('ui'), ...sources('apps/console'), ...sources('apps/shop')]) {
    if (path.endsWith('ui/tokens/index.ts')) continue;
    readFileSync(join(root, path), 'utf8')
      .split('\n')
      .forEach((line, at) => {
        const said = `${path}:${at + 1} ${line.trim()}`;
        assert.doesNotMatch(line, /['"\s:(]#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?(?:[0-9a-fA-F]{2})?\b/, said);
        if (path.endsWith('.css') && !line.includes('@media')) assert.doesNotMatch(line, /\b\d*\.?\d+(?:px|rem|pt)\b/, said);
      });
  }
});
