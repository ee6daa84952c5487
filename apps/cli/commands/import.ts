import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { wordsOf } from '../../../kit/http/index.ts';
import { parseId } from '../../../kit/ids/index.ts';
import { ApiProblem, type Client } from '../../../sdk/index.ts';
import { needed, oneOf, printJson, readArgs, Refused, terminalLanguage, UsageError, type Command } from '../command.ts';
import { withProduct } from '../product.ts';

type Start = Parameters<Client['imports']['start']>[0];
type Run = Awaited<ReturnType<Client['imports']['get']>>;

const ASK_AGAIN_MS = 200;
const LINE_EVERY_MS = 5_000;

export const command: Command = {
  usage:
    'import FILE --tenant S --as orders|people|referrals|products [--profile P] [--map FIELD=COLUMN]… [--format csv|tsv|space|jsonl|xlsx] ' +
    '[--no-header] [--encoding auto|utf8|gb18030|utf16] [--time-zone Z] [--currency C] [--date-order mdy|dmy] [--unpaid-when COLUMN=REGEX] ' +
    '[--on-conflict keep|update] [--dry-run]',
  summary: 'Takes a file in; run again it brings nothing twice. Ctrl-C stops it, what is in stays',
  async run(args) {
    const { values, positionals } = readArgs(
      args,
      {
        tenant: { type: 'string' },
        as: { type: 'string' },
        profile: { type: 'string' },
        map: { type: 'string', multiple: true },
        format: { type: 'string' },
        'no-header': { type: 'boolean' },
        encoding: { type: 'string' },
        'time-zone': { type: 'string' },
        currency: { type: 'string' },
        'date-order': { type: 'string' },
        'unpaid-when': { type: 'string' },
        'on-conflict': { type: 'string' },
        'dry-run': { type: 'boolean' },
      },
      { min: 1, max: 1 },
    );
    const tenant = needed(values.tenant, 'tenant');
    const options: Omit<Start, 'upload'> = {
      as: oneOf(needed(values.as, 'as'), ['orders', 'people', 'referrals', 'products'], '--as'),
      map: mapOf(values.map ?? []),
      noHeader: values['no-header'] ?? false,
      dryRun: values['dry-run'] ?? false,
      encoding: oneOf(values.encoding ?? 'auto', ['auto', 'utf8', 'gb18030', 'utf16'], '--encoding'),
      onConflict: oneOf(values['on-conflict'] ?? 'keep', ['keep', 'update'], '--on-conflict'),
      ...(values.profile === undefined ? {} : { profile: values.profile as NonNullable<Start['profile']> }),
      ...(values.format === undefined ? {} : { format: oneOf(values.format, ['csv', 'tsv', 'space', 'jsonl', 'xlsx'], '--format') }),
      ...(values['time-zone'] === undefined ? {} : { timeZone: zoneName(values['time-zone']) }),
      ...(values.currency === undefined ? {} : { currency: currencyCode(values.currency) }),
      ...(values['date-order'] === undefined ? {} : { dateOrder: oneOf(values['date-order'], ['mdy', 'dmy'], '--date-order') }),
      ...(values['unpaid-when'] === undefined ? {} : { unpaidWhen: unpaidRule(values['unpaid-when']) }),
    };
    const file = positionals[0] ?? '';
    await assertFile(file);
    return await withProduct(values.data, async (product) => {
      const client = product.client(tenant);
      const run = await follow(client, await start(client, file, options));
      const result = { ...run.result, rejectsFile: run.result.rejectsFile === null ? null : localRejects(product.dataDir, run.id) };
      if (run.state === 'failed') throw new Refused(failureText(run));
      if (values.json) printJson(result, true);
      else process.stdout.write(summaryOf(run, result.rejectsFile));
      if (run.state === 'stopped') process.stderr.write('zihuan: stopped; the same command goes on\n');
      return run.state === 'done' ? 0 : 1;
    });
  },
};

async function assertFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (!found) throw new Refused(`${file} is not there`);
  if (!found.isFile()) throw new Refused(`${file} is no file`);
  if (found.size === 0) throw new Refused(`${file} is empty`);
}

/** `FIELD=COLUMN`, where COLUMN is a header or a number from 1. */
function mapOf(entries: readonly string[]): Record<string, string | number> {
  const map: Record<string, string | number> = {};
  for (const entry of entries) {
    const at = entry.indexOf('=');
    const [field, column] = [entry.slice(0, at).trim(), entry.slice(at + 1).trim()];
    if (at < 1 || field === '' || column === '') throw new UsageError(`--map is FIELD=COLUMN, not ${JSON.stringify(entry)}`);
    map[field] = /^[1-9]\d{0,4}$/.test(column) ? Number(column) : column;
  }
  return map;
}

