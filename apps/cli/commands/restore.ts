import { resolve } from 'node:path';
import { restore } from '../../../kit/db/backup.ts';
import { openDatabase } from '../../../kit/pg/index.ts';
import { printJson, readArgs, type Command } from '../command.ts';

export const command: Command = {
  usage: 'restore FILE',
  summary: 'Puts a backup in the place of the database; what stood there is kept under another name',
  async run(args) {
    const { values, positionals } = readArgs(args, {}, { min: 1, max: 1 });
    const file = resolve(positionals[0] ?? '');
    // Without the pools of the product: nobody may be using the database that is replaced.
    const database = await openDatabase(values.data === undefined ? {} : { dataDir: values.data });
    try {
      const told = { file, ...(await restore(database.ownerUrl, file, new Date())) };
      if (values.json) printJson(told, true);
      else
        process.stdout.write(
          `${told.rows} rows of ${told.tables} tables restored, as of ${told.madeAt}${told.keptAs ? `; what stood there is kept as ${told.keptAs}` : ''}\n`,
        );
      return 0;
    } finally {
      await database.close();
    }
  },
};
