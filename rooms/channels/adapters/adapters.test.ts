import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { askOutside, OutsideAnswer } from '../../../kit/outside/index.ts';
import { OutsideError } from '../../../kit/outside/index.ts';
import { aliyunCall, sendAliyunSms } from './aliyun-sms.ts';
import { wechatDoor, wechatPersonOf } from './wechat-login.ts';

const answering =
  (text: string): typeof askOutside =>
  async (): Promise<OutsideAnswer> => ({ status: 200, headers: {}, text });
const silent: typeof askOutside = async () => {
  throw new OutsideError('unreachable', 'nobody answered');
};

const sms = {
  accountId: '00000000-0000-7000-8000-000000000001',
  settings: { accessKeyId: 'testid', signName: '茶 & co', templateCode: 'SMS_1' },
  secrets: { accessKeySecret: 'testsecret' },
};

test('a message is signed over its address, its headers and its time', () => {
  const at = { now: new Date('2026-11-22T10:00:00.123Z'), nonce: 'n-1' };
  const { url, headers } = aliyunCall(sms, { phone: '+8613800138000', code: '012345' }, at);
  const query = 'PhoneNumbers=13800138000&SignName=%E8%8C%B6%20%26%20co&TemplateCode=SMS_1&TemplateParam=%7B%22code%22%3A%22012345%22%7D';
  assert.equal(url, `https://dysmsapi.aliyuncs.com/?${query}`);
  assert.equal(headers['x-acs-date'], '2026-11-22T10:00:00Z');
  // Reckoned apart from the code, with openssl over the canonical request written out by hand.
  assert.match(headers['authorization'] ?? '', /^ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=host;x-acs-action;/);
  assert.match(headers['authorization'] ?? '', /Signature=9e1e1f8ef5de2e2d4cfd7213cbed168743ec7f2d38e18233f70f72b5628cfd07$/);
  const abroad = aliyunCall(sms, { phone: '+4915112345678', code: '1' }, at);
  assert.ok(abroad.url.includes('PhoneNumbers=4915112345678'));
  assert.notEqual(abroad.headers['authorization'], headers['authorization']);
});

test('what the carrier refuses is told by its own code, and silence is no success', async () => {
  await sendAliyunSms(sms, { phone: '+8613800138000', code: '1' }, answering('{"Code":"OK","Message":"OK"}'));
  const refused = sendAliyunSms(sms, { phone: '+8613800138000', code: '1' }, answering('{"Code":"isv.BUSINESS_LIMIT_CONTROL"}'));
  await assert.rejects(refused, { code: 'channel.refused', facts: { channel: 'aliyunSms', reason: 'isv.BUSINESS_LIMIT_CONTROL' } });
  await assert.rejects(sendAliyunSms(sms, { phone: '+8613800138000', code: '1' }, answering('<html>')), { code: 'channel.refused' });
  await assert.rejects(sendAliyunSms(sms, { phone: '+8613800138000', code: '1' }, silent), { code: 'channel.unreachable' });
});

test('WeChat is asked with what it asks for, and its answer is somebody or a reason', async () => {
  const account = { settings: { appId: 'wx1' }, secrets: { appSecret: 's/1' } };
  const door = new URL(wechatDoor(account, { back: 'https://shop.example/back?a=1', state: 'st' }));
  assert.deepEqual(
    [door.origin + door.pathname, door.hash, door.searchParams.get('redirect_uri'), door.searchParams.get('scope')],
    ['https://open.weixin.qq.com/connect/oauth2/authorize', '#wechat_redirect', 'https://shop.example/back?a=1', 'snsapi_base'],
  );
  const asked: string[] = [];
  const answers: typeof askOutside = async (address) => {
    asked.push(address);
    return { status: 200, headers: {}, text: '{"access_token":"x","openid":"o1","unionid":"u1","scope":"snsapi_base"}' };
  };
  assert.deepEqual(await wechatPersonOf(account, 'c&1', answers), { openid: 'o1', unionid: 'u1' });
  assert.equal(
    asked[0],
    'https://api.weixin.qq.com/sns/oauth2/access_token?appid=wx1&secret=s%2F1&code=c%261&grant_type=authorization_code',
  );
  const refused = wechatPersonOf(account, 'c', answering('{"errcode":40029,"errmsg":"invalid code"}'));
  await assert.rejects(refused, { code: 'channel.refused', facts: { channel: 'wechatLogin', reason: '40029' } });
  await assert.rejects(wechatPersonOf(account, 'c', answering('no json')), { code: 'channel.unreachable' });
  await assert.rejects(wechatPersonOf(account, 'c', silent), { code: 'channel.unreachable' });
});
