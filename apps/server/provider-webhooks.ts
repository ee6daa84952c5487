import type { Context } from 'hono';
import { languageOf, readBytes } from '../../kit/http/index.ts';
import { newId, publicId } from '../../kit/ids/index.ts';
import { paymentsHost } from '../../flows/payments/host.ts';
import { receiveWebhook } from '../../flows/payments/receive-webhook.ts';
import { BASE } from './api.ts';
import type { House } from './house.ts';
import { refusedWith } from './replies.ts';

/** Where providers tell what happened: for them alone, so it stands beside the API and not in it. */
export const PROVIDER_WEBHOOKS = `${BASE}/providers/:provider/webhooks/:brand`;

/**
 * Answers a provider's message: 200 once it is kept (told before or not), otherwise a refusal. There is no key: the signature
 * over the raw body says who sent it.
 */
export function providerWebhooks(house: House): (c: Context) => Promise<Response> {
  const host = paymentsHost(house.db, { now: house.now });
  return async (c) => {
    const { provider = '', brand = '' } = c.req.param();
    const request = c.req.raw;
    const requestId = publicId('request', newId());
    try {
      const body = Buffer.from(await readBytes(request)).toString('utf8');
      await receiveWebhook(host, { provider, slug: brand, headers: Object.fromEntries(request.headers), body });
      // WeChat Pay reads the code; the others only the status.
      return Response.json({ code: 'SUCCESS' }, { headers: { 'cache-control': 'no-store', 'zihuan-request-id': requestId } });
    } catch (error) {
      return refusedWith(house, error, { language: languageOf(request), requestId, route: 'providers.webhooks' }).response;
    }
  };
}
