import type { Purpose } from '../../rooms/relations/api.ts';
import type { PersonDocument } from '../export-person.ts';
import en from './words.en.json' with { type: 'json' };
import zh from './words.zh-CN.json' with { type: 'json' };

/** Everything a brand can hold about somebody, by the part of their document it stands in. */
export type Section = Exclude<keyof PersonDocument, 'exportedAt' | 'brand'>;

type Language = 'zh-CN' | 'en';

/**
 * What each part is kept for, and whether something of it stays, without their name, once they are forgotten: records of trade, money and
 * tax, and how people hang together (compliance P18). A new part of the document has to be given its purpose here.
 */
export const SECTIONS: Readonly<Record<Section, { purpose: Purpose; isKept: boolean }>> = {
  person: { purpose: 'account', isKept: false },
  mergedRecords: { purpose: 'account', isKept: false },
  shownName: { purpose: 'account', isKept: false },
  stages: { purpose: 'account', isKept: true },
  ownDataWishes: { purpose: 'account', isKept: true },
  orders: { purpose: 'orders', isKept: true },
  returns: { purpose: 'orders', isKept: true },
  refundRequests: { purpose: 'orders', isKept: true },
  reviews: { purpose: 'orders', isKept: true },
  givings: { purpose: 'orders', isKept: true },
  promisedGifts: { purpose: 'orders', isKept: true },
  addresses: { purpose: 'orders', isKept: false },
  cards: { purpose: 'card', isKept: true },
  redemptions: { purpose: 'card', isKept: true },
  tiers: { purpose: 'card', isKept: true },
  invitations: { purpose: 'card', isKept: true },
  points: { purpose: 'points', isKept: true },
  pointsHistory: { purpose: 'points', isKept: true },
  relations: { purpose: 'introductions', isKept: true },
  referrals: { purpose: 'introductions', isKept: true },
  bonds: { purpose: 'introductions', isKept: true },
  offerTrials: { purpose: 'introductions', isKept: false },
  links: { purpose: 'introductions', isKept: true },
  partnerships: { purpose: 'partner', isKept: true },
  partnerApplications: { purpose: 'partner', isKept: true },
  services: { purpose: 'partner', isKept: true },
  leads: { purpose: 'partner', isKept: true },
  teamMarks: { purpose: 'partner', isKept: false },
  training: { purpose: 'partner', isKept: false },
  planTasks: { purpose: 'partner', isKept: false },
  earnings: { purpose: 'payouts', isKept: true },
  withdrawals: { purpose: 'payouts', isKept: true },
  statements: { purpose: 'payouts', isKept: true },
  payee: { purpose: 'payouts', isKept: false },
  inbox: { purpose: 'messages', isKept: false },
  scriptUses: { purpose: 'messages', isKept: true },
  traces: { purpose: 'safety', isKept: false },
  cases: { purpose: 'safety', isKept: true },
};

const entries = Object.entries(SECTIONS) as [Section, { purpose: Purpose; isKept: boolean }][];

/** What a person's own copy calls a part of it. */
export function sectionName(section: Section, language: Language): string {
  return (language === 'en' ? en : zh).sections[section];
}

/** What is kept about anybody, by what it is kept for. */
export function keptByPurpose(language: Language): { purpose: Purpose; what: { name: string; isKept: boolean }[] }[] {
  const purposes = [...new Set(entries.map(([, { purpose }]) => purpose))];
  return purposes.map((purpose) => ({
    purpose,
    what: entries
      .filter(([, each]) => each.purpose === purpose)
      .map(([section, { isKept }]) => ({ name: sectionName(section, language), isKept })),
  }));
}
