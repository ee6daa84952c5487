import assert from 'node:assert/strict';
import { createCipheriv, createSign, createVerify, generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sharedData } from '../../../kit/testing/index.ts';
import type { OutsideAnswer, OutsideCall } from '../../../kit/outside/index.ts';
import type { Account, Charge } from '../adapter.ts';
import { assertFromWechat, openedResource, wechatJsapiParameters } from './wechat-signing.ts';
import { prepayBody, wechatAdapter } from './wechat.ts';

const pem = { publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } } as const;
const merchant = generateKeyPairSync('rsa', { modulusLength: 2048, ...pem });
const platform = generateKeyPairSync('rsa', { modulusLength: 2048, ...pem });
const API_V3_KEY = 'k'.repeat(32);

const account: Account = {
  tenantId: 't',
  accountId: 'a',
  provider: 'wechat',
  merchantId: '1900000001',
  settings: { appId: 'wx1', serial: 'SERIAL', platformSerial: 'PUB_KEY_ID_1' },
  secrets: { privateKey: merchant.privateKey, apiV3Key: API_V3_KEY, platformKey: platform.publicKey },
};

const charge: Charge = {
  reference: 'r'.repeat(32),
  method: 'native',
  amount: 12_800n,
  currency: 'CNY',
  description: '林家茶铺',
  payer: null,
  payerAddress: null,
  notifyUrl: 'https://shop.example/api/v1/providers/wechat/webhooks/lin',
  expiresAt: new Date('2026-01-15T06:00:00Z'),
};

/** Headers as the platform sends them with a body. */
function fromPlatform(body: string, at = new Date(), over: Record<string, string> = {}): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const nonce = randomBytes(8).toString('hex');
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': 'PUB_KEY_ID_1',
    'wechatpay-signature': createSign('RSA-SHA256').update(`${timestamp}\n${nonce}\n${body}\n`).sign(platform.privateKey, 'base64'),
    ...over,
  };
}

/** WeChat Pay as it would answer; keeps what it was asked. */
function wechat(answer: object, status = 200) {
  const asked: { url: string; call: OutsideCall }[] = [];
  const adapter = wechatAdapter(async (url, call): Promise<OutsideAnswer> => {
    asked.push({ url, call });
    const text = JSON.stringify(answer);
    return { status, headers: fromPlatform(text), text };
  });
  return { adapter, asked };
}

