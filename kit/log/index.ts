import { pino, type Logger } from 'pino';

export type Log = Logger;

/** JSON lines on stderr; stdout belongs to what a command prints. Never log contact data: ids only. */
export const log: Log = pino(
  {
    level: process.env['ZIHUAN_LOG'] ?? 'warn',
    base: null,
    redact: ['phone', 'email', 'name', 'authorization', 'cookie', 'password', '*.phone', '*.email', '*.password'],
  },
  pino.destination({ dest: 2, sync: true }),
);
