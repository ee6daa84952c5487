import { z } from 'zod';
import { OutsideError, type askOutside, type OutsideAnswer } from '../../../kit/outside/index.ts';
import type { Account, Adapter, Charge, ProviderEvent, Standing } from '../adapter.ts';
import { paymentsError } from '../errors.ts';
import { assertFromWechat, openedResource, wechatAuthorization, wechatJsapiParameters } from './wechat-signing.ts';

const HOST = 'https://api.mch.weixin.qq.com';

const notice = z.object({
  id: z.string().min(1).max(100),
  create_time: z.string(),
  event_type: z.string(),
  resource: z.object({ ciphertext: z.string(), nonce: z.string(), associated_data: z.string().optional() }),
});
const minor = z.number().int().nonnegative();
const transaction = z.object({
  mchid: z.string(),
  out_trade_no: z.string(),
  transaction_id: z.string().optional(),
  trade_state: z.string(),
  trade_state_desc: z.string().optional(),
  success_time: z.string().optional(),
  amount: z.object({ total: minor, currency: z.string().default('CNY') }).optional(),
  payer: z.object({ openid: z.string().optional() }).optional(),
});
const refundNotice = z.object({
  mchid: z.string(),
  out_trade_no: z.string(),
  out_refund_no: z.string(),
  refund_id: z.string(),
  refund_status: z.string(),
  success_time: z.string().optional(),
  amount: z.object({ refund: minor }),
});
const refundAnswer = z.object({ refund_id: z.string(), status: z.string() });

/** WeChat Pay v3 for direct merchants: JSAPI, H5 and QR (native) payments, refunds and their queries. */
export function wechatAdapter(ask: typeof askOutside): Adapter {
  async function call(account: Account, method: 'GET' | 'POST', path: string, content?: object): Promise<OutsideAnswer> {
    const body = content === undefined ? '' : JSON.stringify(content);
    const merchant = {
      merchantId: account.merchantId,
      serial: account.settings['serial'] ?? '',
      privateKey: account.secrets['privateKey'] ?? '',
    };
    const answer = await ask(HOST + path, {
      method,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        authorization: wechatAuthorization(merchant, { method, path, body }),
        'wechatpay-serial': account.settings['platformSerial'] ?? '',
      },
      ...(content === undefined ? {} : { body }),
    });
    if (answer.status >= 500 || answer.status === 429) throw new OutsideError('unreachable', `HTTP ${answer.status}`);
    // An answer nobody signed is no answer: what was asked may have happened.
    if (answer.status < 300 && answer.text !== '') assertAnswer(account, answer);
    return answer;
  }

  async function standing(account: Account, answer: OutsideAnswer): Promise<Standing> {
    if (answer.status === 404) return { kind: 'unheardOf' };
    if (answer.status >= 300) return { kind: 'failed', why: whyOf(answer) };
    const { refund_id, status } = refundAnswer.parse(JSON.parse(answer.text));
    if (status === 'SUCCESS') return { kind: 'done', providerRef: refund_id };
    return status === 'PROCESSING' ? { kind: 'pending', providerRef: refund_id } : { kind: 'failed', why: status };
  }

  return {
    provider: 'wechat',
    async createIntent(account, charge) {
      const answer = await call(account, 'POST', `/v3/pay/transactions/${charge.method}`, prepayBody(account, charge));
      if (answer.status >= 300) throw paymentsError('provider.refused', { why: whyOf(answer) });
      const { prepay_id, code_url, h5_url } = JSON.parse(answer.text) as Record<string, string | undefined>;
      if (code_url) return { providerRef: null, pay: { kind: 'qr', code: code_url } };
      if (h5_url) return { providerRef: null, pay: { kind: 'redirect', url: h5_url } };
      const merchant = { appId: account.settings['appId'] ?? '', privateKey: account.secrets['privateKey'] ?? '' };
      return { providerRef: null, pay: { kind: 'wechatJsapi', parameters: wechatJsapiParameters(merchant, prepay_id ?? '') } };
    },
    verifyAndParse(account, { headers, body, now }) {
      assertFromWechat(account.secrets['platformKey'] ?? '', headers, { body, now, serial: account.settings['platformSerial'] ?? null });
      const message = parsed(notice, body);
      return eventOf(message, openedResource(account.secrets['apiV3Key'] ?? '', message.resource));
    },
    async query(account, { reference }) {
      const path = `/v3/pay/transactions/out-trade-no/${reference}?mchid=${encodeURIComponent(account.merchantId)}`;
      const answer = await call(account, 'GET', path);
      if (answer.status === 404) return { kind: 'open' };
      if (answer.status >= 300) throw new OutsideError('unreachable', whyOf(answer));
      const found = transaction.parse(JSON.parse(answer.text));
      if (found.trade_state === 'SUCCESS' || found.trade_state === 'REFUND') {
        return { kind: 'paid', event: paidEvent(found, `query:${found.transaction_id ?? reference}`) };
      }
      const isOver = ['CLOSED', 'REVOKED', 'PAYERROR'].includes(found.trade_state);
      return isOver ? { kind: 'failed', why: found.trade_state_desc ?? found.trade_state } : { kind: 'open' };
    },
    async refund(account, request) {
      return await standing(
        account,
        await call(account, 'POST', '/v3/refund/domestic/refunds', {
          transaction_id: request.paymentRef,
          out_refund_no: request.reference,
          notify_url: request.notifyUrl,
          amount: { refund: Number(request.amount), total: Number(request.paidAmount), currency: request.currency },
        }),
      );
    },
    async queryRefund(account, { reference }) {
      return await standing(account, await call(account, 'GET', `/v3/refund/domestic/refunds/${reference}`));
    },
    payouts: null,
  };
}

