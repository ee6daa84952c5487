import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSignedBy, newWebhookSecret, signatureOf, signedHeaders } from './index.ts';

// The vector of the Standard Webhooks libraries (standard-webhooks/standard-webhooks, WebhookTest.cs, Apache-2.0).
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const MESSAGE = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' };
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

test('a message is signed as the Standard Webhooks libraries sign it', () => {
  assert.equal(signatureOf(SECRET, MESSAGE), SIGNATURE);
  assert.deepEqual(signedHeaders(SECRET, MESSAGE), {
    'webhook-id': MESSAGE.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': SIGNATURE,
  });
});

test('one bit of the message, its id, its time, its secret or its signature changed, and it is refused', () => {
  assert.ok(isSignedBy(SECRET, MESSAGE, SIGNATURE));
  assert.ok(isSignedBy(SECRET, MESSAGE, `v1,AAAA ${SIGNATURE}`), 'one of several is enough while a secret is changed');
  for (let bit = 0; bit < MESSAGE.body.length * 8; bit++) {
    const bytes = Buffer.from(MESSAGE.body);
    bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    assert.equal(isSignedBy(SECRET, { ...MESSAGE, body: bytes.toString('latin1') }, SIGNATURE), false, `bit ${bit}`);
  }
  assert.equal(isSignedBy(SECRET, { ...MESSAGE, id: 'msg_p5jXN8AQM9LWM0D4loKWxJel' }, SIGNATURE), false);
  assert.equal(isSignedBy(SECRET, { ...MESSAGE, timestamp: MESSAGE.timestamp + 1 }, SIGNATURE), false);
  assert.equal(isSignedBy(newWebhookSecret(), MESSAGE, SIGNATURE), false);
  assert.equal(isSignedBy(SECRET, MESSAGE, ''), false);
  assert.equal(isSignedBy(SECRET, MESSAGE, SIGNATURE.slice(0, -1)), false);
});
