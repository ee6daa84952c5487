import type { Client } from '../../../../sdk/index.ts';

export type ReadOptions = Parameters<Client['imports']['preview']>[0];
export const kinds = ['orders', 'people', 'referrals', 'products'] as const;
export type Kind = (typeof kinds)[number];

/** What somebody chose about reading a file; everything absent is left to recognition. */
export interface Choices {
  map?: Record<string, number>;
  profile?: string;
  encoding?: string;
  timeZone?: string;
  dateOrder?: string;
  unpaidColumn?: string;
  unpaidPattern?: string;
  onConflict?: string;
}

/** The choices as the API takes them. Empty ones are left out, so that recognition decides. */
export function readOptions(upload: string, as: Kind, choices: Choices): ReadOptions {
  const unpaid = choices.unpaidColumn ? `${choices.unpaidColumn}=${choices.unpaidPattern?.trim() || '^$'}` : undefined;
  const chosen = {
    upload,
    as,
    onConflict: choices.onConflict ?? 'update',
    ...(choices.map && Object.keys(choices.map).length > 0 ? { map: choices.map } : {}),
    ...(choices.profile ? { profile: choices.profile } : {}),
    ...(choices.encoding && choices.encoding !== 'auto' ? { encoding: choices.encoding } : {}),
    ...(choices.timeZone ? { timeZone: choices.timeZone } : {}),
    ...(choices.dateOrder ? { dateOrder: choices.dateOrder } : {}),
    ...(unpaid ? { unpaidWhen: unpaid } : {}),
  };
  return chosen as ReadOptions;
}

const PLACE = 'zihuan.import.';

/** Choices survive a reload of the page, per uploaded file and kind. */
export function keptChoices(upload: string, as: Kind, storage: Pick<Storage, 'getItem'>): Choices {
  const text = storage.getItem(PLACE + upload + as);
  if (text === null) return {};
  const found: unknown = JSON.parse(text);
  return typeof found === 'object' && found !== null ? (found as Choices) : {};
}

export function keepChoices(upload: string, as: Kind, choices: Choices, storage: Pick<Storage, 'setItem'>): void {
  storage.setItem(PLACE + upload + as, JSON.stringify(choices));
}

interface RunState {
  state: string;
  sizeBytes: number;
  bytesDone: number;
  result: { rows: number; accepted: number; skipped: number; rejected: number };
}

/** How far a run is, from 0 to 1; a done run is whole even when its file was empty. */
export function progressOf(run: RunState): number {
  if (run.state === 'done') return 1;
  return run.sizeBytes <= 0 ? 0 : Math.min(1, run.bytesDone / run.sizeBytes);
}

/** What a finished run came to: new rows, nothing new, nothing but refusals, or an empty file. */
export function outcomeOf(run: RunState): 'brought' | 'nothingNew' | 'allRefused' | 'empty' {
  const { rows, accepted, skipped } = run.result;
  if (rows === 0) return 'empty';
  if (accepted > 0) return 'brought';
  return skipped > 0 ? 'nothingNew' : 'allRefused';
}

export const isLive = (state: string): boolean => state === 'waiting' || state === 'running' || state === 'stopping';
