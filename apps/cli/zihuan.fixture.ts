import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = new URL('./main.ts', import.meta.url);

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Runs `zihuan …` as a process of its own, at an English terminal. */
export async function zihuan(...args: string[]): Promise<Ended> {
  return await run([fileURLToPath(MAIN), ...args]);
}

/** Runs one command after the other in one process, which starts once. */
export async function zihuanInTurn(commands: readonly (readonly string[])[]): Promise<Ended[]> {
  const program = `for (const [nth, args] of ${JSON.stringify(commands)}.entries()) {
    process.argv = [process.execPath, 'zihuan', ...args];
    await import(${JSON.stringify(MAIN.href)} + '?' + nth);
    process.stdout.write('\\0' + process.exitCode + '\\0');
    process.stderr.write('\\0');
  }
  process.exitCode = 0;`;
  const { out, err } = await run(['--input-type=module', '-e', program]);
  const [outs, errs] = [out.split('\0'), err.split('\0')];
  return commands.map((_, nth) => ({ out: outs[2 * nth] ?? '', code: Number(outs[2 * nth + 1]), err: errs[nth] ?? '' }));
}

async function run(args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, LANG: 'en_GB.UTF-8', LC_ALL: '', DATABASE_URL: '' };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended: Ended = { code: null, out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (ended.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (ended.err += chunk.toString()));
  ended.code = await new Promise((resolve) => child.on('close', resolve));
  return ended;
}
