export { afterId, beforeId, decodeCursor, encodeCursor, pageOf } from './cursor.ts';
export {
  assertKey,
  claimKey,
  firstAnswer,
  firstAnswers,
  hashOf,
  keyName,
  rememberAfterwards,
  rememberAnswer,
  rememberAnswers,
  stillRunning,
  type Answer,
  type Answered,
  type KeyUse,
} from './idempotency.ts';
export { fileNameOf } from './file-name.ts';
export { cookieOf, languageFrom, languageOf, type Language } from './language.ts';
export { createLimiter, type Limiter } from './limiter.ts';
export { isCrossSiteRequest, isLocalRequest, isLoopbackHost } from './origin.ts';
export type { Caller, Platform } from './platform.ts';
export { codesWithWords, InputError, refusalOf, wordsOf, type Fault, type Refusal } from './problem.ts';
export { LARGEST_BODY, parseJson, queryOf, readBytes, shaped } from './reading.ts';
export {
  isShopRoute,
  Repeat,
  rolesOf,
  platformRoute,
  route,
  type AnyRoute,
  type Counter,
  type Input,
  type Permission,
  type PlatformRoute,
  type Route,
  type Served,
  type Shape,
} from './route.ts';
export { buyerOf, visitorOf } from './shopper.ts';
export { statusOf } from './status.ts';
export { sweepAnswers } from './sweep.ts';
