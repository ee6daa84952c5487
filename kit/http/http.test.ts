import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { z } from 'zod';
import { DomainError } from '../errors/index.ts';
import { moneyText } from '../money/index.ts';
import {
  afterId,
  beforeId,
  codesWithWords,
  createLimiter,
  decodeCursor,
  encodeCursor,
  InputError,
  isCrossSiteRequest,
  isLocalRequest,
  languageOf,
  pageOf,
  parseJson,
  queryOf,
  readBytes,
  refusalOf,
  shaped,
  statusOf,
  wordsOf,
} from './index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

function request(headers: Record<string, string> = {}, url = 'http://127.0.0.1:7700/api/v1/people'): Request {
  return new Request(url, { headers: { host: new URL(url).host, ...headers } });
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof DomainError, String(error));
    return error.code;
  }
  return 'none';
}

test('every code the house can refuse with has words in both languages', () => {
  const missing = [...codesInSource()].filter((code) => !wordsOf(code, 'zh-CN') || !wordsOf(code, 'en'));
  assert.deepEqual(missing, [], 'add them to kit/http/messages');
});

test('both catalogues speak of the same codes and name the same facts', () => {
  for (const code of codesWithWords()) {
    const [zh, en] = [wordsOf(code, 'zh-CN'), wordsOf(code, 'en')];
    assert.ok(zh && en, code);
    const facts = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).toSorted();
    assert.deepEqual(facts(zh.detail), facts(en.detail), code);
    assert.doesNotMatch(zh.title + zh.detail + en.title + en.detail, /[!！]/, code);
  }
});

