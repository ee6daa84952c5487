import { Batcher } from '../../kit/batch/index.ts';
import { DomainError } from '../../kit/errors/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { assertStorable } from '../../kit/http/reading.ts';
import { brandBySlug } from '../../rooms/identity/index.ts';
import { keepEvents, PROVIDERS, standingAccount, type ProviderEvent, type ProviderName } from '../../rooms/payments/index.ts';
import { applyEvent } from './apply-event.ts';
import { inBrand, type PaymentsHost } from './host.ts';

/**
 * Takes a provider's message: who sent it is proved by its signature over the raw body, what it says is kept once per event
 * before it is answered, and applied at once. When applying fails, the clockwork tries again: the provider need not. Messages to a
 * brand that come at once are kept in one transaction.
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
  const { refusal, inboxId } = await desksOf(host).submit(brand.tenantId, { provider, headers, body });
  if (refusal) throw refusal;
  if (inboxId === null) return 'known';
  await applyEvent(host, brand.tenantId, inboxId);
  return 'kept';
}

interface Message {
  readonly provider: ProviderName;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** refusal: nothing was kept; inboxId null without one: it was told before. */
interface Kept {
  readonly refusal: DomainError | null;
  readonly inboxId: Uuid | null;
}

const desks = new WeakMap<PaymentsHost, Batcher<Message, Kept>>();

function desksOf(host: PaymentsHost): Batcher<Message, Kept> {
  const known = desks.get(host);
  if (known) return known;
  const fresh = new Batcher<Message, Kept>({
    companyOf: ({ provider }) => provider,
    work: async (tenantId, messages) => await keepTogether(host, tenantId, messages),
  });
  desks.set(host, fresh);
  return fresh;
}

/** Reads messages of one provider and keeps those that are its own; what one of them is refused with is its answer alone. */
async function keepTogether(host: PaymentsHost, tenantId: string, messages: readonly Message[]): Promise<Kept[]> {
  const { provider } = messages[0] as Message;
  try {
    return await inBrand(host, tenantId, 'write', async (ctx) => {
      const account = await standingAccount(ctx, provider);
      const read = messages.map(({ headers, body }) => {
        const event = refusable(() => host.adapters[provider].verifyAndParse(account, { headers, body, now: host.now() }));
        return { event, body };
      });
      const told = read.flatMap(({ event, body }) => (event instanceof DomainError ? [] : [{ event, source: 'webhook' as const, body }]));
      const ids = (await keepEvents(ctx, account, told)).values();
      return read.map(({ event }) =>
        event instanceof DomainError ? { refusal: event, inboxId: null } : { refusal: null, inboxId: ids.next().value ?? null },
      );
    });
  } catch (error) {
    // Nobody outside learns which brands have an account.
    if (!(error instanceof DomainError && error.code === 'paymentAccount.needed')) throw error;
    return messages.map(() => ({ refusal: new DomainError('webhook.notFound'), inboxId: null }));
  }
}

function refusable(read: () => ProviderEvent): ProviderEvent | DomainError {
  try {
    return read();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
