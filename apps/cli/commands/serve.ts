import { serveUntilSignal } from '../../server/serve.ts';
import { readArgs, UsageError, type Command } from '../command.ts';

export const command: Command = {
  usage: 'serve [--port N] [--host H] [--data DIR]',
  summary: 'Serves API, console (/) and shop (/s/<tenant>); prints "ready http://HOST:PORT" once it answers',
  async run(args) {
    const { values } = readArgs(args, { port: { type: 'string' }, host: { type: 'string' } });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535))
      throw new UsageError('--port is a number from 0 to 65535');
    return await serveUntilSignal({
      ...(port === undefined ? {} : { port }),
      ...(values.host === undefined ? {} : { host: values.host }),
      ...(values.data === undefined ? {} : { dataDir: values.data }),
    });
  },
};
