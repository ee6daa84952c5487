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

test('faults point at their place, in the words of the language', () => {
  const shape = z.strictObject({ 'a/b': z.object({ n: z.number() }) });
  const faults = (language: 'zh-CN' | 'en'): InputError => {
    try {
      shaped(shape, { 'a/b': { n: 'x' }, more: 1 }, language);
    } catch (error) {
      if (error instanceof InputError) return error;
    }
    throw new Error('nothing was refused');
  };
  assert.deepEqual(
    faults('en').faults.map((fault) => fault.pointer),
    ['/a~1b/n', '/more'],
  );
  assert.notEqual(faults('en').faults[0]?.detail, faults('zh-CN').faults[0]?.detail);
});
