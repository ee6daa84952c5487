import type { z } from 'zod';
import type { Language } from './language.ts';
import en from './messages/faults.en.json' with { type: 'json' };
import zh from './messages/faults.zh-CN.json' with { type: 'json' };
import type { Fault } from './problem.ts';

type Issue = z.core.$ZodIssue;
type Kind = keyof typeof en.faults;
type Facts = Readonly<Record<string, unknown>>;
type Path = readonly PropertyKey[];

interface Words {
  readonly whole: string;
  readonly path: string;
  readonly item: string;
  readonly between: string;
  readonly faults: Readonly<Record<Kind, string>>;
  /** what a written form is called, by its pattern */
  readonly patterns: Readonly<Record<string, string>>;
  /** what rules of several fields say, by the words they have in the shapes */
  readonly said: Readonly<Record<string, string>>;
  readonly names: Readonly<Record<string, string>>;
}

const words: Record<Language, Words> = { 'zh-CN': zh, en };

/** So many of the values something may have are named. */
const MOST_NAMED = 12;

/** The places of a value that have not the shape they should: each with a sentence that names the field and what it asks. */
export function faultsOf(issue: Issue, language: Language): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => faultAt([...issue.path, key], issue.code, say('unknown', language), language));
  }
  const meant = issue.code === 'invalid_union' ? meantBy(issue) : null;
  if (meant) return faultsOf({ ...meant, path: [...issue.path, ...meant.path] }, language);
  return [faultAt(issue.path, issue.code, sentenceOf(issue, language), language)];
}

const PLAIN: Readonly<Record<string, Kind>> = {
  'json.invalid': 'json',
  'json.tooDeep': 'deep',
  'text.invalid': 'unstorable',
  'parameter.repeated': 'repeated',
  'parameter.unknown': 'unknownName',
};

/** A fault that was found before its language was known, told in it. */
export function faultIn(fault: Fault, language: Language): Fault {
  const kind = PLAIN[fault.code ?? ''];
  if (!kind) return fault;
  const path = fault.pointer
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));
  return {
    ...fault,
    detail: filled(words[language].path, { path: pathText(path, language), fault: say(kind, language, { value: fault.detail }) }),
  };
}

function faultAt(path: Path, code: string, fault: string, language: Language): Fault {
  return {
    pointer: path.map((step) => `/${escaped(String(step))}`).join(''),
    code,
    detail: filled(words[language].path, { path: pathText(path, language), fault }),
  };
}

/** RFC 6901. */
export function escaped(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}

function pathText(path: Path, language: Language): string {
  const { whole, item, between } = words[language];
  if (path.length === 0) return whole;
  const text = path
    .map((step) => (typeof step === 'number' ? filled(item, { nth: step + 1 }) : nameOf(String(step), language)))
    .join(between);
  return language === 'en' ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** A field by its name among people; in English most are their own words. */
function nameOf(step: string, language: Language): string {
  const { names } = words[language];
  if (Object.hasOwn(names, step)) return names[step] ?? step;
  return language === 'en' ? step.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) : step;
}

function sentenceOf(issue: Issue, language: Language): string {
  switch (issue.code) {
    case 'invalid_type':
      return say(typeOf(issue), language);
    case 'too_big':
      return tooBig(issue, language);
    case 'too_small':
      return tooSmall(issue, language);
    case 'not_multiple_of':
      return say('multiple', language, { step: issue.divisor });
    case 'invalid_value':
      return issue.input === undefined ? say('missing', language) : oneOf(issue.values, language);
    case 'invalid_format':
      return formatOf(issue, language);
    case 'invalid_union':
      return unionOf(issue, language);
    case 'invalid_key':
    case 'invalid_element': {
      const [inner] = issue.issues;
      return inner ? sentenceOf(inner, language) : say('format', language);
    }
    case 'custom':
      return customOf(issue.message, language);
    default:
      return say('format', language);
  }
}

const TYPES: Readonly<Record<string, Kind>> = {
  string: 'text',
  number: 'number',
  nan: 'number',
  int: 'whole',
  bigint: 'whole',
  boolean: 'switch',
  array: 'list',
  object: 'group',
  record: 'group',
  date: 'day',
};

function typeOf({ expected, input }: z.core.$ZodIssueInvalidType): Kind {
  if (input === undefined) return 'missing';
  if (input === null) return 'empty';
  return TYPES[expected] ?? 'format';
}

function tooBig({ origin, maximum, inclusive, input }: z.core.$ZodIssueTooBig, language: Language): string {
  const facts = { most: maximum, has: sizeOf(input) };
  if (origin === 'string') return say('tooLong', language, facts);
  if (origin === 'array' || origin === 'set') return say('tooMany', language, facts);
  return say(inclusive === false ? 'below' : 'atMost', language, facts);
}

function tooSmall({ origin, minimum, inclusive, input }: z.core.$ZodIssueTooSmall, language: Language): string {
  const facts = { least: minimum, has: sizeOf(input) };
  if (origin === 'string') return facts.has === 0 ? say('empty', language) : say('tooShort', language, facts);
  if (origin === 'array' || origin === 'set') return minimum === 1 ? say('oneAtLeast', language) : say('tooFew', language, facts);
  return say(inclusive === false ? 'above' : 'atLeast', language, facts);
}

function sizeOf(input: unknown): number {
  return typeof input === 'string' || Array.isArray(input) ? input.length : input instanceof Set ? input.size : 0;
}

function oneOf(values: readonly unknown[], language: Language): string {
  const named = values.slice(0, MOST_NAMED).map(String);
  const list = [...named, ...(values.length > named.length ? ['…'] : [])].join(language === 'en' ? ', ' : '、');
  return say(values.length === 1 ? 'exactly' : 'oneOf', language, { values: list });
}

const FORMATS: Readonly<Record<string, Kind>> = { email: 'email', uuid: 'id', date: 'day', datetime: 'instant', url: 'link' };

function formatOf({ format, pattern }: z.core.$ZodIssueInvalidStringFormat, language: Language): string {
  const known = FORMATS[format];
  if (known) return say(known, language);
  const source = /^\/(.*)\/[a-z]*$/su.exec(pattern ?? '')?.[1] ?? '';
  const { patterns } = words[language];
  return Object.hasOwn(patterns, source) ? (patterns[source] ?? '') : say('format', language);
}

/** Of several forms the one that was meant: least is wrong below it. Null where the value is of none of their kinds, or names its form wrongly. */
function meantBy(issue: z.core.$ZodIssueInvalidUnion): Issue | null {
  if (issue.input === undefined || 'options' in issue) return null;
  const near = issue.errors.filter((faults) => faults.every((one) => one.path.length > 0));
  return near.toSorted((a, b) => a.length - b.length)[0]?.[0] ?? null;
}

function unionOf(issue: z.core.$ZodIssueInvalidUnion, language: Language): string {
  if (issue.input === undefined) return say('missing', language);
  return 'options' in issue && Array.isArray(issue.options) ? oneOf(issue.options, language) : say('format', language);
}

/** Rules of several fields say a word of their own; one nobody gave words is told as what it is. */
function customOf(message: string, language: Language): string {
  const { said } = words[language];
  if (Object.hasOwn(said, message)) return said[message] ?? '';
  const twice = /^2 × (.*)$/su.exec(message)?.[1];
  return twice === undefined ? say('misfit', language) : say('twice', language, { value: twice });
}

function say(kind: Kind, language: Language, facts: Facts = {}): string {
  return filled(words[language].faults[kind], facts);
}

function filled(text: string, facts: Facts): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ''));
}
