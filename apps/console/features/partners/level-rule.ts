import type { Client } from '../../../../sdk/index.ts';
import { moneyText, typedMoney } from '../../../../ui/format/money.ts';

export type Level = Awaited<ReturnType<Client['partnerLevels']['list']>>['data'][number];
export type LevelRule = NonNullable<Level['rule']>;

/** What a level may be asked for. The last three are said so that they can be refused in words (P1). */
export const measures = ['hand', 'sales', 'services', 'recruits', 'teamSize', 'teamSales'] as const;
export type Measure = (typeof measures)[number];

/** A rule as it stands in a form. */
export interface RuleDraft {
  readonly measure: Measure;
  readonly windowDays: string;
  readonly reach: string;
  readonly keep: string;
  readonly graceDays: string;
}

/** What stands in the form before anything is typed: three months to show it, a month's notice. */
export function draftOf(rule: LevelRule | null): RuleDraft {
  if (rule === null) return { measure: 'hand', windowDays: '90', reach: '', keep: '', graceDays: '30' };
  const said = (value: LevelRule['reach']) => (typeof value === 'number' ? String(value) : moneyText(value));
  return {
    measure: rule.measure,
    windowDays: String(rule.windowDays),
    reach: said(rule.reach),
    keep: said(rule.keep),
    graceDays: String(rule.graceDays),
  };
}

/** Whether a measure is money; the others are counted. */
export const isMoney = (measure: Measure): measure is 'sales' | 'teamSales' => measure === 'sales' || measure === 'teamSales';

/** The rule a form says; null = given by hand, `wrong` while a number is missing or none. Nothing to keep = kept for good. */
export function ruleOf(draft: RuleDraft, currency: string): LevelRule | null | 'wrong' {
  const { measure } = draft;
  if (measure === 'hand') return null;
  const [windowDays, graceDays] = [whole(draft.windowDays), whole(draft.graceDays)];
  if (windowDays === null || windowDays < 1 || windowDays > 3_650 || graceDays === null || graceDays > 3_650) return 'wrong';
  if (isMoney(measure)) {
    const [reach, keep] = [typedMoney(draft.reach, currency), typedMoney(draft.keep, currency)];
    if (reach === null || reach === 'wrong' || reach.amount === '0' || keep === 'wrong') return 'wrong';
    return { measure, windowDays, graceDays, reach, keep: keep ?? { amount: '0', currency } };
  }
  const [reach, keep] = [whole(draft.reach), draft.keep.trim() === '' ? 0 : whole(draft.keep)];
  return reach === null || reach === 0 || keep === null ? 'wrong' : { measure, windowDays, graceDays, reach, keep };
}

/** Whether keeping a level asks more than reaching it. */
export function keepsTooMuch({ reach, keep }: LevelRule): boolean {
  return amountOf(keep) > amountOf(reach);
}

/** A figure of a rule as a plain number, minor units where it is money. */
export const amountOf = (value: LevelRule['reach']): bigint => BigInt(typeof value === 'number' ? value : value.amount);

const whole = (text: string): number | null => (/^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : null);
