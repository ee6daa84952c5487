export { decodeCursor, encodeCursor } from './cursor.ts';
export { createLimiter, type Limiter } from './limiter.ts';
export type { Caller, Platform } from './platform.ts';
export {
  grants,
  platformRoute,
  route,
  type AnyRoute,
  type Input,
  type Permission,
  type PlatformRoute,
  type Route,
} from './route.ts';
