import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { idBehind, keepSecretsIn, keyedHash, openSecret, sealSecret, tokensOf } from './index.ts';

const folders: string[] = [];
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'zihuan-secrets-'));
  folders.push(made);
  return made;
}
after(() => folders.forEach((each) => rmSync(each, { recursive: true, force: true })));

test('a sealed secret opens at its own place and nowhere else', () => {
  keepSecretsIn(folder());
  const sealed = sealSecret('whsec_私密', 'a');
  assert.equal(openSecret(sealed, 'a'), 'whsec_私密');
  assert.doesNotMatch(sealed, /whsec/);
  assert.throws(() => openSecret(sealed, 'b'), { code: 'secrets.otherKey' });
  assert.notEqual(sealSecret('whsec_私密', 'a'), sealed, 'the same secret is sealed differently each time');
});

test('an id made into a token is found again at its own place, under its own key, and from no other text', () => {
  keepSecretsIn(folder());
  const ids = Buffer.alloc(16 * 300);
  for (let i = 0; i < 300; i++) ids.writeUInt16BE(i, i * 16 + 14);
  const tokens = tokensOf(ids, 'a');
  assert.equal(new Set(tokens).size, 300);
  for (const [i, token] of tokens.entries()) {
    assert.match(token, /^[\w-]{22}$/);
    assert.deepEqual(idBehind(token, 'a'), ids.subarray(i * 16, i * 16 + 16));
    assert.notDeepEqual(idBehind(token, 'b'), ids.subarray(i * 16, i * 16 + 16));
  }
  const [token = ''] = tokens;
  const ends = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].map((letter) => token.slice(0, -1) + letter);
  const found = ends.filter((end) => idBehind(end, 'a')?.equals(ids.subarray(0, 16)));
  assert.deepEqual(found, [token], 'the four bits too many of the last letter are not free');
  for (const none of ['', token.slice(1), `${token}A`, `${token.slice(0, -1)}+`]) assert.equal(idBehind(none, 'a'), null);
  keepSecretsIn(folder());
  assert.notDeepEqual(idBehind(token, 'a'), ids.subarray(0, 16));
});

test('the key is made once, for nobody else to read, and moves with its file', () => {
  const first = folder();
  keepSecretsIn(first);
  const sealed = sealSecret('x', 'a');
  if (process.platform !== 'win32') assert.equal(statSync(join(first, 'secrets.key')).mode & 0o777, 0o600);
  const second = folder();
  keepSecretsIn(second);
  assert.throws(() => openSecret(sealed, 'a'), { code: 'secrets.otherKey' });
  const third = folder();
  copyFileSync(join(first, 'secrets.key'), join(third, 'secrets.key'));
  keepSecretsIn(third);
  assert.equal(openSecret(sealed, 'a'), 'x');
});

test('a changed byte is refused', () => {
  keepSecretsIn(folder());
  const sealed = sealSecret('secret', 'a');
  const bytes = Buffer.from(sealed.slice(3), 'base64');
  for (let i = 0; i < bytes.length; i++) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(i) ^ 1, i);
    assert.throws(() => openSecret(`v1:${changed.toString('base64')}`, 'a'), { code: 'secrets.otherKey' });
  }
});

test('what is only compared is hashed by HMAC under a key of its place, and by another once the installation has another', () => {
  const hashes = [folder(), folder()].map((kept) => {
    keepSecretsIn(kept);
    sealSecret('x', 'a');
    const key = Buffer.from(readFileSync(join(kept, 'secrets.key'), 'utf8').trim(), 'hex');
    for (const place of ['a', 'b', 'a']) {
      const ofPlace = createHmac('sha256', key).update(`hash of ${place}`).digest();
      for (const value of ['', '13800000001', '茶'.repeat(500)]) {
        assert.equal(keyedHash(value, place), createHmac('sha256', ofPlace).update(value).digest('hex'));
      }
    }
    return keyedHash('13800000001', 'a');
  });
  assert.notEqual(hashes[0], hashes[1]);
});
