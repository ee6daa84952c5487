import en from '../content/scripts.en.json' with { type: 'json' };
import content from '../content/scripts.json' with { type: 'json' };
import zh from '../content/scripts.zh-CN.json' with { type: 'json' };
import laddersEn from '../content/ladders.en.json' with { type: 'json' };
import laddersZh from '../content/ladders.zh-CN.json' with { type: 'json' };
import type { PresetId } from './presets.ts';
import { tradeWords, type ScriptText, type TradeWords } from './trade-words.ts';

export const scriptStages = ['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'] as const;
export const scriptScenes = ['moments', 'group', 'direct', 'live', 'offline'] as const;
export const objectionTypes = ['price', 'trust', 'need', 'time', 'effect', 'compare'] as const;
export type ScriptStage = (typeof scriptStages)[number];
export type ScriptScene = (typeof scriptScenes)[number];
export type ObjectionType = (typeof objectionTypes)[number];
export type ScriptLanguage = 'zh-CN' | 'en';
/** What a blank is filled with, so that a form can offer the right field. */
export type VariableKind = 'text' | 'person' | 'product' | 'money' | 'count' | 'date' | 'time';

/** What is said to somebody at one step of the way in one place (domain.md §9); blanks stand as `{name}`. */
export interface Script {
  readonly id: string;
  readonly stage: ScriptStage;
  readonly scene: ScriptScene;
  readonly goal: string;
  /** who speaks */
  readonly persona: string;
  /** the event after which it is time for it */
  readonly trigger: string;
  readonly opener: string;
  readonly needQuestions: readonly string[];
  readonly valuePoint: string;
  /** what it is proved by, in words: an order, a review, a case; null where nothing is claimed */
  readonly proof: string | null;
  readonly offer: string;
  /** what is really scarce; null where nothing is, and then no hurry is made */
  readonly urgency: string | null;
  readonly objections: readonly { readonly type: ObjectionType; readonly reply: string; readonly evidence: string }[];
  readonly close: { readonly kind: 'choice' | 'summary' | 'trial'; readonly text: string };
  readonly nextStep: string;
  readonly exitLine: string;
  readonly optOutLine: string;
  readonly variables: readonly { readonly name: string; readonly kind: VariableKind; readonly label: string }[];
  readonly tone: string;
  readonly maxChars: number;
  readonly followUps: readonly { readonly afterDays: number; readonly text: string; readonly stopIf: readonly string[] }[];
}

interface ScriptFacts {
  readonly trigger: string;
  readonly proof?: 'orderRef' | 'review' | 'case';
  readonly urgency?: 'seats' | 'stock';
  readonly close: Script['close']['kind'];
  readonly objections: readonly ObjectionType[];
  readonly followUpDays: readonly number[];
}

/** What every trade says alike. */
interface SharedWords extends Required<Omit<TradeWords, 'objections' | 'followUps'>>, Pick<TradeWords, 'objections' | 'followUps'> {
  readonly scenes: Readonly<Record<ScriptScene, Pick<Script, 'tone' | 'exitLine' | 'optOutLine'>>>;
  readonly personas: Readonly<Record<ScriptStage, string>>;
  readonly stopIf: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

const words: Readonly<Record<ScriptLanguage, SharedWords>> = { 'zh-CN': zh, en };
const advisers = { 'zh-CN': laddersZh.categories, en: laddersEn.categories } as const;
const silent = { reply: '', evidence: '' };
const scripts = content.scripts as Readonly<Record<string, ScriptFacts>>;
const kinds = content.variables as Readonly<Record<string, VariableKind>>;

/**
 * The whole library of a trade in one language: six stages by five scenes, three of each. What every trade says alike is said once; where the
 * trade matters (what is asked first, what it is proved by, what makes it dear, when it runs out) its own words stand in that place.
 */
export function scriptsOf(trade: PresetId, language: ScriptLanguage): readonly Script[] {
  const known = libraries.get(`${trade} ${language}`);
  if (known) return known;
  const library = composed(trade, language);
  libraries.set(`${trade} ${language}`, library);
  return library;
}

const libraries = new Map<string, readonly Script[]>();

function composed(trade: PresetId, language: ScriptLanguage): Script[] {
  const { scenes, personas, stopIf, variables, ...shared } = words[language];
  const own = tradeWords[trade][language];
  const proofs = { ...shared.proofs, ...own.proofs };
  const hurries = { ...shared.hurries, ...own.hurries };
  const objections = { ...shared.objections, ...own.objections };
  const followUps = { ...shared.followUps, ...own.followUps };
  const { adviser } = advisers[language][trade];
  return Object.entries(scripts).map(([id, facts]) => {
    const [stage, scene] = id.split('.') as [ScriptStage, ScriptScene];
    const { close, ...text } = { ...shared.scripts[id], ...own.scripts[id] } as ScriptText;
    const { tone, exitLine, optOutLine } = scenes[scene];
    const told = facts.objections.map((type) => ({ type, ...(objections[type] ?? silent) }));
    const later = facts.followUpDays.map((afterDays, index) => ({ afterDays, text: followUps[stage]?.[index] ?? '', stopIf }));
    const said = [
      ...Object.values(text).flat(),
      close,
      exitLine,
      optOutLine,
      ...told.map(({ reply }) => reply),
      ...later.map((one) => one.text),
    ];
    return {
      id,
      stage,
      scene,
      persona: personas[stage].replace('{{adviser}}', adviser),
      trigger: facts.trigger,
      ...text,
      proof: facts.proof === undefined ? null : (proofs[facts.proof] ?? null),
      urgency: facts.urgency === undefined ? null : (hurries[facts.urgency] ?? null),
      objections: told,
      close: { kind: facts.close, text: close },
      exitLine,
      optOutLine,
      variables: blanksOf(said).map((name) => ({
        name,
        kind: kinds[name] ?? 'text',
        label: variables[name] ?? name,
      })),
      tone,
      maxChars: content.scenes[scene].maxChars[language],
      followUps: later,
    };
  });
}

/** The blanks of texts, each once, in the order they are met. */
export function blanksOf(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)))];
}

/** A text with its blanks filled; what is not known yet stays a blank that is seen. */
export function fillScript(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (blank, name: string) => values[name] ?? blank);
}
