/** `node tools/tidy/main.ts [root]`: prints `path:line what is wrong and what to do`; exit 1 when something is. */
import { fileURLToPath } from 'node:url';
import { tidy } from './tidy.ts';

const root = process.argv[2] ?? fileURLToPath(new URL('../../', import.meta.url));
const { findings, files } = tidy(root);
for (const { path, line, message } of findings) process.stdout.write(`${path}:${line} ${message}\n`);
process.stdout.write(`tidy: ${files} files, ${findings.length} findings\n`);
// A check that read nothing has shown nothing.
process.exitCode = findings.length > 0 || files === 0 ? 1 : 0;
