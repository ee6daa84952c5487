import type { Client } from '../../../../sdk/index.ts';
import { moneyText, typedMoney } from '../../../../ui/format/money.ts';
import { stages, type StageName } from '../../../../ui/tokens/index.ts';
import type { Plan } from './plan-words.tsx';

export type PlanBody = Parameters<Client['commissionPlans']['create']>[0];
export const ladderRoles = ['fan', 'entry', 'core', 'premium', 'membership', 'companion'] as const;
export type LadderRole = (typeof ladderRoles)[number];

/** A plan while it is written: everything as typed. */
export interface PlanDraft {
  name: string;
  rates: string[];
  overrides: OverrideDraft[];
  differential: { isOn: boolean; countsDirect: boolean; rates: Record<string, string> };
  service: { isOn: boolean; rates: Record<string, string> };
  payees: 'partners' | 'everybody' | 'chosen';
  /** who may earn where they are chosen one by one */
  stages: readonly StageName[];
  cap: string;
  holdDays: string;
  caps: Record<CapName, string>;
  selfBuy: boolean;
  bond: 'referral' | 'locked';
  validityDays: string;
  protectionDays: string;
  snatch: boolean;
  touchDays: string;
  bindOn: Dials['bindOn'];
  scope: Dials['scope'];
  renewOn: Dials['renewOn'];
  onBecomePartner: Dials['onBecomePartner'];
  onOrphan: Dials['onOrphan'];
}

type Dials = NonNullable<Plan['relations']>;

/** What the dials of a bond can be set to, the usual first. */
export const dialChoices = {
  bindOn: ['register', 'click', 'addFriend', 'firstOrder', 'firstPayment'],
  scope: ['any', 'noOrderYet', 'newOnly'],
  renewOn: ['none', 'order', 'anyClickFromSame'],
  onBecomePartner: ['keep', 'keepUntilProtectionEnds', 'release'],
  onOrphan: ['house', 'nextActiveUpline', 'reassignPool'],
} as const satisfies { [Name in keyof Dials]?: readonly Dials[Name][] };

/** How much may become one person's, or one person's from one buyer, before the rest waits for somebody to look. */
export const capNames = ['personDay', 'personMonth', 'pairDay', 'pairMonth'] as const;
export type CapName = (typeof capNames)[number];

export interface OverrideDraft {
  key: number;
  product: { id: string; title: string } | null;
  category: string;
  ladderRole: LadderRole | '';
  partnerLevel: string;
  depth: string;
  kind: 'rate' | 'fixed';
  value: string;
}

export const emptyPlan: PlanDraft = {
  name: '',
  rates: ['10'],
  overrides: [],
  differential: { isOn: false, countsDirect: true, rates: {} },
  service: { isOn: false, rates: {} },
  payees: 'partners',
  stages: ['partner'],
  cap: '',
  // Empty: what the brand's policy pack asks for.
  holdDays: '',
  caps: { personDay: '', personMonth: '', pairDay: '', pairMonth: '' },
  selfBuy: false,
  bond: 'referral',
  validityDays: '365',
  protectionDays: '15',
  snatch: false,
  touchDays: '30',
  bindOn: 'register',
  scope: 'any',
  renewOn: 'none',
  onBecomePartner: 'keep',
  onOrphan: 'house',
};

export const emptyOverride = (key: number): OverrideDraft => ({
  key,
  product: null,
  category: '',
  ladderRole: '',
  partnerLevel: '',
  depth: '1',
  kind: 'rate',
  value: '',
});

/** Percent as typed (at most four digits after the point) as parts per million; null when it is none. */
export function ppmOf(text: string): number | null {
  const match = /^(\d{1,3})(?:\.(\d{1,4}))?$/.exec(text.normalize('NFKC').replace(/[%\s]/g, ''));
  if (!match) return null;
  const ppm = Number(match[1]) * 10_000 + Number((match[2] ?? '').padEnd(4, '0'));
  return ppm <= 1_000_000 ? ppm : null;
}

/** Parts per million as a percent to type: 75000 → "7.5". */
export const percentText = (ppm: number): string => String(ppm / 10_000);

