import type { Answer, AnyRoute, Language } from '../../kit/http/index.ts';
import { refusalOf, Repeat } from '../../kit/http/index.ts';
import type { House } from './house.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** The answer a route's reply makes. @throws when the reply is not of the shape it promises (checked in tests only) */
export function answerOf(house: House, route: AnyRoute, reply: unknown): Answer {
  if (route.status === 204) return { status: 204, body: '', contentType: '' };
  if (reply instanceof Repeat) return { ...answerOf(house, route, reply.reply), status: 200 };
  const body = JSON.stringify(reply ?? null);
  if (house.isCheckingReplies && route.reply) {
    const checked = route.reply.safeParse(JSON.parse(body));
    if (!checked.success) throw new Error(`${route.id} does not answer in its own shape: ${checked.error.message}`);
  }
  return { status: route.status, body, contentType: JSON_TYPE };
}

export function responseOf(answer: Answer, headers: Record<string, string> = {}): Response {
  const all = new Headers(headers);
  if (answer.contentType !== '') all.set('content-type', answer.contentType);
  return new Response(answer.status === 204 ? null : answer.body, { status: answer.status, headers: all });
}

/** The same refusal as an answer to keep and as a response to send. */
export function refusedWith(
  house: House,
  error: unknown,
  { language, requestId, route }: { language: Language; requestId: string; route: string },
): { answer: Answer; response: Response } {
  const { problem, retryAfterSeconds, isBug } = refusalOf(error, language, requestId);
  if (isBug) house.log.error({ requestId, route, err: error }, 'request failed');
  const answer = { status: problem.status, body: JSON.stringify(problem), contentType: PROBLEM_TYPE };
  const headers: Record<string, string> = {};
  if (retryAfterSeconds !== null) headers['retry-after'] = String(retryAfterSeconds);
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer';
  return { answer, response: responseOf(answer, headers) };
}
