import { DomainError, type Facts } from '../../kit/errors/index.ts';

/** The codes this room can fail with; kit/http has their words and status. */
export type ChannelsCode =
  | 'channelAccount.notFound'
  | 'channelAccount.exists'
  | 'channelAccount.notInSandbox'
  | 'channelAccount.needed'
  | 'channel.refused'
  | 'channel.unreachable';

export function channelsError(code: ChannelsCode, facts: Facts = {}): DomainError {
  return new DomainError(code, facts);
}
