import type { Client } from '../../../../sdk/index.ts';

/** The filters of the people list as the address and the API spell them. */
export const filterNames = [
  'search',
  'stage',
  'source',
  'sourceKind',
  'rfm',
  'minOwn',
  'maxOwn',
  'minOrders',
  'maxOrders',
  'lastOrderBefore',
  'lastOrderAfter',
  'referred',
  'minDirects',
  'segment',
] as const;
export type FilterName = (typeof filterNames)[number];
export type Filters = Partial<Record<FilterName, string>>;

export const sorts = ['newest', 'name', 'lastOrder', 'own', 'orders', 'influence', 'directs', 'stageSince'] as const;
export type Sort = (typeof sorts)[number];

export interface PeopleView {
  filters: Filters;
  sort: Sort;
  order: 'asc' | 'desc';
}

/** What an address asks of the list; unknown names and an unknown order are left out. */
export function viewOf(url: Readonly<Record<string, string>>): PeopleView {
  const filters: Filters = {};
  for (const name of filterNames) {
    const value = url[name]?.trim();
    if (value) filters[name] = value;
  }
  const sort = sorts.find((one) => one === url.sort) ?? 'newest';
  return { filters, sort, order: url.order === 'asc' ? 'asc' : 'desc' };
}

/** The filters a segment keeps: all but the search text and the segment itself, which would nest. */
export function segmentFilter(filters: Filters): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).filter(([name]) => name !== 'segment')) as Record<string, string>;
}

/** A comma-separated filter with one value added or taken away; undefined when nothing is left. */
export function toggled(list: string | undefined, value: string): string | undefined {
  const values = (list ?? '').split(',').filter(Boolean);
  const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value];
  return next.length === 0 ? undefined : next.join(',');
}

/** Buckets of an RFM filter: `r5f*m45` → r: [5], f: all, m: [4, 5]. null when it is none. */
export function rfmOf(text: string): { r: number[]; f: number[]; m: number[] } | null {
  const match = /^r([1-5*]+)f([1-5*]+)m([1-5*]+)$/.exec(text);
  if (!match) return null;
  const buckets = (part: string | undefined) => (part === undefined || part.includes('*') ? [1, 2, 3, 4, 5] : [...part].map(Number));
  return { r: buckets(match[1]), f: buckets(match[2]), m: buckets(match[3]) };
}

export const sourceKinds = ['owned', 'referral', 'paid', 'pond', 'offline'] as const;

/** The view as the API's query: numbers are numbers, and words the API does not know are left out. */
export function toQuery({ filters, sort, order }: PeopleView): PeopleQuery {
  const { minOrders, maxOrders, minDirects, sourceKind, referred, ...texts } = filters;
  const query: PeopleQuery = { ...texts, sort, order };
  const kind = sourceKinds.find((one) => one === sourceKind);
  if (kind) query.sourceKind = kind;
  if (referred === 'yes' || referred === 'no') query.referred = referred;
  if (isCount(minOrders)) query.minOrders = Number(minOrders);
  if (isCount(maxOrders)) query.maxOrders = Number(maxOrders);
  if (isCount(minDirects)) query.minDirects = Number(minDirects);
  return query;
}

type PeopleQuery = NonNullable<Parameters<Client['people']['list']>[0]>;

const isCount = (text: string | undefined): text is string => text !== undefined && /^\d{1,9}$/.test(text);
