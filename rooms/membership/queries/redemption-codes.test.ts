import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { Ctx } from '../../../kit/ctx.ts';
import { newId } from '../../../kit/ids/index.ts';
import { keepTestSecrets } from '../../../kit/testing/index.ts';
import { codeText, readCode } from '../model/redemption-code.ts';
import { codeOfText, signedCode } from './redemption-codes.ts';

keepTestSecrets();

const brand = { tenantId: newId() } as Ctx;
const other = { tenantId: newId() } as Ctx;
const shown = { cardId: newId(), endsAt: 1_800_000_000, codeId: randomBytes(8).toString('hex') };
const code = signedCode(brand, shown);

test('a code says its card, its end and its number to its own brand, and nothing to another', () => {
  assert.deepEqual(codeOfText(brand, code), shown);
  assert.deepEqual(codeOfText(brand, ` ${code}\n`), shown);
  assert.equal(codeOfText(other, code), null);
  assert.equal(codeOfText(other, signedCode(brand, { ...shown, endsAt: shown.endsAt + 60 })), null);
});

test('a code of which any bit is another is none, whether of what it says or of who signed it (X5)', () => {
  const read = readCode(code);
  assert.ok(read);
  for (const part of ['bytes', 'signature'] as const) {
    for (let bit = 0; bit < read[part].length * 8; bit++) {
      const bent: Record<'bytes' | 'signature', Uint8Array> = { bytes: read.bytes.slice(), signature: read.signature.slice() };
      const bytes = bent[part];
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      assert.equal(codeOfText(brand, codeText(bent.bytes, bent.signature)), null, `bit ${bit} of its ${part}`);
    }
  }
});

test('a code that is longer, shorter, of another form, or signed for something else is none (X5)', () => {
  const [form = '', bytes = '', signature = ''] = code.split('.');
  const [, , another = ''] = signedCode(brand, { ...shown, endsAt: shown.endsAt + 1 }).split('.');
  const texts = [
    '',
    bytes,
    `${form}.${bytes}`,
    `${form}.${bytes}.`,
    `${form}.${bytes}AAAA.${signature}`,
    `${form}.${bytes.slice(4)}.${signature}`,
    `${form}.${bytes}.${signature.slice(4)}`,
    `${form}.${bytes}.${signature}AAAA`,
    `${form}.${bytes}.${another}`,
    `${form}.${signature}.${bytes}`,
    `none.${bytes}.${signature}`,
    `z0.${bytes}.${signature}`,
    `${form}.${bytes}.${signature}.${signature}`,
    code.toUpperCase(),
    'z1.AAAA.AAAA',
    `z1.${'A'.repeat(10_000)}.${signature}`,
  ];
  for (const text of texts) assert.equal(codeOfText(brand, text), null, text.slice(0, 120));
});
