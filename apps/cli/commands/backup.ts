import { resolve } from 'node:path';
import { backup } from '../../../kit/db/backup.ts';
import { printJson, readArgs, type Command } from '../command.ts';
import { withProduct } from '../product.ts';

export const command: Command = {
  usage: 'backup FILE',
  summary: 'Writes one snapshot of everything to a file; work goes on meanwhile',
  async run(args) {
    const { values, positionals } = readArgs(args, {}, { min: 1, max: 1 });
    const file = resolve(positionals[0] ?? '');
    return await withProduct(values.data, async ({ db }) => {
      const told = { file, ...(await backup(db.ownerUrl, file, new Date())) };
      if (values.json) printJson(told, true);
      else process.stdout.write(`${file}: ${told.rows} rows of ${told.tables} tables, as of ${told.madeAt}\n`);
      return 0;
    });
  },
};
