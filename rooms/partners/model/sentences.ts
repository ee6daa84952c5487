import { divideHalfUp, minorDigits } from '../../../kit/money/index.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { Fact, Finding } from './lint.ts';
import type { Pay, Plan } from './plan.ts';
import en from '../words.en.json' with { type: 'json' };
import zh from '../words.zh-CN.json' with { type: 'json' };

export type Language = 'zh-CN' | 'en';
type Key = keyof typeof en;

const catalogues: Record<Language, Record<Key, string>> = { 'zh-CN': zh, en };

/** What names stand for in sentences. */
export interface Names {
  readonly currency: string;
  readonly products: ReadonlyMap<Uuid, { readonly name: string }>;
  /** labels of partner levels, by id */
  readonly levels: ReadonlyMap<string, string>;
}

/** The sentence of a finding, with its facts in words. */
export function findingText({ says, facts }: Finding, names: Names, language: Language): string {
  const others = facts['others'];
  const key = says === 'P5.margin' && others?.kind === 'number' && others.number > 0 ? 'P5.marginOthers' : (says as Key);
  const told = Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, factText(fact, names, language)]));
  return capital(say(language, key, told));
}

function factText(fact: Fact, names: Names, language: Language): string {
  switch (fact.kind) {
    case 'share':
      return shareText(fact.num, fact.den);
    case 'amount':
      return amountText(fact.amount, names.currency);
    case 'number':
      return String(fact.number);
    case 'triggers':
      return fact.triggers.map((trigger) => say(language, `trigger.${trigger}` as Key)).join(say(language, 'list.comma'));
    case 'place':
      return placeText(fact.place, names, language);
  }
}

/** The whole plan as sentences, each with the place of the plan it is about. */
export function planSentences(plan: Plan, names: Names, language: Language): { about: string; text: string }[] {
  const t = (key: Key, facts: Record<string, string> = {}): string => capital(say(language, key, facts));
  const pay = (each: Pay): string => payText(each, names.currency, language);
  const lines: { about: string; text: string }[] = [];
  const add = (about: string, text: string): void => void lines.push({ about, text });

  for (const [i, { depth, ratePpm }] of plan.levels.entries()) {
    const told = { pay: pay({ kind: 'rate', ratePpm }), steps: String(depth) };
    add(`/levels/${i}`, t(depth === 1 ? 'level.direct' : 'level.indirect', told));
  }
  for (const [i, { when, depth, pay: paid }] of plan.overrides.entries()) {
    const level = when.partnerLevel === null ? null : levelName(when.partnerLevel, names);
    const where = [
      ...(isPlaced(when) ? [placeText(when, names, language)] : []),
      ...(level === null ? [] : [say(language, 'override.partnerLevel', { level })]),
    ];
    add(`/overrides/${i}`, t('override.say', { where: where.join(say(language, 'list.comma')), depth: String(depth), pay: pay(paid) }));
  }
  for (const [i, role] of plan.roles.entries()) {
    const rates = role.rates
      .map((rate) =>
        say(language, 'rate.pair', { level: levelName(rate.partnerLevel, names), rate: shareText(BigInt(rate.ratePpm), WHOLE) }),
      )
      .join(say(language, 'list.comma'));
    add(`/roles/${i}`, t(`${role.role}.say`, { rates }));
    if (role.role === 'differential' && role.countsDirect) add(`/roles/${i}/countsDirect`, t('differential.counts'));
  }
  const { stages, onIneligible } = plan.payees;
  const named = stages.map((stage) => say(language, `stage.${stage}`)).join(say(language, 'list.comma'));
  const isOnlyPartners = stages.length === 1 && stages[0] === 'partner';
  add('/payees/stages', t(isOnlyPartners ? 'payees.partner' : stages.length === 6 ? 'payees.all' : 'payees.some', { stages: named }));
  add('/payees/onIneligible', t(`payees.${onIneligible}`));
  const others = plan.triggers.filter((trigger) => trigger !== 'order');
  if (others.length > 0) {
    add('/triggers', t('payees.triggers', { triggers: factText({ kind: 'triggers', triggers: others }, names, language) }));
  }
  add('/capPpm', plan.capPpm === null ? t('cap.pack') : t('cap.own', { cap: shareText(BigInt(plan.capPpm), WHOLE) }));
  for (const [limit, amount] of Object.entries(plan.caps)) {
    if (amount !== null) add(`/caps/${limit}`, t(`caps.${limit}` as Key, { amount: amountText(amount as bigint, names.currency) }));
  }
  add('/hold/days', t('hold.days', { days: String(plan.hold.days) }));
  add('/selfBuy', t(`selfBuy.${plan.selfBuy}`));
  for (const [dial, key, days] of dialSentences(plan)) add(`/relations${dial}`, t(key, { days: String(days) }));
  return lines;
}

