import { z } from 'zod';
import { instant, listOf } from '../../kit/http/shapes.ts';

const word = z.string().trim().min(1).max(200);

export const channelKind = z.enum(['aliyunSms', 'wechatLogin']).meta({ id: 'ChannelKind' });

export const createChannelAccount = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('aliyunSms'),
    accessKeyId: word,
    accessKeySecret: word,
    /** the approved signature shown before every message */
    signName: word,
    /** the approved template; its one variable is `code` */
    templateCode: word,
  }),
  z.strictObject({
    kind: z.literal('wechatLogin'),
    /** of the brand's official account */
    appId: word,
    appSecret: word,
  }),
]);

/** An account of a brand with whoever carries its messages or tells who somebody is; never its secrets. */
export const channelAccount = z
  .object({
    id: z.string(),
    kind: channelKind,
    settings: z.record(z.string(), z.string()),
    createdAt: instant,
    createdBy: z.string(),
  })
  .meta({ id: 'ChannelAccount' });

export const channelAccountList = listOf(channelAccount);
