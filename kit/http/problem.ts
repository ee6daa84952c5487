import { isUnavailable, sqlState } from '../db/index.ts';
import { DomainError, type Facts } from '../errors/index.ts';
import { moneyText, type MoneyJson } from '../money/index.ts';
import { faultIn } from './faults.ts';
import type { Language } from './language.ts';
import en from './messages/en.json' with { type: 'json' };
import zh from './messages/zh-CN.json' with { type: 'json' };
import type { Problem } from './shapes.ts';
import { statusOf } from './status.ts';

/** One malformed place of a request: a JSON pointer into its body (or `/name` of a parameter) and what is wrong there. */
export interface Fault {
  pointer: string;
  code?: string;
  detail: string;
}

/** Malformed input: 422 with every fault found. */
export class InputError extends DomainError {
  readonly faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super('input.invalid');
    this.faults = faults;
  }
}

interface Words {
  title: string;
  detail: string;
  hint?: string;
  /** what facts that are words of ours (a state, a field) are called here */
  names?: Record<string, string>;
}

const catalogues: Record<Language, Record<string, Words>> = { 'zh-CN': zh, en };

/** The sentences of a code in a language, null when nobody wrote them. */
export function wordsOf(code: string, language: Language): Words | null {
  return Object.hasOwn(catalogues[language], code) ? (catalogues[language][code] ?? null) : null;
}

/** Every code that has words, sorted. */
export function codesWithWords(): string[] {
  return Object.keys(en).filter((code) => !code.startsWith('status.'));
}

/** A refusal as it is told: the document, the wait it advises, and whether it is a bug of ours. */
export interface Refusal {
  readonly problem: Problem;
  readonly retryAfterSeconds: number | null;
  readonly isBug: boolean;
}

/** Turns whatever was thrown into a problem document (RFC 9457) in the caller's language. */
export function refusalOf(error: unknown, language: Language, requestId: string): Refusal {
  const refused = asDomainError(error);
  const status = statusOf(refused.code);
  const { pointer, errors, retryAfterSeconds, ...facts } = refused.facts;
  // An id that is not there and one of another brand read the same, so a 404 tells no facts.
  const told = status === 404 ? {} : facts;
  const words = wordsOf(refused.code, language) ?? wordsOf(`status.${status}`, language);
  const filled = (text: string): string => fill(text, told, language, words?.names ?? {});
  const detail = filled(words?.detail ?? refused.code);
  const faults = faultsOf(refused, { pointer, errors, detail }).map((fault) => faultIn(fault, language));
  return {
    problem: {
      type: `/api/docs#${refused.code}`,
      title: words?.title ?? refused.code,
      status,
      code: refused.code,
      detail,
      ...(words?.hint === undefined ? {} : { hint: filled(words.hint) }),
      requestId,
      ...(faults.length === 0 ? {} : { errors: faults }),
      ...(Object.keys(told).length === 0 ? {} : { facts: plain(told) }),
    },
    retryAfterSeconds: typeof retryAfterSeconds === 'number' ? retryAfterSeconds : status === 503 ? 1 : null,
    isBug: status === 500,
  };
}

function faultsOf(refused: DomainError, { pointer, errors, detail }: { pointer: unknown; errors: unknown; detail: string }): Fault[] {
  if (refused instanceof InputError) return [...refused.faults];
  if (Array.isArray(errors)) return errors as Fault[];
  return typeof pointer === 'string' ? [{ pointer, code: refused.code, detail }] : [];
}

/** Expected refusals stay; a database that is away or full is said so; what the caller's text broke is malformed input. */
function asDomainError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (isUnavailable(error)) return new DomainError('database.away');
  const state = sqlState(error) ?? '';
  if (state === '53100' || state === '53200') return new DomainError('database.full');
  if (state === '40001' || state === '40P01' || state === '55P03' || state === '57014') return new DomainError('database.busy');
  if (state.startsWith('22') || state.startsWith('54')) return new DomainError('input.invalid');
  return new DomainError('server.failed');
}

/** `{name}` stands for a fact: an amount as money, a word of ours by its name; one that is missing or no plain value leaves nothing behind. */
function fill(text: string, facts: Facts, language: Language, names: Record<string, string>): string {
  const said = (value: unknown): string => {
    if (typeof value === 'string') return Object.hasOwn(names, value) ? (names[value] ?? '') : value;
    if (Array.isArray(value)) return value.map(said).join(language === 'en' ? ', ' : '、');
    if (isMoney(value)) return moneyText(value, language);
    return typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
  };
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => (Object.hasOwn(facts, name) ? said(facts[name]) : ''));
}

function isMoney(value: unknown): value is MoneyJson {
  return typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value;
}

function plain(facts: Facts): Facts {
  return JSON.parse(JSON.stringify(facts, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))) as Facts;
}
