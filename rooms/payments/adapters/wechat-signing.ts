import { createDecipheriv, createPublicKey, createSign, createVerify, randomBytes, type KeyLike } from 'node:crypto';
import { paymentsError } from '../errors.ts';

/** Signatures older or newer than this are refused (WeChat Pay v3: five minutes). */
const TOLERANCE_SECONDS = 300;
const TAG_BYTES = 16;

/** `Authorization` of a request to WeChat Pay v3: RSA-SHA256 over method, path, time, nonce and body, a line each. */
export function wechatAuthorization(
  merchant: { merchantId: string; serial: string; privateKey: KeyLike },
  request: { method: string; path: string; body: string },
  { now = new Date(), nonce = randomBytes(16).toString('hex') }: { now?: Date; nonce?: string } = {},
): string {
  const timestamp = Math.floor(now.getTime() / 1000);
  const signature = rsaSigned(merchant.privateKey, `${request.method}\n${request.path}\n${timestamp}\n${nonce}\n${request.body}\n`);
  return (
    `WECHATPAY2-SHA256-RSA2048 mchid="${merchant.merchantId}",nonce_str="${nonce}",signature="${signature}",` +
    `timestamp="${timestamp}",serial_no="${merchant.serial}"`
  );
}

/** What JSAPI hands to the WeChat client: `paySign` over app, time, nonce and package, a line each. */
export function wechatJsapiParameters(
  merchant: { appId: string; privateKey: KeyLike },
  prepayId: string,
  { now = new Date(), nonce = randomBytes(16).toString('hex') }: { now?: Date; nonce?: string } = {},
): Record<string, string> {
  const timeStamp = String(Math.floor(now.getTime() / 1000));
  const ticket = `prepay_id=${prepayId}`;
  const paySign = rsaSigned(merchant.privateKey, `${merchant.appId}\n${timeStamp}\n${nonce}\n${ticket}\n`);
  return { appId: merchant.appId, timeStamp, nonceStr: nonce, package: ticket, signType: 'RSA', paySign };
}

function rsaSigned(privateKey: KeyLike, text: string): string {
  return createSign('RSA-SHA256').update(text).sign(privateKey, 'base64');
}

/**
 * Checks who sent a message or answered a request: RSA-SHA256 with the platform's key over time, nonce and body, a line each.
 * @param platformKey PEM of the platform's certificate or public key
 * @throws `webhook.stale`, `webhook.unsigned`
 */
export function assertFromWechat(
  platformKey: string,
  headers: Readonly<Record<string, string | undefined>>,
  { body, now, serial }: { body: string; now: Date; serial: string | null },
): void {
  const timestamp = headers['wechatpay-timestamp'] ?? '';
  const age = Math.abs(now.getTime() / 1000 - Number(timestamp));
  if (!/^\d{1,12}$/.test(timestamp) || age > TOLERANCE_SECONDS)
    throw paymentsError('webhook.stale', { toleranceSeconds: TOLERANCE_SECONDS });
  if (serial !== null && headers['wechatpay-serial'] !== serial) throw paymentsError('webhook.unsigned');
  const text = `${timestamp}\n${headers['wechatpay-nonce'] ?? ''}\n${body}\n`;
  const signature = Buffer.from(headers['wechatpay-signature'] ?? '', 'base64');
  if (!createVerify('RSA-SHA256').update(text).verify(createPublicKey(platformKey), signature)) throw paymentsError('webhook.unsigned');
}

/** The sealed part of a message. */
export interface WechatResource {
  readonly ciphertext: string;
  readonly nonce: string;
  readonly associated_data?: string | undefined;
}

/**
 * Opens the sealed part: AES-GCM under the APIv3 key, whose length says 128 or 256 bits (live keys have 32 bytes).
 * @throws `webhook.unsigned` when one bit is not as it was sealed
 */
export function openedResource(apiV3Key: string, resource: WechatResource): string {
  const sealed = Buffer.from(resource.ciphertext, 'base64');
  const key = Buffer.from(apiV3Key, 'utf8');
  if (sealed.length < TAG_BYTES) throw paymentsError('webhook.unsigned');
  try {
    const decipher = createDecipheriv(key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm', key, Buffer.from(resource.nonce, 'utf8'), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(resource.associated_data ?? '', 'utf8'));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    throw paymentsError('webhook.unsigned');
  }
}
