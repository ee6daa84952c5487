/**
 * `node tools/db-lint/main.ts [--recorded FOLDER]`: checks the migrations, or the statements recorded while the tests
 * ran. Prints `path:line DATABASE rule N: what is wrong and what to do`; exit 1 when something is.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatFinding, lintDatabase } from '../../kit/db-lint/index.ts';
import { tables } from '../../kit/db/index.ts';

const { values } = parseArgs({ options: { recorded: { type: 'string' } } });
const root = fileURLToPath(new URL('../../', import.meta.url));
const { findings, migrations, statements } = await lintDatabase(root, tables, values.recorded ?? null);
for (const finding of findings) process.stdout.write(`${formatFinding(finding)}\n`);
process.stdout.write(
  `db lint: ${migrations} migrations, ${statements} statements, ${findings.length} findings\n`,
);
// A check that read nothing has shown nothing.
process.exitCode = findings.length > 0 || migrations + statements === 0 ? 1 : 0;