/** Codes thrown in kit, rooms, flows and apps: `DomainError('x.y')`, a room's own maker of errors, or its list of codes. */
function codesInSource(): Set<string> {
  const codes = new Set<string>();
  for (const area of ['kit', 'rooms', 'flows', 'apps/server', 'apps/cli']) {
    for (const path of sourcesBelow(join(root, area))) {
      const text = readFileSync(path, 'utf8');
      for (const [, code = ''] of text.matchAll(/Error\(\s*['`]([a-z]\w*\.[a-z]\w*)['`]/g)) codes.add(code);
      if (path.endsWith('errors.ts')) for (const [, code = ''] of text.matchAll(/\| '([a-z]\w*\.\w+)'/g)) codes.add(code);
    }
  }
  assert.ok(codes.size > 40, 'the search itself works');
  return codes;
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

test('codes map to a status by one table: not found, malformed, or a rule said no', () => {
  assert.deepEqual(
    [
      'person.notFound',
      'cursor.invalid',
      'timeZone.unknown',
      'referral.cycle',
      'auth.required',
      'permission.denied',
      'rate.limited',
      'database.away',
    ].map(statusOf),
    [404, 422, 422, 409, 401, 403, 429, 503],
  );
});

test('a 404 tells no facts, so an unknown id and a foreign one read the same', () => {
  const known = refusalOf(new DomainError('person.notFound', { person: 'per_1', pointer: '/person' }), 'en', 'req_1');
  assert.equal(JSON.stringify(known.problem).includes('per_1'), false);
  assert.deepEqual(
    known.problem.errors?.map((fault) => fault.pointer),
    ['/person'],
  );
});

test('facts of other refusals are told, big numbers as text', () => {
  const { problem } = refusalOf(new DomainError('x.refused', { amount: 12n }), 'en', 'req_1');
  assert.deepEqual([problem.status, problem.facts], [409, { amount: '12' }]);
});

test('a refusal names amounts as money and the words of ours in the language of the caller', () => {
  const tooMuch = new DomainError('withdrawal.tooMuch', { available: { amount: '123456', currency: 'CNY' } });
  const missing = new DomainError('payee.incomplete', { missing: ['bornOn', 'account'] });
  const said = (error: DomainError, language: 'zh-CN' | 'en'): string => refusalOf(error, language, 'r').problem.detail;
  assert.equal(said(tooMuch, 'zh-CN'), '现在最多可提 ¥1,234.56。');
  assert.equal(said(tooMuch, 'en'), 'Only ¥1,234.56 can be taken out now.');
  assert.equal(said(missing, 'zh-CN'), '首次提现前需要：出生日期、收款账户。');
  assert.equal(said(missing, 'en'), 'Before the first payout these are needed: the date of birth, the account to pay to.');
  assert.equal(moneyText({ amount: '-5', currency: 'KWD' }, 'en').includes('0.005'), true);
  assert.equal(moneyText({ amount: '9007199254740993007', currency: 'JPY' }, 'en'), '¥9,007,199,254,740,993,007');
});

test('what went wrong inside is never told outside', () => {
  const { problem, isBug } = refusalOf(new Error('password=hunter2 at line 3'), 'en', 'req_1');
  assert.equal(isBug, true);
  assert.doesNotMatch(JSON.stringify(problem), /hunter2|line 3/);
});

test('a database that is away, full or busy is a 503 to try again; text it cannot take is malformed input', () => {
  const told = (code: string): number => refusalOf(Object.assign(new Error('x'), { code }), 'en', 'r').problem.status;
  assert.deepEqual(['57P01', '08006', 'ECONNREFUSED', '53100', '40001', '55P03'].map(told), [503, 503, 503, 503, 503, 503]);
  assert.deepEqual(['22021', '22003', '54000'].map(told), [422, 422, 422]);
  assert.equal(told('23505'), 500);
});

test('the language is the one asked for, else chosen, else preferred, else Chinese', () => {
  const url = 'http://127.0.0.1/api?lang=en';
  assert.equal(languageOf(request({ cookie: 'zihuan_language=zh-CN', 'accept-language': 'zh' }, url)), 'en');
  assert.equal(languageOf(request({ cookie: 'a=b; zihuan_language=en', 'accept-language': 'zh' })), 'en');
  assert.equal(languageOf(request({ 'accept-language': 'en;q=0.7, zh-CN;q=0.9' })), 'zh-CN');
  assert.equal(languageOf(request({ 'accept-language': 'fr, en-GB;q=0.5, zh;q=0' })), 'en');
  assert.equal(languageOf(request({ 'accept-language': 'fr' })), 'zh-CN');
  assert.equal(languageOf(request()), 'zh-CN');
});

test('local is loopback asked for by a loopback name with no proxy between', () => {
  const local = (address: string, headers = {}, url = 'http://127.0.0.1:7700/'): boolean => isLocalRequest(request(headers, url), address);
  assert.deepEqual(
    [
      local('127.0.0.1'),
      local('::1'),
      local('::ffff:127.0.0.1'),
      local('127.0.0.1', {}, 'http://localhost:7700/'),
      local('::1', {}, 'http://[::1]:7700/'),
    ],
    [true, true, true, true, true],
  );
  assert.deepEqual(
    [
      local('10.0.0.1'),
      local('127.0.0.1.evil'),
      local('127.0.0.1', {}, 'http://evil.example/'),
      local('127.0.0.1', {}, 'http://127.0.0.1.evil.example/'),
      local('127.0.0.1', { 'x-forwarded-for': '1.2.3.4' }),
      local('127.0.0.1', { forwarded: 'for=1.2.3.4' }),
      local(''),
    ],
    [false, false, false, false, false, false, false],
  );
});

test('a page of another site shows by its fetch metadata or its origin', () => {
  const crosses = (headers: Record<string, string>): boolean => isCrossSiteRequest(request(headers));
  assert.deepEqual(
    [crosses({}), crosses({ 'sec-fetch-site': 'same-origin' }), crosses({ origin: 'http://127.0.0.1:7700' })],
    [false, false, false],
  );
  assert.deepEqual(
    [crosses({ 'sec-fetch-site': 'cross-site' }), crosses({ origin: 'http://127.0.0.1:7701' }), crosses({ origin: 'null' })],
    [true, true, true],
  );
});

test('page by page every row of a list is shown once, in its order, whichever end it begins at, and no page is empty', () => {
  const walked = (
    ids: readonly string[],
    limit: number,
    from: (cursor: string | undefined) => string,
    isBehind: (id: string, at: string) => boolean,
  ) => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const at = from(cursor);
      const rows = ids.filter((id) => isBehind(id, at)).slice(0, limit + 1);
      const { shown, next } = pageOf(rows, limit, (id) => [id]);
      assert.ok(shown.length > 0 || ids.length === 0, 'a page is said to follow where the list has ended');
      seen.push(...shown);
      cursor = next ?? undefined;
    } while (cursor !== undefined);
    return seen;
  };
  fc.assert(
    fc.property(fc.uniqueArray(fc.uuid(), { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), (unsorted, limit) => {
      const ids = unsorted.toSorted();
      const fromOldest = walked(ids, limit, afterId, (id, at) => id > at);
      assert.deepEqual(fromOldest, ids);
      const newestFirst = walked(ids.toReversed(), limit, beforeId, (id, at) => id < at);
      assert.deepEqual(newestFirst, ids.toReversed());
    }),
  );
  assert.equal(
    codeOf(() => beforeId('no cursor')),
    'cursor.invalid',
  );
});

test('a cursor comes back as it went out, and nothing else is a cursor', () => {
  const shape = z.tuple([z.string(), z.number().nullable(), z.boolean()]);
  fc.assert(
    fc.property(fc.string(), fc.option(fc.integer()), fc.boolean(), (text, number, flag) => {
      assert.deepEqual(decodeCursor(encodeCursor([text, number, flag]), shape), [text, number, flag]);
    }),
  );
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (text) => {
      assert.equal(
        codeOf(() => decodeCursor(text, shape)),
        'cursor.invalid',
      );
    }),
  );
  assert.equal(decodeCursor('', shape), null);
});

test('a limiter lets the size of its bucket through and fills it with time', () => {
  const limiter = createLimiter({ size: 10, perSecond: 10 / 60 });
  const take = (now: number, key = 'a'): string => codeOf(() => limiter.take(key, now));
  assert.deepEqual(
    Array.from({ length: 11 }, () => take(0)),
    [...Array.from({ length: 10 }, () => 'none'), 'rate.limited'],
  );
  assert.equal(take(0, 'b'), 'none', 'each key has its own');
  assert.equal(take(5_999), 'rate.limited');
  assert.equal(take(6_000), 'none');
});

test('a sandbox brand gets at least 500 requests a second from one key', () => {
  const limiter = createLimiter({ size: 400, perSecond: 200 });
  const refused = Array.from({ length: 5000 }, (_, i) => codeOf(() => limiter.take('k', i * 2, { perSecond: 1000 })));
  assert.equal(refused.includes('rate.limited'), false);
});

test('text a database cannot keep and towers of brackets are malformed, never a failure', () => {
  const parsed = (text: string): string => codeOf(() => parseJson(Buffer.from(text), 'application/json'));
  for (const text of ['{"a":"\\u0000"}', '{"\\u0000":1}', '{"a":["\\ud800"]}', '{', '', 'nul', '[1,]', '\u00ff'].filter(Boolean)) {
    assert.equal(parsed(text), 'input.invalid', text);
  }
  assert.equal(parsed('['.repeat(200_000) + ']'.repeat(200_000)), 'input.invalid');
  assert.equal(parsed('{"a":"\\ud83d\\ude00 林"}'), 'none');
  assert.equal(
    codeOf(() => parseJson(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'application/json')),
    'input.invalid',
  );
});

test('a body must say it is JSON', () => {
  for (const type of [null, 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    assert.equal(
      codeOf(() => parseJson(Buffer.from('{}'), type)),
      'body.wrongType',
    );
  }
  assert.deepEqual(parseJson(Buffer.from('{}'), 'application/json; charset=utf-8'), {});
  assert.deepEqual(parseJson(new Uint8Array(), null), {});
});

test('a body over the limit is refused, whether it says its length or not', async () => {
  const of = (body: ReadableStream | Buffer): Request =>
    new Request('http://x/', {
      method: 'POST',
      body: body as NonNullable<RequestInit['body']>,
      duplex: 'half',
    } as RequestInit);
  const stream = new ReadableStream({
    start(controller) {
      for (let i = 0; i < 20; i++) controller.enqueue(new Uint8Array(100));
      controller.close();
    },
  });
  await assert.rejects(readBytes(of(stream), 1000), { code: 'body.tooLarge' });
  assert.equal((await readBytes(of(Buffer.alloc(1000)), 1000)).byteLength, 1000);
});

test('a parameter stands once; an empty one is absent', () => {
  assert.deepEqual(queryOf(new URL('http://x/?from=&lang=en&to=2026-01-01')), { to: '2026-01-01' });
  assert.throws(() => queryOf(new URL('http://x/?a=1&a=2')), InputError);
  assert.throws(() => queryOf(new URL('http://x/?a=%00')), InputError);
});

/** What a value is refused with, by pointer. */
function refusedWith(shape: z.ZodType, value: unknown, language: 'zh-CN' | 'en'): Record<string, string> {
  try {
    shaped(shape, value, language);
  } catch (error) {
    if (error instanceof InputError) return Object.fromEntries(error.faults.map((fault) => [fault.pointer, fault.detail]));
  }
  throw new Error('nothing was refused');
}

const asked = z.strictObject({
  name: z.string().max(3),
  unitPrice: z.number().min(0),
  'a/b': z.object({ n: z.number() }),
  lines: z.array(z.object({ quantity: z.int().max(9) })),
  kind: z.enum(['x', 'y']),
  code: z.string().regex(/^\d{6}$/),
  email: z.email(),
  at: z.iso.datetime({ offset: true }),
  tier: z.string().min(1),
  stages: z.array(z.string()).min(1),
  plan: z.discriminatedUnion('by', [z.object({ by: z.literal('day') })]),
  owner: z.union([z.null(), z.object({ phone: z.string().min(5) })]),
  source: z.union([z.object({ from: z.string() }), z.object({ to: z.string(), by: z.string() })]),
  value: z.union([z.object({ from: z.string() }), z.number()]),
  rates: z.array(z.number()).max(1),
  share: z.number().lt(1),
  params: z.record(z.string().max(2), z.number()),
  note: z.string(),
});
const told = {
  name: 'long name',
  unitPrice: -1,
  'a/b': { n: 'x' },
  lines: [{ quantity: 1 }, { quantity: 1.5 }, { quantity: 10 }],
  kind: 'z',
  code: '12345',
  email: 'mei',
  at: '2026-01-01',
  tier: '',
  stages: [],
  plan: { by: 'week' },
  owner: { phone: '12' },
  source: {},
  value: 'x',
  rates: [1, 2],
  share: 1,
  params: { long: 1 },
  more: 1,
};

test('every kind of fault is a sentence that names its place and what it asks, in the words of the language', () => {
  assert.deepEqual(refusedWith(asked, told, 'en'), {
    '/name': 'Name: at most 3 characters; there are 9.',
    '/unitPrice': 'Unit price: at least 0.',
    '/a~1b/n': 'A/b, n: this has to be a number.',
    '/lines/1/quantity': 'Lines, no. 2, quantity: this has to be a whole number.',
    '/lines/2/quantity': 'Lines, no. 3, quantity: at most 9.',
    '/kind': 'Kind: has to be one of: x, y.',
    '/code': 'Code: six digits.',
    '/email': 'Email: an email address, such as mei@example.com.',
    '/at': 'At: a point in time with its offset, such as 2026-03-31T09:00:00+08:00.',
    '/tier': 'Tier: this cannot be left empty.',
    '/stages': 'Stages: at least one entry is needed.',
    '/plan/by': 'Plan, by: has to be day.',
    '/owner/phone': 'Owner, phone: at least 5 characters; there are 2.',
    '/source/from': 'Source, from: this has to be filled in.',
    '/value': 'Value: not in the right form.',
    '/rates': 'Rates: no more than 1 of these; there are 2.',
    '/share': 'Share: less than 1.',
    '/params/long': 'Params, long: at most 2 characters; there are 4.',
    '/note': 'Note: this has to be filled in.',
    '/more': 'More: nothing of this name belongs here.',
  });
  const chinese = refusedWith(asked, told, 'zh-CN');
  assert.equal(chinese['/name'], '名称：最多 3 个字，现在有 9 个。');
  assert.equal(chinese['/lines/1/quantity'], '明细 · 第 2 项 · 数量：这里要填整数。');
  assert.deepEqual(Object.keys(chinese), Object.keys(refusedWith(asked, told, 'en')));
  const known = new Set(['/a~1b/n', '/email', '/kind', '/plan/by', '/more', '/params/long']);
  for (const [pointer, detail] of Object.entries(chinese)) if (!known.has(pointer)) assert.doesNotMatch(detail, /[a-z]{3}/i, pointer);
  assert.deepEqual(refusedWith(z.object({ a: z.string() }), 'x', 'zh-CN'), { '': '整个内容：这里要填一组内容。' });
});

test('what is found before anybody reads the fields is told as clearly', () => {
  const detail = (work: () => unknown, language: 'zh-CN' | 'en'): string | undefined => {
    try {
      work();
    } catch (error) {
      return refusalOf(error, language, 'r').problem.errors?.[0]?.detail;
    }
    return undefined;
  };
  const broken = (): unknown => parseJson(Buffer.from('{'), 'application/json');
  assert.equal(detail(broken, 'en'), 'The whole: not JSON that can be read.');
  assert.equal(detail(broken, 'zh-CN'), '整个内容：不是可以读懂的 JSON。');
  const unstorable = (): unknown => parseJson(Buffer.from('{"lines":[{"note":"\\u0000"}]}'), 'application/json');
  assert.equal(detail(unstorable, 'zh-CN'), '明细 · 第 1 项 · 备注：含有无法保存的字符，如零字节。');
  assert.equal(
    detail(() => queryOf(new URL('http://x/?from=1&from=2')), 'en'),
    'From: this may be said once only.',
  );
});

test('no shape refuses with words nobody translated: neither its own nor the bare form of a pattern', () => {
  const own = new Set<string>();
  const patterns = new Set<string>();
  for (const path of sourcesBelow(join(root, 'rooms')).filter((one) => one.endsWith('api.ts'))) {
    const text = readFileSync(path, 'utf8');
    for (const [, said = ''] of text.matchAll(/\b(?:error|message): '([^']+)'/g)) own.add(said);
    for (const [, source = '', flags = ''] of text.matchAll(/\.regex\(\/(.+?)\/([a-z]*)\)/g)) patterns.add(`${flags} ${source}`);
  }
  assert.ok(own.size > 20 && patterns.size > 8, 'the search itself works');
  for (const language of ['zh-CN', 'en'] as const) {
    const bare = (shape: z.ZodType): string => refusedWith(shape, '\u0001', language)[''] ?? '';
    const [misfit, format] = [bare(z.string().refine(() => false)), bare(z.string().regex(/^unheard of$/))];
    const untold = [...own].filter((error) => bare(z.string().refine(() => false, { error })) === misfit);
    const unnamed = [...patterns].filter((one) => {
      const [flags = '', ...source] = one.split(' ');
      return bare(z.string().regex(new RegExp(source.join(' '), flags))) === format;
    });
    assert.deepEqual([untold, unnamed], [[], []], `add them to kit/http/messages/faults.${language}.json`);
  }
});
