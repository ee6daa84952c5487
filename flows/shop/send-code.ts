import type { Ctx } from '../../kit/ctx.ts';
import { DomainError } from '../../kit/errors/index.ts';

/**
 * Sends a code to whoever has the number. In sandbox brands, and where shop and server are the same machine, the built-in test sender
 * shows it instead of sending anything (CONTRACT §7).
 * @returns the code where it may be shown, null where it was sent
 * @throws DomainError `sender.missing` when the brand has no account to send messages with
 */
export async function sendCode(ctx: Ctx, message: { phone: string; code: string; isLocal: boolean }): Promise<string | null> {
  if (ctx.tenant.isSandbox || message.isLocal) return message.code;
  throw new DomainError('sender.missing');
}
