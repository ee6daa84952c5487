/**
 * `node tools/db-lint/main.ts [--recorded FOLDER]`: checks the migrations and every statement in the source, or the
 * statements recorded while the tests ran. Prints `path:line DATABASE rule N: what is wrong and what to do`; exit 1
 * when something is.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatFinding, lintRecorded, lintSchema, lintStatements } from '../../kit/db-lint/index.ts';
import { tables } from '../../kit/db/index.ts';
import { templatesOf } from './templates.ts';

const { values } = parseArgs({ options: { recorded: { type: 'string' } } });
const root = fileURLToPath(new URL('../../', import.meta.url));
const reports =
  values.recorded === undefined
    ? [await lintSchema(root, tables), await lintStatements(templatesOf(root), tables)]
    : [await lintRecorded(root, tables, values.recorded)];

const findings = reports.flatMap((report) => report.findings);
const [migrations, statements] = [total('migrations'), total('statements')];
for (const finding of findings) process.stdout.write(`${formatFinding(finding)}\n`);
process.stdout.write(`db lint: ${migrations} migrations, ${statements} statements, ${findings.length} findings\n`);
// A check that read nothing has shown nothing.
process.exitCode = findings.length > 0 || migrations + statements === 0 ? 1 : 0;

function total(what: 'migrations' | 'statements'): number {
  return reports.reduce((sum, report) => sum + report[what], 0);
}
