import assert from 'node:assert/strict';
import { test } from 'node:test';
import { homeCountry, maskContact, normaliseEmail, normalisePhone } from './contact.ts';

test('one phone number is one identity however it is written', () => {
  for (const text of [
    '13812345678',
    '138 1234 5678',
    '+86 138-1234-5678',
    '0086 13812345678',
    '8613812345678',
    '１３８１２３４５６７８',
    '(+86) 138.1234.5678',
  ]) {
    assert.equal(normalisePhone(text, 'CN'), '+8613812345678', text);
  }
  assert.equal(normalisePhone('010-8888 6666', 'CN'), '+861088886666');
  assert.equal(normalisePhone('(415) 555-2671', 'US'), '+14155552671');
  assert.equal(normalisePhone('1 415 555 2671', 'US'), '+14155552671');
  assert.equal(normalisePhone('020 7946 0958', 'GB'), '+442079460958');
  assert.equal(normalisePhone('+49 30 901820', 'CN'), '+4930901820');
});

test('what is no phone number is refused', () => {
  for (const text of ['', 'abc', '138****5678', '+', '12', '+0123456789', '1234567890123456', '138\u000012345678']) {
    assert.equal(normalisePhone(text, 'CN'), null, text);
  }
});

test('without a known country a number stays as its digits', () => {
  assert.equal(normalisePhone('555 0100 1', null), '55501001');
  assert.equal(normalisePhone('+44 20 7946 0958', null), '+442079460958');
});

test('the country of a brand follows its time zone, then its currency', () => {
  assert.equal(homeCountry({ timeZone: 'Asia/Shanghai', currency: 'USD' }), 'CN');
  assert.equal(homeCountry({ timeZone: 'America/Chicago', currency: 'USD' }), 'US');
  assert.equal(homeCountry({ timeZone: 'Etc/UTC', currency: 'XAU' }), null);
});

test('an e-mail address is compared in lower case', () => {
  assert.equal(normaliseEmail('  Li.Si@Example.COM '), 'li.si@example.com');
  assert.equal(normaliseEmail('nobody'), null);
});

test('a masked contact shows its tail and nothing to use it by', () => {
  assert.equal(maskContact('phone', '+8613812345678'), '**********5678');
  assert.equal(maskContact('email', 'li.si@example.com'), 'l***@example.com');
  assert.equal(maskContact('wechat', 'abc'), '****');
});
