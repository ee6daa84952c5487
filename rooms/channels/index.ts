export { sendAliyunSms } from './adapters/aliyun-sms.ts';
export { wechatDoor, wechatPersonOf } from './adapters/wechat-login.ts';
export { hasChannel, standingChannel, type ChannelAccount } from './commands/accounts.ts';
