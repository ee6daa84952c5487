import type { Sql } from '../../kit/db/index.ts';

/** The same connection, which asks before each statement. */
export function ticking(sql: Sql, tick: () => void): Sql {
  return new Proxy(sql, {
    apply(target, self, args) {
      tick();
      return Reflect.apply(target, self, args);
    },
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        tick();
        return Reflect.apply(value, target, args);
      };
    },
  });
}
