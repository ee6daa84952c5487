import { existsSync } from 'node:fs';
import { ApiProblem } from '../../sdk/index.ts';
import { Refused, UsageError, type Command } from './command.ts';

/** Every command of `zihuan`, in the order of its help. What it does stands in `commands/<name>.ts`. */
const NAMES = [
  'serve',
  'tenant',
  'key',
  'demo',
  'import',
  'figures',
  'plan',
  'doctor',
  'bench',
  'export',
  'erase',
  'backup',
  'restore',
  'db',
] as const;

const ALIASES: Record<string, string> = { start: 'serve' };

process.exitCode = await main(process.argv.slice(2));

async function main([name = 'help', ...args]: string[]): Promise<number> {
  if (name === 'help' || name === '--help' || name === '-h') return await help();
  if (name === '--version' || name === 'version') return await version();
  const command = await commandOf(ALIASES[name] ?? name);
  if (!command) {
    const near = nearest(name);
    process.stderr.write(
      `zihuan: there is no command ${JSON.stringify(name)}${near ? `; did you mean ${near}?` : ''}\nzihuan help lists them.\n`,
    );
    return 2;
  }
  try {
    if (args.includes('--help') || args.includes('-h')) {
      process.stdout.write(`${command.summary}\nusage: zihuan ${command.usage}\n`);
      return 0;
    }
    return await command.run(args);
  } catch (error) {
    return tell(error, command);
  }
}

function tell(error: unknown, command: Command): number {
  if (error instanceof UsageError) {
    process.stderr.write(`zihuan: ${error.message}\nusage: zihuan ${command.usage}\n`);
    return 2;
  }
  if (error instanceof ApiProblem) {
    process.stderr.write(`zihuan: ${error.code}: ${error.message}\n`);
    for (const { pointer, detail } of error.problem.errors ?? []) process.stderr.write(`  ${pointer} ${detail}\n`);
    const missing = error.problem.facts?.['missing'];
    if (Array.isArray(missing)) process.stderr.write(`  missing: ${missing.join(', ')}\n`);
    if (error.problem.hint) process.stderr.write(`  ${error.problem.hint}\n`);
    return 1;
  }
  const isOurs = error instanceof Refused;
  process.stderr.write(`zihuan: ${error instanceof Error ? error.message : String(error)}\n`);
  if (!isOurs && process.env['ZIHUAN_LOG'] === 'debug' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return 1;
}

async function commandOf(name: string): Promise<Command | null> {
  if (!NAMES.some((known) => known === name)) return null;
  // Emitted as JavaScript in a package, run as it is in a clone.
  const file = ['ts', 'js'].map((ending) => new URL(`./commands/${name}.${ending}`, import.meta.url)).find((url) => existsSync(url));
  if (!file) return null;
  const { command } = (await import(file.href)) as { command: Command };
  return command;
}

async function help(): Promise<number> {
  const lines: string[] = [];
  for (const name of NAMES) {
    const command = await commandOf(name);
    if (command) lines.push(`  ${command.usage}\n      ${command.summary}`);
  }
  process.stdout.write(
    `zihuan COMMAND …   (npm start opens the console)\n\n${lines.join('\n')}\n\nAll commands take --data DIR (the folder of the embedded database) or read DATABASE_URL, and --json.\n`,
  );
  return 0;
}

async function version(): Promise<number> {
  for (const place of ['../../package.json', '../../../../package.json']) {
    const url = new URL(place, import.meta.url);
    if (!existsSync(url)) continue;
    const { default: about } = (await import(url.href, { with: { type: 'json' } })) as { default: { version: string } };
    process.stdout.write(`${about.version}\n`);
    return 0;
  }
  return 1;
}

/** The command with the fewest letters to change, when that is few. */
function nearest(name: string): string | null {
  const ranked = [...NAMES, ...Object.keys(ALIASES)]
    .map((known) => ({ known, away: distance(name, known) }))
    .sort((a, b) => a.away - b.away);
  const best = ranked[0];
  return best && best.away <= Math.max(2, name.length / 3) ? best.known : null;
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