function dialSentences({ relations: dials }: Plan): [dial: string, key: Key, days: number][] {
  if (dials === null) return [['', 'relations.none', 0]];
  return [
    ['/bindOn', `relations.bindOn.${dials.bindOn}`, 0],
    ['/touchTtlDays', 'relations.touch', dials.touchTtlDays],
    dials.validityDays === null ? ['/validityDays', 'relations.forever', 0] : ['/validityDays', 'relations.validity', dials.validityDays],
    ...(dials.protectionDays > 0 ? [['/protectionDays', 'relations.protection', dials.protectionDays] as [string, Key, number]] : []),
    ...(dials.snatch ? [['/snatch', 'relations.snatch', 0] as [string, Key, number]] : []),
    ...(dials.renewOn === 'none' ? [] : [['/renewOn', `relations.renew.${dials.renewOn}`, 0] as [string, Key, number]]),
    ...(dials.scope === 'any' ? [] : [['/scope', `relations.scope.${dials.scope}`, 0] as [string, Key, number]]),
    ['/onBecomePartner', `relations.becomes.${dials.onBecomePartner}`, 0],
    ['/onOrphan', `relations.orphan.${dials.onOrphan}`, 0],
  ];
}

const WHOLE = 1_000_000n;

/** A share as a percentage with at most four digits after the point: 75 000 ppm is 7.5%. */
export function shareText(num: bigint, den: bigint): string {
  const scaled = divideHalfUp(num * WHOLE, den);
  const digits = (scaled % 10_000n).toString().padStart(4, '0').replace(/0+$/, '');
  return `${scaled / 10_000n}${digits === '' ? '' : `.${digits}`}%`;
}

function amountText(amount: bigint, currency: string): string {
  const digits = minorDigits(currency);
  const [sign, whole] = amount < 0n ? ['−', -amount] : ['', amount];
  const text = whole.toString().padStart(digits + 1, '0');
  const cents = digits === 0 ? '' : `.${text.slice(-digits)}`;
  return `${sign}${text.slice(0, text.length - digits)}${cents} ${currency}`;
}

function payText(pay: Pay, currency: string, language: Language): string {
  if (pay.kind === 'fixed') {
    return pay.perPiece === 0n ? say(language, 'pay.nothing') : say(language, 'pay.fixed', { amount: amountText(pay.perPiece, currency) });
  }
  return pay.ratePpm === 0 ? say(language, 'pay.nothing') : say(language, 'pay.rate', { rate: shareText(BigInt(pay.ratePpm), WHOLE) });
}

type Place = { readonly productId: Uuid | null; readonly category: string | null; readonly ladderRole: string | null };

function isPlaced({ productId, category, ladderRole }: Place): boolean {
  return productId !== null || category !== null || ladderRole !== null;
}

function placeText({ productId, category, ladderRole }: Place, names: Names, language: Language): string {
  const known = productId === null ? undefined : names.products.get(productId);
  if (known) return say(language, 'place.product', { product: known.name });
  const role = ladderRole === null ? null : say(language, `ladder.${ladderRole}` as Key);
  const parts = [
    ...(category === null ? [] : [say(language, 'place.category', { category })]),
    ...(role === null ? [] : [say(language, 'place.ladderRole', { ladderRole: role })]),
  ];
  const [first, second] = parts;
  if (first === undefined) return say(language, 'place.any');
  return second === undefined ? first : say(language, 'place.join', { first, second });
}

function levelName(level: string, names: Names): string {
  return names.levels.get(level) ?? level;
}

function say(language: Language, key: Key, facts: Record<string, string> = {}): string {
  return catalogues[language][key].replaceAll(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '');
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
