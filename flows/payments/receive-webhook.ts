import { DomainError } from '../../kit/errors/index.ts';
import { assertStorable } from '../../kit/http/reading.ts';
import { brandBySlug } from '../../rooms/identity/index.ts';
import { keepEvent, PROVIDERS, standingAccount } from '../../rooms/payments/index.ts';
import { applyEvent } from './apply-event.ts';
import { inBrand, type PaymentsHost } from './host.ts';

/**
 * Takes a provider's message: who sent it is proved by its signature over the raw body, what it says is kept once per event
 * before it is answered, and applied at once. When applying fails, the clockwork tries again: the provider need not.
 * @throws `webhook.unsigned`, `webhook.stale`, `webhook.malformed`; `webhook.notFound` for a brand or provider that is not here
 */
export async function receiveWebhook(
  host: PaymentsHost,
  message: { provider: string; slug: string; headers: Readonly<Record<string, string | undefined>>; body: string },
): Promise<'kept' | 'known'> {
  const provider = PROVIDERS.find((name) => name === message.provider);
  assertStorable(message.body);
  const brand = provider && (await brandBySlug(host.db, message.slug));
  if (!brand) throw new DomainError('webhook.notFound');
  const { headers, body } = message;
  const inboxId = await inBrand(host, brand.tenantId, 'write', async (ctx) => {
    const account = await standingAccount(ctx, provider);
    const event = host.adapters[provider].verifyAndParse(account, { headers, body, now: host.now() });
    return await keepEvent(ctx, account, event, { source: 'webhook', body });
  }).catch((error: unknown) => {
    // Nobody outside learns which brands have an account.
    throw error instanceof DomainError && error.code === 'paymentAccount.needed' ? new DomainError('webhook.notFound') : error;
  });
  if (inboxId === null) return 'known';
  await applyEvent(host, brand.tenantId, inboxId);
  return 'kept';
}
