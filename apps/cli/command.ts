import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** A command of `zihuan`; `commands/<name>.ts` exports one as `command`. */
export interface Command {
  /** what stands behind `usage:` */
  readonly usage: string;
  /** one line for the list of commands */
  readonly summary: string;
  /**
   * @param args what follows the command's name
   * @returns the exit code: 0 ok, 1 refused or failed
   * @throws UsageError for wrong usage (exit 2); any other error is printed and ends with 1
   */
  run(args: readonly string[]): Promise<number>;
}

/** Wrong usage: told on stderr with the command's usage, exit 2. */
export class UsageError extends Error {}

/** A refusal in words for the person at the terminal: told on stderr, exit 1. */
export class Refused extends Error {}

/** The options of a command, in the manner of `util.parseArgs`. */
export type OptionSpec = ParseArgsOptionsConfig;

const COMMON = { data: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const satisfies OptionSpec;

/** Reads options and positionals; `--data` and `--json` are everybody's. @throws UsageError */
export function readArgs<const Spec extends OptionSpec>(
  args: readonly string[],
  spec: Spec,
  positionals: { min: number; max: number } = { min: 0, max: 0 },
) {
  const read = (() => {
    try {
      return parseArgs({ args: [...args], options: { ...COMMON, ...spec }, allowPositionals: true, strict: true });
    } catch (error) {
      throw new UsageError((error as Error).message);
    }
  })();
  const given = read.positionals.length;
  if (given < positionals.min) throw new UsageError('an argument is missing');
  if (given > positionals.max) throw new UsageError(`what is ${JSON.stringify(read.positionals[positionals.max])}?`);
  return read;
}

/** The value of an option that must be given. @throws UsageError */
export function needed(value: string | undefined, name: string): string {
  if (value === undefined || value === '') throw new UsageError(`--${name} is missing`);
  return value;
}

/** One of a few words. @throws UsageError naming them */
export function oneOf<const Word extends string>(value: string, words: readonly Word[], name: string): Word {
  const word = words.find((one) => one === value);
  if (word === undefined) throw new UsageError(`${name} is one of ${words.join(', ')}, not ${JSON.stringify(value)}`);
  return word;
}

/** Prints the one JSON document of a command. */
export function printJson(value: unknown, isCompact: boolean): void {
  process.stdout.write(`${JSON.stringify(value, null, isCompact ? 0 : 2)}\n`);
}

/** The language of the terminal: Chinese where LANG says so, else English. */
export function terminalLanguage(env: NodeJS.ProcessEnv = process.env): 'zh-CN' | 'en' {
  return /^zh/i.test(env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '') ? 'zh-CN' : 'en';
}
