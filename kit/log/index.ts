import { pino, type Logger } from 'pino';

export type Log = Logger;

/** JSON lines on stderr; stdout belongs to what a command prints. Never log contact data: ids only. */
export const log: Log = pino(
  {
    level: process.env['ZIHUAN_LOG'] ?? 'warn',
    base: null,
    serializers: { err: errorFacts },
    redact: ['phone', 'email', 'name', 'authorization', 'cookie', 'password', '*.phone', '*.email', '*.password'],
  },
  pino.destination({ dest: 2, sync: true }),
);

/**
 * What may be written down of an error. A database names the very values that clashed in `detail`, `where` and the like:
 * phone numbers and addresses, which have no place in a log.
 */
export function errorFacts(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = (error as { code?: unknown }).code;
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' ? { code } : {}),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: errorFacts(error.cause) }),
  };
}
