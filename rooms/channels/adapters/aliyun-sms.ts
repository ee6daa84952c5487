import { createHash, createHmac, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { askOutside, OutsideError } from '../../../kit/outside/index.ts';
import type { ChannelAccount } from '../commands/accounts.ts';
import { channelsError } from '../errors.ts';

const HOST = 'dysmsapi.aliyuncs.com';
const ACTION = 'SendSms';
const VERSION = '2017-05-25';
const ALGORITHM = 'ACS3-HMAC-SHA256';

const answer = z.object({ Code: z.string() });

/**
 * Sends a sign-in code by Alibaba Cloud's short message service.
 * @param message.phone in normal form (`+86…`)
 * @throws DomainError `channel.refused` with the service's own code, `channel.unreachable`
 */
export async function sendAliyunSms(
  account: ChannelAccount,
  message: { phone: string; code: string },
  ask: typeof askOutside = askOutside,
): Promise<void> {
  const call = aliyunCall(account, message, { now: new Date(), nonce: randomUUID() });
  let said;
  try {
    said = await ask(call.url, { method: 'POST', headers: call.headers });
  } catch (error) {
    if (error instanceof OutsideError) throw channelsError('channel.unreachable', { channel: 'aliyunSms' });
    throw error;
  }
  const parsed = answer.safeParse(jsonOf(said.text));
  const code = parsed.success ? parsed.data.Code : String(said.status);
  if (code !== 'OK') throw channelsError('channel.refused', { channel: 'aliyunSms', reason: code });
}

/** The signed call (signature version 3: RPC style, everything in the query, no body). */
export function aliyunCall(
  { settings, secrets }: Pick<ChannelAccount, 'settings' | 'secrets'>,
  { phone, code }: { phone: string; code: string },
  { now, nonce }: { now: Date; nonce: string },
): { url: string; headers: Record<string, string> } {
  const query = queryText({
    // Numbers at home go without their country; all others with it and without the sign.
    PhoneNumbers: phone.startsWith('+86') ? phone.slice(3) : phone.replace(/^\+/, ''),
    SignName: settings['signName'] ?? '',
    TemplateCode: settings['templateCode'] ?? '',
    TemplateParam: JSON.stringify({ code }),
  });
  const signed: Record<string, string> = {
    host: HOST,
    'x-acs-action': ACTION,
    'x-acs-content-sha256': sha256(''),
    'x-acs-date': now.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    'x-acs-signature-nonce': nonce,
    'x-acs-version': VERSION,
  };
  const names = Object.keys(signed).toSorted();
  const lines = names.map((name) => `${name}:${signed[name]}\n`).join('');
  const request = ['POST', '/', query, lines, names.join(';'), sha256('')].join('\n');
  const signature = createHmac('sha256', secrets['accessKeySecret'] ?? '')
    .update(`${ALGORITHM}\n${sha256(request)}`)
    .digest('hex');
  const authorization = `${ALGORITHM} Credential=${settings['accessKeyId'] ?? ''},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return { url: `https://${HOST}/?${query}`, headers: { ...signed, authorization } };
}

function queryText(values: Record<string, string>): string {
  return Object.keys(values)
    .toSorted()
    .map((name) => `${percent(name)}=${percent(values[name] ?? '')}`)
    .join('&');
}

/** RFC 3986: all but letters, digits and `-_.~`. */
function percent(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