const daysOf = (text: string): number | null => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : null);

/**
 * What is wrong with the draft, by field; a field that is not named is right.
 * @param start what the form began with: the days of a plan that has them are not left out again
 */
export function faultsOf(draft: PlanDraft, currency: string, start: PlanDraft = emptyPlan): string[] {
  const rates = (of: Record<string, string>) => Object.values(of).some((text) => text.trim() !== '' && ppmOf(text) === null);
  return [
    ...(draft.name.trim() === '' ? ['name'] : []),
    ...(draft.rates.some((text) => ppmOf(text) === null) ? ['rates'] : []),
    ...(draft.cap.trim() !== '' && ppmOf(draft.cap) === null ? ['cap'] : []),
    ...(daysOf(draft.holdDays) === null && (draft.holdDays.trim() !== '' || start.holdDays !== '') ? ['hold'] : []),
    ...(capNames.some((name) => typedMoney(draft.caps[name], currency) === 'wrong') ? ['caps'] : []),
    ...(draft.payees === 'chosen' && draft.stages.length === 0 ? ['payees'] : []),
    ...(draft.bond === 'locked' &&
    (daysOf(draft.protectionDays) === null || !daysOf(draft.touchDays) || (draft.validityDays.trim() !== '' && !daysOf(draft.validityDays)))
      ? ['bond']
      : []),
    ...((draft.differential.isOn && rates(draft.differential.rates)) || (draft.service.isOn && rates(draft.service.rates))
      ? ['roles']
      : []),
    ...(draft.overrides.some((one) => !isWhole(one, currency)) ? ['overrides'] : []),
  ];
}

function isWhole(one: OverrideDraft, currency: string): boolean {
  const hasWhen = one.product !== null || one.category.trim() !== '' || one.ladderRole !== '' || one.partnerLevel !== '';
  const money = typedMoney(one.value, currency);
  return hasWhen && /^[1-9]\d?$/.test(one.depth) && (one.kind === 'rate' ? ppmOf(one.value) !== null : money !== null && money !== 'wrong');
}

/** The draft as the API takes it; only called without faults. */
export function bodyOf(draft: PlanDraft, currency: string): PlanBody {
  const rates = (of: Record<string, string>) =>
    Object.entries(of).flatMap(([partnerLevel, text]) => {
      const ratePpm = ppmOf(text);
      return ratePpm === null ? [] : [{ partnerLevel, ratePpm }];
    });
  return {
    name: draft.name.trim(),
    levels: draft.rates.map((text, at) => ({ depth: at + 1, ratePpm: ppmOf(text) ?? 0 })),
    roles: [
      ...(draft.differential.isOn
        ? [{ role: 'differential' as const, rates: rates(draft.differential.rates), countsDirect: draft.differential.countsDirect }]
        : []),
      ...(draft.service.isOn ? [{ role: 'service' as const, rates: rates(draft.service.rates) }] : []),
    ],
    overrides: draft.overrides.map((one) => {
      const money = typedMoney(one.value, currency);
      return {
        when: {
          ...(one.product ? { product: one.product.id } : {}),
          ...(one.category.trim() ? { category: one.category.trim() } : {}),
          ...(one.ladderRole ? { ladderRole: one.ladderRole } : {}),
          ...(one.partnerLevel ? { partnerLevel: one.partnerLevel } : {}),
        },
        depth: Number(one.depth),
        ...(one.kind === 'rate' ? { ratePpm: ppmOf(one.value) ?? 0 } : money !== null && money !== 'wrong' ? { fixed: money } : {}),
      };
    }),
    payees: {
      stages: draft.payees === 'partners' ? ['partner'] : draft.payees === 'everybody' ? [...stages] : [...draft.stages],
      onIneligible: 'brand',
    },
    ...(draft.cap.trim() ? { capPpm: ppmOf(draft.cap) } : {}),
    ...(draft.holdDays.trim() === '' ? {} : { hold: { days: daysOf(draft.holdDays) ?? 0 } }),
    caps: Object.fromEntries(
      capNames.flatMap((name) => {
        const limit = typedMoney(draft.caps[name], currency);
        return limit === null || limit === 'wrong' ? [] : [[name, limit]];
      }),
    ),
    selfBuy: draft.selfBuy ? 'commission' : 'none',
    relations:
      draft.bond === 'referral'
        ? null
        : {
            validityDays: draft.validityDays.trim() === '' ? null : daysOf(draft.validityDays),
            protectionDays: daysOf(draft.protectionDays) ?? 0,
            snatch: draft.snatch,
            touchTtlDays: daysOf(draft.touchDays) ?? 0,
            bindOn: draft.bindOn,
            scope: draft.scope,
            renewOn: draft.renewOn,
            onBecomePartner: draft.onBecomePartner,
            onOrphan: draft.onOrphan,
          },
  };
}

