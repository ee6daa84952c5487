/** A fact a screen needs to explain a refusal; JSON-safe. */
export type Facts = Record<string, unknown>;

/**
 * An expected refusal: the rule that said no (`code`, e.g. `referral.cycle`) and the facts to explain it.
 * Throwing one rolls the transaction back. `kit/http` maps codes to a status: 422 malformed, 409 a rule said no.
 */
export class DomainError extends Error {
  readonly code: string;
  readonly facts: Facts;
  constructor(code: string, facts: Facts = {}) {
    super(code);
    this.name = 'DomainError';
    this.code = code;
    this.facts = facts;
  }
}

/** States that cannot be: on in production too. Throws an Error that is a bug, never the caller's fault. */
export function assert(condition: unknown, why: string): asserts condition {
  if (!condition) throw new Error(`impossible: ${why}`);
}

/** The end of a switch over a closed union. */
export function assertNever(value: never): never {
  throw new Error(`impossible: unexpected ${JSON.stringify(value)}`);
}
