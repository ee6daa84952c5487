import type { Ctx } from '../../kit/ctx.ts';
import { DomainError } from '../../kit/errors/index.ts';
import type { Uuid } from '../../kit/ids/index.ts';
import { OutsideError } from '../../kit/outside/index.ts';
import { accountById, draftIntent, failIntent, keepPay, paymentsError } from '../../rooms/payments/index.ts';
import type { PaymentsHost } from './host.ts';

type Run = <T>(how: 'read' | 'write', work: (ctx: Ctx) => Promise<T>) => Promise<T>;

/**
 * Prepares a payment: our row first, then the provider outside any transaction, then what the customer's device needs.
 * When the provider stays silent the row stands: it is asked after, so that money that comes all the same is found.
 * @returns the intent's id
 * @throws what `draftIntent` throws, `provider.refused`, `provider.silent`
 */
export async function openIntent(host: PaymentsHost, run: Run, orderRef: string, input: Parameters<typeof draftIntent>[2]): Promise<Uuid> {
  return await prepareIntent(host, run, async (ctx) => await draftIntent(ctx, orderRef, input));
}

/** The same for whoever decides what is drafted while they hold what it depends on; an attempt that is open already is the answer. */
export async function prepareIntent(
  { adapters }: PaymentsHost,
  run: Run,
  draft: (ctx: Ctx) => Promise<Awaited<ReturnType<typeof draftIntent>> | { known: Uuid }>,
): Promise<Uuid> {
  const drafted = await run('write', async (ctx) => {
    const made = await draft(ctx);
    return 'known' in made ? made : { ...made, account: await accountById(ctx, made.accountId) };
  });
  if ('known' in drafted) return drafted.known;
  const { intentId, charge, account } = drafted;
  try {
    const answer = await adapters[account.provider].createIntent(account, charge);
    await run('write', (ctx) => keepPay(ctx, intentId, answer));
    return intentId;
  } catch (error) {
    if (error instanceof OutsideError) throw paymentsError('provider.silent', { provider: account.provider, retryAfterSeconds: 5 });
    if (error instanceof DomainError && error.code === 'provider.refused') {
      await run('write', (ctx) => failIntent(ctx, intentId, String(error.facts['why'] ?? '')));
    }
    throw error;
  }
}
