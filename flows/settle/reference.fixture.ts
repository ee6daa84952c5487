import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/**
 * An independent reckoning of what a two-level plan owes: its own reading of the files, its own forest, its own arithmetic.
 * It shares no code with the product; a difference means that one of the two is wrong.
 */
export interface Sale {
  readonly order: string;
  readonly person: string;
  /** fen */
  readonly total: bigint;
  readonly isPaid: boolean;
  refunded: bigint;
}

/** Who was introduced by whom: the earliest row wins; nobody introduces themselves, has two introducers, or stands in a ring. */
export function readForest(cascadesFile: string, edgesFile: string): { parent: Map<string, string>; csv: string } {
  const root = new Map<string, string>();
  for (const line of readFileSync(cascadesFile, 'utf8').split('\n').slice(1)) {
    const [cascade, user] = line.split(',');
    if (cascade && user) root.set(cascade, user);
  }
  const rows: string[][] = [];
  const userAt = new Map<string, string>();
  for (const line of gunzipSync(readFileSync(edgesFile)).toString('utf8').split('\n').slice(1)) {
    if (line.trim() === '') continue;
    const cells = line.trim().split(',');
    rows.push(cells);
    userAt.set(`${cells[0]}/${cells[1]}`, cells[3] ?? '');
  }
  const pairs = rows.map(([cascade = '', , above = '', user = '', time = '']) => ({
    child: user,
    above: (above === '0' ? root.get(cascade) : userAt.get(`${cascade}/${above}`)) ?? '',
    time: /^\d{4}-\d\d-\d\d /.test(time) ? time : '',
  }));
  const parent = new Map<string, string>();
  const dated = pairs.filter((pair) => pair.time !== '').sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  for (const { child, above } of [...dated, ...pairs.filter((pair) => pair.time === '')]) {
    if (child === above || parent.has(child)) continue;
    let at: string | undefined = above;
    while (at !== undefined && at !== child) at = parent.get(at);
    if (at === undefined) parent.set(child, above);
  }
  const csv = pairs.map((pair) => `${pair.child},${pair.above},${pair.time}`).join('\n');
  return { parent, csv: `person,referrer,at\n${csv}\n` };
}

/** `94.7` → 9470n; nothing for an empty cell. */
function fen(text: string): bigint {
  const [whole = '0', part = ''] = text.trim().split('.');
  return BigInt(whole === '' ? '0' : whole) * 100n + BigInt(part.padEnd(2, '0').slice(0, 2));
}

/** Spreads ids over people: the same id always meets the same person. */
function pick(people: readonly string[], id: string): string {
  let hash = 2_166_136_261;
  for (const letter of id) hash = Math.imul(hash ^ letter.charCodeAt(0), 16_777_619) >>> 0;
  return people[hash % people.length] ?? '';
}

/** Tmall's orders, one line each at 总金额; paid where there is a payment time. */
export function readTmall(file: string, people: readonly string[]): Sale[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .map(([id = '', total = '', , , , paidAt = '', refund = '']) => ({
      order: `tmall-${id}`,
      person: pick(people, id),
      total: fen(total),
      isPaid: paidAt.trim() !== '',
      refunded: paidAt.trim() === '' ? 0n : fen(refund),
    }));
}

/** The restaurant's settled bills; guests are known by phone. */
export function readRestaurant(file: string, people: readonly string[]): Sale[] {
  const lines = new TextDecoder('gb18030').decode(readFileSync(file)).trim().split(/\r?\n/);
  const names = (lines[0] ?? '').split(',');
  const at = (cells: string[], name: string): string => cells[names.indexOf(name)] ?? '';
  return lines.slice(1).map((line) => {
    const cells = line.split(',');
    return {
      order: `table-${at(cells, 'order_id')}`,
      person: pick(people, at(cells, 'phone')),
      total: fen(at(cells, 'accounts_payable')),
      isPaid: at(cells, 'order_status') === '1',
      refunded: 0n,
    };
  });
}

/** What is kept of each order by each payee: `order payee depth` → fen, for rates of 10 % and 5 %. */
export function reckon(sales: readonly Sale[], parent: ReadonlyMap<string, string>): Map<string, bigint> {
  const kept = new Map<string, bigint>();
  for (const sale of sales) {
    if (!sale.isPaid) continue;
    const left = sale.total - sale.refunded;
    const first = parent.get(sale.person);
    const second = first === undefined ? undefined : parent.get(first);
    for (const [payee, depth, percent] of [
      [first, 1, 10n],
      [second, 2, 5n],
    ] as const) {
      if (payee === undefined) continue;
      const amount = (left * percent) / 100n;
      if (amount > 0n) kept.set(`${sale.order} ${payee} ${depth}`, amount);
    }
  }
  return kept;
}