/** What a draft says otherwise than before: what the form does not show stays as it is. */
export function changesOf(before: PlanDraft, after: PlanDraft, currency: string): Partial<PlanBody> {
  const was: Record<string, unknown> = { ...bodyOf(before, currency), capPpm: bodyOf(before, currency).capPpm ?? null };
  const is: Record<string, unknown> = { ...bodyOf(after, currency), capPpm: bodyOf(after, currency).capPpm ?? null };
  return Object.fromEntries(Object.entries(is).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name])));
}

/** A plan that is there, as a draft to begin from. Product names are filled in by whoever knows them. */
export function draftOf(plan: Plan, productName: (id: string) => string): PlanDraft {
  const deepest = Math.max(0, ...plan.levels.map((level) => level.depth));
  const role = (name: 'differential' | 'service') => plan.roles.find((one) => one.role === name);
  const rates = (name: 'differential' | 'service') =>
    Object.fromEntries((role(name)?.rates ?? []).map((rate) => [rate.partnerLevel, percentText(rate.ratePpm)]));
  return {
    name: plan.name,
    rates: Array.from({ length: deepest }, (_, at) => percentText(plan.levels.find((level) => level.depth === at + 1)?.ratePpm ?? 0)),
    overrides: plan.overrides.map((one, key) => ({
      key,
      product: one.when.product ? { id: one.when.product, title: productName(one.when.product) } : null,
      category: one.when.category ?? '',
      ladderRole: one.when.ladderRole ?? '',
      partnerLevel: one.when.partnerLevel ?? '',
      depth: String(one.depth),
      kind: one.fixed ? 'fixed' : 'rate',
      value: one.fixed ? moneyText(one.fixed) : percentText(one.ratePpm ?? 0),
    })),
    differential: {
      isOn: role('differential') !== undefined,
      countsDirect: role('differential')?.countsDirect ?? true,
      rates: rates('differential'),
    },
    service: { isOn: role('service') !== undefined, rates: rates('service') },
    payees:
      plan.payees.stages.length === 1 && plan.payees.stages[0] === 'partner'
        ? 'partners'
        : plan.payees.stages.length === stages.length
          ? 'everybody'
          : 'chosen',
    stages: plan.payees.stages,
    cap: plan.capPpm === null ? '' : percentText(plan.capPpm),
    holdDays: String(plan.hold.days),
    caps: {
      personDay: moneyText(plan.caps.personDay),
      personMonth: moneyText(plan.caps.personMonth),
      pairDay: moneyText(plan.caps.pairDay),
      pairMonth: moneyText(plan.caps.pairMonth),
    },
    selfBuy: plan.selfBuy === 'commission',
    bond: plan.relations === null ? 'referral' : 'locked',
    validityDays: plan.relations?.validityDays == null ? '' : String(plan.relations.validityDays),
    protectionDays: String(plan.relations?.protectionDays ?? 15),
    snatch: plan.relations?.snatch ?? false,
    touchDays: String(plan.relations?.touchTtlDays ?? emptyPlan.touchDays),
    bindOn: plan.relations?.bindOn ?? emptyPlan.bindOn,
    scope: plan.relations?.scope ?? emptyPlan.scope,
    renewOn: plan.relations?.renewOn ?? emptyPlan.renewOn,
    onBecomePartner: plan.relations?.onBecomePartner ?? emptyPlan.onBecomePartner,
    onOrphan: plan.relations?.onOrphan ?? emptyPlan.onOrphan,
  };
}
