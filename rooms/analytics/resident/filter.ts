import { DomainError } from '../../../kit/errors/index.ts';
import type { SourceKind } from '../../../kit/http/shapes.ts';
import { parseId } from '../../../kit/ids/index.ts';
import { parseDay } from '../../../kit/time/index.ts';
import { STAGES } from '../model/cells.ts';
import { NO_DAY, type Resident } from './resident.ts';

/** The filter part of the people list, as the address of the page carries it. */
export interface PeopleFilter {
  readonly stage?: string | undefined;
  readonly source?: string | undefined;
  readonly sourceKind?: SourceKind | undefined;
  readonly rfm?: string | undefined;
  readonly minOwn?: string | undefined;
  readonly maxOwn?: string | undefined;
  readonly minOrders?: number | undefined;
  readonly maxOrders?: number | undefined;
  readonly lastOrderBefore?: string | undefined;
  readonly lastOrderAfter?: string | undefined;
  readonly referred?: 'yes' | 'no' | undefined;
  readonly minDirects?: number | undefined;
}

/** Says of each node whether it fits. */
export type NodeTest = (node: number) => boolean;

/**
 * Turns filters into tests over the arrays; all of them must hold.
 * @param found nodes a search found; null = no search
 * @throws DomainError `filter.invalid` with the pointer of the part that cannot be read
 */
export function testsOf(resident: Resident, filter: PeopleFilter, found: ReadonlySet<number> | null): NodeTest[] {
  const tests: NodeTest[] = [(node) => resident.isHere[node] === 1];
  if (found) tests.push((node) => found.has(node));
  if (filter.stage !== undefined) {
    const wanted = bits(filter.stage.split(',').map((stage) => indexIn(STAGES, stage, '/stage')));
    tests.push((node) => ((wanted >> (resident.stage[node] as number)) & 1) === 1);
  }
  if (filter.source !== undefined) {
    const ids = filter.source.split(',').map((text) => parseId('source', text));
    const wanted = new Set(resident.sources.flatMap((source, index) => (ids.includes(source.sourceId) ? [index] : [])));
    tests.push((node) => wanted.has(resident.source[node] as number));
  }
  if (filter.sourceKind !== undefined) {
    const wanted = new Set(resident.sources.flatMap((source, index) => (source.kind === filter.sourceKind ? [index] : [])));
    tests.push((node) => wanted.has(resident.source[node] as number));
  }
  if (filter.rfm !== undefined) tests.push(rfmTest(resident, filter.rfm));
  if (filter.minOwn !== undefined) {
    const least = amountOf(filter.minOwn, '/minOwn');
    tests.push((node) => resident.own.near(node) >= least);
  }
  if (filter.maxOwn !== undefined) {
    const most = amountOf(filter.maxOwn, '/maxOwn');
    tests.push((node) => resident.own.near(node) <= most);
  }
  const { minOrders, maxOrders, minDirects } = filter;
  if (minOrders !== undefined) tests.push((node) => (resident.orders[node] as number) >= minOrders);
  if (maxOrders !== undefined) tests.push((node) => (resident.orders[node] as number) <= maxOrders);
  if (minDirects !== undefined) tests.push((node) => resident.directCount(node) >= minDirects);
  if (filter.lastOrderBefore !== undefined) {
    const day = parseDay(filter.lastOrderBefore);
    tests.push((node) => resident.lastDay[node] !== NO_DAY && (resident.lastDay[node] as number) < day);
  }
  if (filter.lastOrderAfter !== undefined) {
    const day = parseDay(filter.lastOrderAfter);
    tests.push((node) => (resident.lastDay[node] as number) > day);
  }
  if (filter.referred !== undefined) {
    const isWanted = filter.referred === 'yes';
    tests.push((node) => (resident.parent[node] as number) >= 0 === isWanted);
  }
  return tests;
}

// `r5f*m45`: the allowed digits of each axis, * for any.
function rfmTest(resident: Resident, pattern: string): NodeTest {
  const parts = /^r([1-5]{1,5}|\*)f([1-5]{1,5}|\*)m([1-5]{1,5}|\*)$/.exec(pattern);
  if (!parts) throw new DomainError('filter.invalid', { pointer: '/rfm', value: pattern });
  const [r, f, m] = parts.slice(1).map((digits) => bits((digits === '*' ? '12345' : digits).split('').map(Number))) as [
    number,
    number,
    number,
  ];
  return (node) => {
    const code = resident.rfm(node);
    return code > 0 && ((r >> Math.floor(code / 100)) & (f >> (Math.floor(code / 10) % 10)) & (m >> (code % 10)) & 1) === 1;
  };
}

function bits(values: readonly number[]): number {
  return values.reduce((set, value) => set | (1 << value), 0);
}

function indexIn(list: readonly string[], value: string, pointer: string): number {
  const index = list.indexOf(value);
  if (index < 0) throw new DomainError('filter.invalid', { pointer, value });
  return index;
}

function amountOf(text: string, pointer: string): number {
  const amount = Number(text);
  if (!Number.isFinite(amount)) throw new DomainError('filter.invalid', { pointer, value: text });
  return amount;
}