function unpaidRule(rule: string): string {
  if (rule.indexOf('=') < 1) throw new UsageError(`--unpaid-when is COLUMN=REGEX, not ${JSON.stringify(rule)}`);
  return rule;
}

function zoneName(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    throw new UsageError(`--time-zone is a name like Asia/Shanghai, not ${JSON.stringify(zone)}`);
  }
}

function currencyCode(code: string): string {
  if (!/^[A-Z]{3}$/.test(code)) throw new UsageError(`--currency is three capitals like CNY, not ${JSON.stringify(code)}`);
  return code;
}

async function start(client: Client, file: string, options: Omit<Start, 'upload'>): Promise<Run> {
  const bytes = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
  const upload = await client.uploads.create(bytes, { fileName: basename(file) });
  try {
    return await client.imports.start({ ...options, upload: upload.id });
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'input.invalid') throw error;
    const faults = (error.problem.errors ?? []).map(({ pointer, detail }) => `--${pointer.slice(1)}: ${detail}`);
    throw new UsageError(faults.join('; ') || error.message);
  }
}

/** Waits for the end, telling how far it is; a signal asks for a stop and waits for that. */
async function follow(client: Client, started: Run): Promise<Run> {
  const stop = (): void => {
    process.stderr.write('\nzihuan: stopping behind the rows it is at …\n');
    client.imports.stop(started.id, {}).catch(() => undefined);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  const progress = new Progress();
  try {
    for (let run = started; ;) {
      if (run.state === 'done' || run.state === 'stopped' || run.state === 'failed') return run;
      progress.tell(run);
      await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
      run = await client.imports.get(started.id).catch((error: unknown) => {
        // The database may be on its way up again; the import itself waits for it too.
        if (error instanceof ApiProblem && error.status === 503) return run;
        throw error;
      });
    }
  } finally {
    progress.end();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
  }
}

/** One line on stderr, rewritten on a terminal and repeated now and then elsewhere. */
class Progress {
  readonly #isTerminal = process.stderr.isTTY === true;
  #toldAt = Date.now();
  #isOpen = false;

  tell(run: Run): void {
    if (!this.#isTerminal && Date.now() - this.#toldAt < LINE_EVERY_MS) return;
    this.#toldAt = Date.now();
    const share = run.sizeBytes === 0 ? 0 : Math.floor((run.bytesDone / run.sizeBytes) * 100);
    const pace = run.rowsPerSecond === null ? '' : `, ${run.rowsPerSecond.toLocaleString('en')} rows/s`;
    const left = run.secondsLeft === null ? '' : `, ${durationText(run.secondsLeft)} left`;
    const line = `${run.rowsDone.toLocaleString('en')} rows, ${share} %${pace}${left}`;
    process.stderr.write(this.#isTerminal ? `\r\u001b[K${line}` : `${line}\n`);
    this.#isOpen = this.#isTerminal;
  }

  end(): void {
    if (this.#isOpen) process.stderr.write('\n');
  }
}

function durationText(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

function localRejects(dataDir: string, runId: string): string | null {
  const uuid = parseId('run', runId);
  return uuid === null ? null : join(dataDir, 'imports', `${uuid}.rejects.csv`);
}

function failureText(run: Run): string {
  const code = run.failure?.code ?? 'import.failed';
  const words = wordsOf(code, terminalLanguage());
  return `${code}: ${words?.detail ?? JSON.stringify(run.failure?.facts ?? {})}`;
}

function summaryOf(run: Run, rejectsFile: string | null): string {
  const { result } = run;
  const lines = [
    `rows ${result.rows}: ${result.accepted} accepted, ${result.skipped} skipped, ${result.rejected} rejected`,
    `orders ${result.orders}, returns ${result.returns}, people ${result.people}, products ${result.products}, referrals ${result.referrals}`,
    `sales ${result.sales.amount} ${result.sales.currency} (minor units)`,
  ];
  if (result.conflicts.count > 0) lines.push(`conflicts ${result.conflicts.count}: known orders with other content; what was there stays`);
  if (result.differences.count > 0) lines.push(`differences ${result.differences.count}: lines that do not add up to the order's total`);
  for (const [reason, count] of Object.entries(result.rejectReasons)) lines.push(`  ${count} × ${reason}`);
  if (rejectsFile !== null) lines.push(`every refused row: ${rejectsFile}`);
  return `${lines.join('\n')}\n`;
}