function assertAnswer(account: Account, { headers, text }: OutsideAnswer): void {
  const told = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]));
  try {
    assertFromWechat(account.secrets['platformKey'] ?? '', told, {
      body: text,
      now: new Date(),
      serial: account.settings['platformSerial'] ?? null,
    });
  } catch {
    throw new OutsideError('unreachable', 'the answer is not signed by WeChat Pay');
  }
}

/** The body of a prepay request, by method. */
export function prepayBody(account: Account, charge: Charge): object {
  return {
    appid: account.settings['appId'] ?? '',
    mchid: account.merchantId,
    description: charge.description.slice(0, 127),
    out_trade_no: charge.reference,
    time_expire: charge.expiresAt.toISOString().replace(/\.\d+Z$/, '+00:00'),
    notify_url: charge.notifyUrl,
    amount: { total: Number(charge.amount), currency: charge.currency },
    ...(charge.method === 'jsapi' ? { payer: { openid: charge.payer ?? '' } } : {}),
    ...(charge.method === 'h5' ? { scene_info: { payer_client_ip: charge.payerAddress ?? '', h5_info: { type: 'Wap' } } } : {}),
  };
}

function whyOf(answer: OutsideAnswer): string {
  try {
    const { code, message } = JSON.parse(answer.text) as { code?: string; message?: string };
    return `${code ?? answer.status} ${message ?? ''}`.trim().slice(0, 200);
  } catch {
    return `HTTP ${answer.status}`;
  }
}

function eventOf(message: z.infer<typeof notice>, plain: string): ProviderEvent {
  if (message.event_type.startsWith('TRANSACTION.')) {
    const found = parsed(transaction, plain);
    return { ...paidEvent(found, message.id), kind: found.trade_state === 'SUCCESS' ? 'paid' : 'payFailed' };
  }
  if (message.event_type.startsWith('REFUND.')) {
    const found = parsed(refundNotice, plain);
    return {
      eventId: message.id,
      kind: found.refund_status === 'SUCCESS' ? 'refunded' : 'refundFailed',
      amount: BigInt(found.amount.refund),
      currency: 'CNY',
      merchantId: found.mchid,
      orderRef: found.out_trade_no,
      refundRef: found.out_refund_no,
      providerRef: found.refund_id,
      at: new Date(found.success_time ?? message.create_time),
    };
  }
  const at = new Date(message.create_time);
  const merchantId = (JSON.parse(plain) as { mchid?: string }).mchid ?? '';
  return {
    eventId: message.id,
    kind: 'other',
    amount: 0n,
    currency: 'CNY',
    merchantId,
    orderRef: '',
    refundRef: null,
    providerRef: '',
    at,
  };
}

function paidEvent(found: z.infer<typeof transaction>, eventId: string): ProviderEvent {
  return {
    eventId,
    kind: 'paid',
    amount: BigInt(found.amount?.total ?? 0),
    currency: found.amount?.currency ?? 'CNY',
    merchantId: found.mchid,
    orderRef: found.out_trade_no,
    refundRef: null,
    providerRef: found.transaction_id ?? '',
    at: new Date(found.success_time ?? 0),
    ...(found.payer?.openid ? { payer: found.payer.openid } : {}),
  };
}

function parsed<Shape extends z.ZodType>(shape: Shape, text: string): z.output<Shape> {
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    throw paymentsError('webhook.malformed');
  }
}
