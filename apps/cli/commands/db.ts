import { fileURLToPath } from 'node:url';
import { formatFinding, lintRecorded, lintSchema } from '../../../kit/db-lint/index.ts';
import { tables } from '../../../kit/db/index.ts';
import { oneOf, printJson, readArgs, type Command } from '../command.ts';

export const command: Command = {
  usage: 'db lint [--recorded FOLDER]',
  summary: 'Checks the migrations, and the statements recorded in FOLDER, against the rules for sharded databases',
  async run(args) {
    const { values, positionals } = readArgs(args, { recorded: { type: 'string' } }, { min: 1, max: 1 });
    oneOf(positionals[0] ?? '', ['lint'], 'what follows db');
    const root = fileURLToPath(new URL('../../../', import.meta.url));
    const reports = [await lintSchema(root, tables)];
    if (values.recorded !== undefined) reports.push(await lintRecorded(root, tables, values.recorded));
    const findings = reports.flatMap((report) => report.findings);
    const migrations = reports.reduce((sum, report) => sum + report.migrations, 0);
    const statements = reports.reduce((sum, report) => sum + report.statements, 0);
    if (values.json) printJson({ migrations, statements, findings }, true);
    else {
      for (const finding of findings) process.stdout.write(`${formatFinding(finding)}\n`);
      process.stdout.write(`${migrations} migrations, ${statements} statements, ${findings.length} findings\n`);
    }
    return findings.length > 0 ? 1 : 0;
  },
};