function sealed(plain: object): { ciphertext: string; nonce: string; associated_data: string } {
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', API_V3_KEY, nonce).setAAD(Buffer.from('transaction'));
  const text = Buffer.concat([cipher.update(JSON.stringify(plain), 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return { ciphertext: text.toString('base64'), nonce, associated_data: 'transaction' };
}

function notice(event_type: string, plain: object): string {
  return JSON.stringify({ id: 'EV-1', create_time: '2026-01-15T12:00:00+08:00', event_type, resource: sealed(plain) });
}

const PAID = {
  mchid: '1900000001',
  out_trade_no: 'r'.repeat(32),
  transaction_id: '4200001',
  trade_state: 'SUCCESS',
  success_time: '2026-01-15T12:00:00+08:00',
  amount: { total: 12_800, payer_total: 12_800, currency: 'CNY' },
};

interface Vector {
  id: string;
  apiV3Key: string;
  certificate_pem: string;
  headers: Record<string, string>;
  body: string;
  expect: { plaintext: string };
}

test('the published message of WeChat Pay’s own SDK is verified and opened to the letter, and refused with one bit changed', (t) => {
  const file = sharedData('webhook-vectors', 'vectors.json');
  if (file === null) return t.diagnostic('the published vectors are not on this machine');
  const vector = (JSON.parse(readFileSync(file, 'utf8')) as Vector[]).find((each) => each.id === 'wechatpay-v3-notify-go-sdk');
  assert.ok(vector);
  const headers = Object.fromEntries(Object.entries(vector.headers).map(([name, value]) => [name.toLowerCase(), value]));
  const now = new Date(Number(headers['wechatpay-timestamp']) * 1000);
  const serial = headers['wechatpay-serial'] ?? '';
  const check = (over: { body?: string; headers?: Record<string, string>; now?: Date } = {}): void =>
    assertFromWechat(
      vector.certificate_pem,
      { ...headers, ...over.headers },
      { body: over.body ?? vector.body, now: over.now ?? now, serial },
    );
  check();
  const { resource } = JSON.parse(vector.body) as { resource: { ciphertext: string; nonce: string; associated_data: string } };
  assert.equal(openedResource(vector.apiV3Key, resource), vector.expect.plaintext);

  for (let bit = 0; bit < vector.body.length; bit += 5) {
    const bytes = Buffer.from(vector.body);
    bytes.writeUInt8(bytes.readUInt8(bit) ^ (1 << (bit & 7)), bit);
    assert.throws(() => check({ body: bytes.toString('latin1') }), { code: 'webhook.unsigned' }, `byte ${bit}`);
  }
  assert.throws(() => check({ headers: { 'wechatpay-nonce': 'x' } }), { code: 'webhook.unsigned' });
  assert.throws(() => check({ headers: { 'wechatpay-serial': 'OTHER' } }), { code: 'webhook.unsigned' });
  assert.throws(() => check({ now: new Date() }), { code: 'webhook.stale' }, 'far too old at the present clock');
  const cipher = Buffer.from(resource.ciphertext, 'base64');
  for (let i = 0; i < cipher.length; i += 3) {
    const changed = Buffer.from(cipher);
    changed.writeUInt8(changed.readUInt8(i) ^ 1, i);
    assert.throws(() => openedResource(vector.apiV3Key, { ...resource, ciphertext: changed.toString('base64') }), {
      code: 'webhook.unsigned',
    });
  }
  assert.throws(() => openedResource(vector.apiV3Key, { ...resource, associated_data: 'other' }), { code: 'webhook.unsigned' });
});

test('a payment, a refund and their failures come out in our words', () => {
  const { adapter } = wechat({});
  const read = (body: string) => adapter.verifyAndParse(account, { headers: fromPlatform(body), body, now: new Date() });
  assert.deepEqual(read(notice('TRANSACTION.SUCCESS', PAID)), {
    eventId: 'EV-1',
    kind: 'paid',
    amount: 12_800n,
    currency: 'CNY',
    merchantId: '1900000001',
    orderRef: 'r'.repeat(32),
    refundRef: null,
    providerRef: '4200001',
    at: new Date('2026-01-15T04:00:00Z'),
  });
  assert.equal(read(notice('TRANSACTION.SUCCESS', { ...PAID, payer: { openid: 'openid-1' } })).payer, 'openid-1');
  assert.equal(read(notice('TRANSACTION.SUCCESS', { ...PAID, trade_state: 'PAYERROR' })).kind, 'payFailed');
  const refund = {
    mchid: '1900000001',
    out_trade_no: 'o',
    out_refund_no: 'n',
    refund_id: '50',
    refund_status: 'SUCCESS',
    amount: { refund: 100 },
  };
  const told = read(notice('REFUND.SUCCESS', refund));
  assert.deepEqual([told.kind, told.refundRef, told.amount], ['refunded', 'n', 100n]);
  assert.equal(read(notice('REFUND.ABNORMAL', { ...refund, refund_status: 'ABNORMAL' })).kind, 'refundFailed');
  assert.equal(read(notice('PAYSCORE.USER_OPEN_SERVICE', { mchid: 'm' })).kind, 'other');
});

test('a message more than five minutes off, of another platform key or of no known form is refused', () => {
  const { adapter } = wechat({});
  const body = notice('TRANSACTION.SUCCESS', PAID);
  const read = (headers: Record<string, string>, text = body) => adapter.verifyAndParse(account, { headers, body: text, now: new Date() });
  read(fromPlatform(body, new Date(Date.now() - 298_000)));
  assert.throws(() => read(fromPlatform(body, new Date(Date.now() - 302_000))), { code: 'webhook.stale' });
  assert.throws(() => read(fromPlatform(body, new Date(Date.now() + 302_000))), { code: 'webhook.stale' });
  assert.throws(() => read(fromPlatform(body, new Date(), { 'wechatpay-timestamp': '12e3' })), { code: 'webhook.stale' });
  assert.throws(() => read({}), { code: 'webhook.stale' });
  assert.throws(() => read(fromPlatform(body, new Date(), { 'wechatpay-signature': '' })), { code: 'webhook.unsigned' });
  assert.throws(() => read(fromPlatform('{}'), '{}'), { code: 'webhook.malformed' });
  assert.throws(() => read(fromPlatform('nonsense'), 'nonsense'), { code: 'webhook.malformed' });
});

test('a request is signed over method, path, time, nonce and body', async () => {
  const { adapter, asked } = wechat({ code_url: 'weixin://wxpay/bizpayurl?pr=1' });
  const { pay } = await adapter.createIntent(account, charge);
  assert.deepEqual(pay, { kind: 'qr', code: 'weixin://wxpay/bizpayurl?pr=1' });
  const [request] = asked;
  assert.ok(request);
  assert.equal(request.url, 'https://api.mch.weixin.qq.com/v3/pay/transactions/native');
  const fields = Object.fromEntries(
    [...(request.call.headers?.['authorization'] ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
  assert.deepEqual([fields['mchid'], fields['serial_no']], ['1900000001', 'SERIAL']);
  const text = `POST\n/v3/pay/transactions/native\n${fields['timestamp']}\n${fields['nonce_str']}\n${request.call.body}\n`;
  assert.ok(
    createVerify('RSA-SHA256')
      .update(text)
      .verify(merchant.publicKey, fields['signature'] ?? '', 'base64'),
  );
});

test('the bodies of the three ways to pay are those WeChat Pay asks for', () => {
  const common = {
    appid: 'wx1',
    mchid: '1900000001',
    description: '林家茶铺',
    out_trade_no: 'r'.repeat(32),
    time_expire: '2026-01-15T06:00:00+00:00',
    notify_url: charge.notifyUrl,
    amount: { total: 12_800, currency: 'CNY' },
  };
  assert.deepEqual(prepayBody(account, charge), common);
  assert.deepEqual(prepayBody(account, { ...charge, method: 'jsapi', payer: 'openid-1' }), { ...common, payer: { openid: 'openid-1' } });
  assert.deepEqual(prepayBody(account, { ...charge, method: 'h5', payerAddress: '8.8.8.8' }), {
    ...common,
    scene_info: { payer_client_ip: '8.8.8.8', h5_info: { type: 'Wap' } },
  });
});

test('inside WeChat the client is handed a signed package', async () => {
  const { adapter } = wechat({ prepay_id: 'wx26' });
  const { pay } = await adapter.createIntent(account, { ...charge, method: 'jsapi', payer: 'o' });
  assert.equal(pay.kind, 'wechatJsapi');
  const at = { now: new Date(1_414_561_699_000), nonce: 'n' };
  const made = wechatJsapiParameters({ appId: 'wx1', privateKey: merchant.privateKey }, 'wx26', at);
  const text = 'wx1\n1414561699\nn\nprepay_id=wx26\n';
  assert.ok(
    createVerify('RSA-SHA256')
      .update(text)
      .verify(merchant.publicKey, made['paySign'] ?? '', 'base64'),
  );
  assert.deepEqual([made['signType'], made['package']], ['RSA', 'prepay_id=wx26']);
});

test('an answer that nobody signed, a failure of theirs and too many requests are no answer; a refusal is one', async () => {
  const unsigned = wechatAdapter(async () => ({ status: 200, headers: {}, text: '{"code_url":"weixin://evil"}' }));
  await assert.rejects(unsigned.createIntent(account, charge), { name: 'OutsideError' });
  for (const status of [500, 503, 429])
    await assert.rejects(wechat({}, status).adapter.createIntent(account, charge), { name: 'OutsideError' });
  const refusing = wechat({ code: 'PARAM_ERROR', message: '参数错误' }, 400).adapter;
  await assert.rejects(refusing.createIntent(account, charge), { code: 'provider.refused', facts: { why: 'PARAM_ERROR 参数错误' } });
});

test('asked after a charge, paid, open and closed are told apart', async () => {
  const ask = async (answer: object, status = 200) =>
    await wechat(answer, status).adapter.query(account, { reference: 'r', providerRef: null });
  const paid = await ask(PAID);
  assert.equal(paid.kind === 'paid' && paid.event.providerRef, '4200001');
  assert.equal((await ask({ ...PAID, trade_state: 'NOTPAY' })).kind, 'open');
  assert.equal((await ask({ ...PAID, trade_state: 'USERPAYING' })).kind, 'open');
  assert.equal((await ask({ ...PAID, trade_state: 'CLOSED' })).kind, 'failed');
  assert.equal((await ask({}, 404)).kind, 'open');
});

test('a refund is asked for under our number, and stands as WeChat Pay says', async () => {
  const request = {
    reference: 'n'.repeat(32),
    paymentRef: '4200001',
    amount: 100n,
    paidAmount: 12_800n,
    currency: 'CNY',
    notifyUrl: 'https://x.example/',
  };
  const { adapter, asked } = wechat({ refund_id: '50', status: 'PROCESSING' });
  assert.deepEqual(await adapter.refund(account, request), { kind: 'pending', providerRef: '50' });
  assert.deepEqual(JSON.parse(asked[0]?.call.body ?? ''), {
    transaction_id: '4200001',
    out_refund_no: 'n'.repeat(32),
    notify_url: 'https://x.example/',
    amount: { refund: 100, total: 12_800, currency: 'CNY' },
  });
  const standing = async (answer: object, status = 200) =>
    await wechat(answer, status).adapter.queryRefund(account, { reference: 'n', providerRef: null });
  assert.equal((await standing({ refund_id: '50', status: 'SUCCESS' })).kind, 'done');
  assert.equal((await standing({ refund_id: '50', status: 'CLOSED' })).kind, 'failed');
  assert.equal((await standing({ refund_id: '50', status: 'ABNORMAL' })).kind, 'failed');
  assert.equal((await standing({}, 404)).kind, 'unheardOf');
  assert.deepEqual(await standing({ code: 'NOT_ENOUGH', message: 'no money' }, 403), { kind: 'failed', why: 'NOT_ENOUGH no money' });
});
