import { z } from 'zod';
import { instant, listOf } from '../../kit/http/shapes.ts';

const word = z.string().trim().min(1).max(200);

export const channelKind = z.enum(['aliyunSms', 'wechatLogin']).meta({ id: 'ChannelKind' });

/** What each kind of account needs; `accessKeySecret` and `appSecret` are kept sealed and never shown again. */
const NEEDED = {
  aliyunSms: ['accessKeyId', 'accessKeySecret', 'signName', 'templateCode'],
  wechatLogin: ['appId', 'appSecret'],
} as const satisfies Record<z.infer<typeof channelKind>, readonly string[]>;

export const createChannelAccount = z
  .strictObject({
    kind: channelKind,
    accessKeyId: word.optional(),
    accessKeySecret: word.optional(),
    /** the approved signature shown before every message */
    signName: word.optional(),
    /** the approved template; its one variable is `code` */
    templateCode: word.optional(),
    /** of the brand's official account */
    appId: word.optional(),
    appSecret: word.optional(),
  })
  .superRefine((given, { addIssue }) => {
    const needed: readonly string[] = NEEDED[given.kind];
    for (const [name, value] of Object.entries(given)) {
      const isNeeded = needed.includes(name) || name === 'kind';
      if (!isNeeded && value !== undefined) addIssue({ code: 'unrecognized_keys', keys: [name], path: [] });
    }
    for (const name of needed) {
      if (!(name in given)) addIssue({ code: 'invalid_type', expected: 'string', input: undefined, path: [name] });
    }
  });

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
