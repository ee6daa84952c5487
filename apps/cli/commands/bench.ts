import { defaultDataDir } from '../../../kit/pg/index.ts';
import type { BenchOptions, BenchResult } from '../bench/harness.ts';
import { oneOf, printJson, readArgs, Refused, UsageError, type Command } from '../command.ts';

// Loaded when asked for: they bring reference engines that a packed installation does not have.
const benches: Record<string, () => Promise<(dataDir: string, options: BenchOptions) => Promise<BenchResult>>> = {
  import: async () => (await import('../bench/import.ts')).benchImport,
  chain: async () => (await import('../bench/chain.ts')).benchChain,
  settle: async () => (await import('../bench/settle.ts')).benchSettle,
  http: async () => (await import('../bench/http.ts')).benchHttp,
  people: async () => (await import('../bench/people.ts')).benchPeople,
  poster: async () => (await import('../bench/poster.ts')).benchPoster,
  shop: async () => (await import('../bench/shop.ts')).benchShop,
  webhook: async () => (await import('../bench/webhook.ts')).benchWebhook,
  redeem: async () => (await import('../bench/redeem.ts')).benchRedeem,
  analytics: async () => (await import('../bench/analytics.ts')).benchAnalytics,
  plan: async () => (await import('../bench/plan.ts')).benchPlan,
  clv: async () => (await import('../bench/clv.ts')).benchClv,
};

export const command: Command = {
  usage: `bench ${Object.keys(benches).join('|')} [--mode MODE] [--rounds 5] [--n SIZE] [--inflight 64] [--hot 1] [--plan complex] [--path redirect,product]`,
  summary: 'Measures this machine: reference, ours and their ratio in one run, on a database of its own that is removed',
  async run(args) {
    const { values, positionals } = readArgs(
      args,
      {
        rounds: { type: 'string' },
        n: { type: 'string' },
        mode: { type: 'string' },
        inflight: { type: 'string' },
        hot: { type: 'string' },
        plan: { type: 'string' },
        ref: { type: 'string' },
        path: { type: 'string' },
      },
      { min: 1, max: 1 },
    );
    const name = oneOf(positionals[0] ?? '', Object.keys(benches), 'the benchmark');
    const rounds = wholeNumber(values.rounds ?? '5', 'rounds');
    const n = values.n === undefined ? null : wholeNumber(values.n, 'n');
    const { mode = null, inflight, hot, plan, ref, path } = values;
    const extra = Object.fromEntries(Object.entries({ inflight, hot, plan, ref, path }).filter((each) => each[1] !== undefined)) as Record<
      string,
      string
    >;
    const run = await load(name);
    const say = (line: string): void => void process.stderr.write(`${line}\n`);
    const result = await run(values.data ?? defaultDataDir(), { rounds, n, mode, extra, say });
    if (values.json) printJson(result, true);
    else print(result);
    return Object.values(result.invariants).every(Boolean) ? 0 : 1;
  },
};

async function load(name: string): Promise<(dataDir: string, options: BenchOptions) => Promise<BenchResult>> {
  try {
    return (await benches[name]?.()) as (dataDir: string, options: BenchOptions) => Promise<BenchResult>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Refused('benchmarks run in a clone, where the engines they compare with are installed');
  }
}

function wholeNumber(text: string, name: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`--${name} is a whole number from 1, not ${JSON.stringify(text)}`);
  return Number(text);
}

function print(result: BenchResult): void {
  process.stdout.write(`${result.name}: ${result.reads}\n`);
  for (const round of result.rounds)
    process.stdout.write(`  ${figure(round.reference)}  ${figure(round.candidate)}  ratio ${round.ratio.toFixed(4)}\n`);
  process.stdout.write(`ratio ${result.ratio.toFixed(4)} (goal ${result.goal})\n`);
  for (const [name, value] of Object.entries(result.notes)) process.stdout.write(`  ${name}: ${value}\n`);
  for (const [name, holds] of Object.entries(result.invariants)) process.stdout.write(`  ${holds ? '✓' : '✗'} ${name}\n`);
}

function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(3);
}
