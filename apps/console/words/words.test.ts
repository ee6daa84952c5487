import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';

const root = join(import.meta.dirname, '../../..');

const files: Record<string, string> = {
  ui: 'ui/words',
  figures: 'ui/words/figures',
  shell: 'apps/console/shell/words',
  plan: 'rooms/planner/content/plan',
  steps: 'rooms/planner/content/steps',
  treasure: 'rooms/planner/content/treasure-map',
  diagnosis: 'rooms/planner/content/diagnosis',
  knowledge: 'rooms/planner/content/knowledge',
  ceremonies: 'rooms/planner/content/ceremonies',
  ...Object.fromEntries(wordyFolders('apps/console/features').map((folder) => [folder.split('/').at(-1), `${folder}/words`])),
};

/** Features, and parts of a feature that have words of their own. */
function wordyFolders(features: string): string[] {
  const all = readdirSync(join(root, features), { recursive: true, encoding: 'utf8' });
  const parts = all.filter((path) => /\/words\.[\w-]+\.json$/.test(path)).map((path) => dirname(path));
  const bare = readdirSync(join(root, features)).filter((name) => !parts.some((part) => part === name || part.startsWith(`${name}/`)));
  return [...new Set([...parts, ...bare])].map((part) => `${features}/${part}`);
}

type Tree = { [name: string]: string | Tree };

function wordsOf(namespace: string, language: 'zh-CN' | 'en'): Map<string, string> {
  const base = files[namespace] ?? '';
  const path = namespace === 'ui' ? `${base}/${language}.json` : `${base}.${language}.json`;
  return flat(JSON.parse(readFileSync(join(root, path), 'utf8')) as Tree, '');
}

function flat(tree: Tree, before: string, found = new Map<string, string>()): Map<string, string> {
  for (const [name, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set((before + name).replace(/_(one|other)$/, ''), value);
    else flat(value, `${before}${name}.`, found);
  }
  return found;
}

const namespaces = Object.keys(files);

test('both languages have words for the same things', () => {
  for (const namespace of namespaces) {
    const zh = [...wordsOf(namespace, 'zh-CN').keys()].sort();
    const en = [...wordsOf(namespace, 'en').keys()].sort();
    assert.deepEqual(zh, en, namespace);
  }
});

test('both languages fill in the same blanks', () => {
  // A count that only chooses between singular and plural is not said.
  const blanks = (text: string) => [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1] ?? ''))].sort();
  for (const namespace of namespaces) {
    const en = wordsOf(namespace, 'en');
    for (const [key, zh] of wordsOf(namespace, 'zh-CN')) assert.deepEqual(blanks(zh), blanks(en.get(key) ?? ''), `${namespace}:${key}`);
  }
});

function sources(): string[] {
  return ['ui', 'apps/console', 'apps/shop'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.test.ts'))
      .map((path) => join(folder, path)),
  );
}

test('every word a screen asks for exists', () => {
  for (const path of sources()) {
    const text = readFileSync(join(root, path), 'utf8');
    const own = /useTranslation\('(\w+)'\)/.exec(text)?.[1];
    for (const [, quote, asked = ''] of text.matchAll(/\bt\(\s*(['`])((?:(?!\1)[^\\\n])+)\1/g)) {
      const prefix = /^(\w+):/.exec(asked)?.[1];
      const namespace = prefix ?? own;
      const key = prefix ? asked.slice(prefix.length + 1) : asked;
      assert.ok(namespace && files[namespace], `${path}: ${asked} has no namespace`);
      const known = [...wordsOf(namespace, 'zh-CN').keys()];
      const pattern = new RegExp(
        `^${quote === '`' ? key.replace(/[.+]/g, '\\$&').replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '.+') : key.replace(/[.+]/g, '\\$&')}$`,
      );
      assert.ok(known.some((one) => pattern.test(one)) || key.startsWith('${'), `${path}: nothing is written for ${namespace}:${asked}`);
    }
  }
});

test('no sentence of a screen is written in code', () => {
  for (const path of sources()) {
    const code = readFileSync(join(root, path), 'utf8')
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .replace(/^\s*\/\/.*$/gm, '');
    assert.doesNotMatch(code, /\p{Script=Han}/u, `${path} holds Chinese outside the content files`);
    if (path.endsWith('.tsx'))
      assert.doesNotMatch(code, />\s*[A-Z][a-z]+(?: [a-z]+)+[.?]?\s*<\//, `${path} holds English outside the content files`);
  }
});

test('every act that goes on the record has words on the page that shows it', () => {
  const acts = ['rooms', 'flows'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /(?<!\.test)\.ts$/.test(path))
      .flatMap((path) =>
        [...readFileSync(join(root, folder, path), 'utf8').matchAll(/\baction: '(\w+\.\w+)'/g)].map(([, act = '']) => act),
      ),
  );
  assert.ok(acts.length > 20, 'the search itself works');
  const known = wordsOf('identity', 'en');
  assert.deepEqual(
    [...new Set(acts)].filter((act) => !known.has(`action.${act.replace('.', '_')}`)),
    [],
  );
});

test('every posting there can be has words in the journal', () => {
  const postings = ['rooms', 'flows'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => /(?<!\.(?:test|fixture))\.ts$/.test(path))
      .flatMap((path) => {
        const text = readFileSync(join(root, folder, path), 'utf8');
        return [
          ...[...text.matchAll(/\bsource: '(\w+)',\s+sourceId: [^,]+,\s+kind: '(\w+)'/g)].map(([, source, kind]) => `${source}_${kind}`),
          ...[...text.matchAll(/\bposting\([^']*(?:'\w+'[^']*)?, '(\w+)', \d/g)].map(([, kind]) => kind ?? ''),
        ];
      }),
  );
  assert.ok(postings.length > 15 && postings.includes('card_earned') && postings.includes('pointsGranted'), 'the search itself works');
  const known = wordsOf('money', 'en');
  assert.deepEqual(
    [...new Set(postings)].filter((posting) => !known.has(`posting.${posting}`)),
    [],
  );
});

test('every feature has words in both languages', () => {
  for (const namespace of namespaces.filter((name) => name !== 'ui'))
    for (const language of ['zh-CN', 'en'])
      assert.ok(existsSync(join(root, `${files[namespace]}.${language}.json`)), dirname(files[namespace] ?? ''));
});
