import { readFileSync } from 'node:fs';
import { answerPlan, planAsks } from '../../server/plan.ts';
import { oneOf, printJson, readArgs, terminalLanguage, UsageError, type Command } from '../command.ts';

const NUMBERS = [
  'months',
  'ads-off-after',
  'step',
  'seeds',
  'k',
  'cycle-days',
  'horizon-days',
  'addressable',
  'dispersion',
  'survival',
  'price',
  'days',
  'cost-per-visit',
  'incremental-share',
  'lifetime-margin',
  'target-share',
  'gifts',
  'reward',
  'capacity',
] as const;

/** The model of a plan at the terminal: needs no brand and starts no database. */
export const command: Command = {
  usage: 'plan simulate|sensitivity|branching|month-card|reward|diagnose [--preset P] [--months N] [--set NAME=VALUE]… [--body FILE|-]',
  summary: 'Works out a plan as POST /planner/… does; --set sets a parameter (h=0.1, s.M=0.05), --body gives the whole question as JSON',
  async run(args) {
    const numbers = Object.fromEntries(NUMBERS.map((name) => [name, { type: 'string' as const }]));
    const { values, positionals } = readArgs(
      args,
      {
        preset: { type: 'string' },
        set: { type: 'string', multiple: true },
        answer: { type: 'string', multiple: true },
        body: { type: 'string' },
        ...numbers,
      },
      { min: 1, max: 1 },
    );
    const what = oneOf(positionals[0] ?? '', planAsks, 'what is asked');
    const given = values as Record<string, string | string[] | boolean | undefined>;
    const body = values.body === undefined ? {} : jsonOf(values.body);
    if (values.preset !== undefined) body['preset'] = values.preset;
    for (const name of NUMBERS) {
      const text = given[name];
      if (typeof text === 'string')
        body[name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())] = numberOf(text, `--${name}`);
    }
    if (values.set?.length) body['params'] = withSet(body['params'], values.set);
    const answers = (values.answer ?? []).map((text): [string, number] => pairOf(text, '--answer'));
    if (answers.length > 0) body['answers'] = { ...(body['answers'] as object | undefined), ...Object.fromEntries(answers) };
    if (what === 'diagnose') body['answers'] ??= {};
    const told = answerPlan(what, body, terminalLanguage());
    if (told.kind === 'answer') {
      printJson(told.reply, values.json ?? false);
      return 0;
    }
    process.stderr.write(`zihuan: ${told.problem.code}: ${told.problem.detail}\n`);
    for (const { pointer, detail } of told.problem.errors ?? []) process.stderr.write(`  ${pointer} ${detail}\n`);
    return 1;
  },
};

function jsonOf(file: string): Record<string, unknown> {
  const text = readFileSync(file === '-' ? 0 : file, 'utf8');
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Told below, as everything that is no JSON object.
  }
  throw new UsageError('--body is not a JSON object');
}

function numberOf(text: string, name: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`${name} is a number, not ${JSON.stringify(text)}`);
  return value;
}

function pairOf(text: string, option: string): [string, number] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`${option} is NAME=VALUE, not ${JSON.stringify(text)}`);
  return [text.slice(0, at), numberOf(text.slice(at + 1), `${option} ${text.slice(0, at)}`)];
}

function withSet(before: unknown, set: readonly string[]): Record<string, unknown> {
  return set.reduce<Record<string, unknown>>(
    (params, text) => {
      const [name, value] = pairOf(text, '--set');
      const stage = /^s\.(\w+)$/.exec(name)?.[1];
      return stage === undefined
        ? { ...params, [name]: value }
        : { ...params, s: { ...(params['s'] as object | undefined), [stage]: value } };
    },
    { ...(before as object | undefined) },
  );
}
