import type { Ctx } from '../../kit/ctx.ts';
import { DomainError } from '../../kit/errors/index.ts';
import { sendAliyunSms, standingChannel, type ChannelAccount } from '../../rooms/channels/index.ts';

/** How a code reaches a telephone. */
export type Sender = { readonly kind: 'shown' } | { readonly kind: 'aliyunSms'; readonly account: ChannelAccount };

/**
 * In sandbox brands, and where shop and server are the same machine and the brand has no account, the built-in test sender shows a code
 * instead of sending it (CONTRACT §7).
 * @throws DomainError `sender.missing` when the brand has no account to send messages with
 */
export async function senderOf(ctx: Ctx, { isLocal }: { isLocal: boolean }): Promise<Sender> {
  if (ctx.tenant.isSandbox) return { kind: 'shown' };
  const account = await standingChannel(ctx, 'aliyunSms');
  if (account) return { kind: 'aliyunSms', account };
  if (isLocal) return { kind: 'shown' };
  throw new DomainError('sender.missing');
}

/**
 * Sends a code; never inside a transaction.
 * @returns the code where it may be shown, null where it was sent
 * @throws DomainError `channel.refused`, `channel.unreachable`
 */
export async function sendCode(sender: Sender, message: { phone: string; code: string }): Promise<string | null> {
  if (sender.kind === 'shown') return message.code;
  await sendAliyunSms(sender.account, message);
  return null;
}
