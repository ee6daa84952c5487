import { DomainError } from '../errors/index.ts';

/** What `assert.rejects` asks of an error: that it is a refusal with this code. */
export const refusal =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof DomainError && error.code === code;
