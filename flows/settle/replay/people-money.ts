import type { Uuid } from '../../../kit/ids/index.ts';
import { move, netted, type Entry, type PersonAccount, type Posting } from '../../../rooms/ledger/index.ts';
import { commissionKey, intoPurse, mergeCounts, type CaseItem } from '../../../rooms/partners/index.ts';
import { inTableOrder, purseOf } from '../drafts.ts';
import { ownerOf } from '../holds.ts';
import type { CommissionDraft, World } from '../world.ts';
import type { CaseFact, MergeFact, PeopleFacts } from './facts.ts';

const MERGED_ACCOUNTS = ['pending', 'available', 'held', 'receivable', 'points', 'prepaid'] as const;

/** Withdrawals, cases and merges of a brand, lived again: what moves people's money besides their orders. */
export class PeopleMoney {
  readonly #world: World;
  readonly #facts: PeopleFacts;
  readonly #balances: ReadonlyMap<string, bigint>;
  readonly #owners = new Map<Uuid, Uuid>();
  /** what settled withdrawals cover, less what was forgiven, by person */
  readonly #covered = new Map<Uuid, bigint>();
  /** whoever ever is covered, under any of their records */
  readonly #payable: ReadonlySet<Uuid>;
  readonly #watched = new Map<Uuid, CommissionDraft[]>();
  readonly #asked = new Map<Uuid, Uuid>();
  /** what is yet to happen without the book telling of it */
  readonly #opens: CaseFact[];
  readonly #ends: CaseFact[];
  readonly #merges: MergeFact[];
  readonly #merged = new Set<Uuid>();
  readonly #opened = new Set<Uuid>();

  constructor(world: World, facts: PeopleFacts, balances: ReadonlyMap<string, bigint>) {
    this.#world = world;
    this.#facts = facts;
    this.#balances = balances;
    (world.holds as { owners: ReadonlyMap<Uuid, Uuid> }).owners = this.#owners;
    const settled = new Set([...facts.withdrawals.values()].filter((row) => row.net_amount !== null).map((row) => row.person_id));
    this.#payable = new Set([...settled, ...[...facts.owners].flatMap(([absorbed, owner]) => (settled.has(owner) ? [absorbed] : []))]);
    const cases = [...facts.cases.values()];
    this.#opens = cases.filter((one) => isOpenedByHand(one) && !one.isHoldBooked).toSorted((a, b) => a.recordedAt - b.recordedAt);
    this.#ends = cases.filter((one) => one.closedAt !== null && !one.isEndBooked).toSorted((a, b) => (a.closedAt ?? 0) - (b.closedAt ?? 0));
    this.#merges = facts.merges.filter((one) => !one.isBooked);
  }

  /** Whether a withdrawal may yet make a commission paid. */
  isWatched(row: CommissionDraft): boolean {
    return this.#payable.has(row.payeeId);
  }

  /** What happened before these postings were written without moving money itself. */
  silentBefore({ recordedAt, at }: { recordedAt: number; at: number }): void {
    while (this.#opens[0] !== undefined && this.#opens[0].recordedAt < recordedAt) this.#open(this.#opens.shift());
    while (this.#merges[0] !== undefined && this.#merges[0].recordedAt < recordedAt) this.#merge(this.#merges.shift());
    while (this.#ends[0] !== undefined && (this.#ends[0].closedAt ?? 0) < at) this.#end(this.#ends.shift());
  }

  /** What the book ends with. */
  silentRest(): void {
    this.silentBefore({ recordedAt: Number.POSITIVE_INFINITY, at: Number.POSITIVE_INFINITY });
  }

  /** The entries of a posting about people's money; nothing when no fact stands behind it. */
  tell(booked: Posting): Entry[] {
    const { source, sourceId, kind } = booked;
    if (source === 'withdrawal') return this.#withdraw(booked);
    if (source === 'merge') {
      const merge = this.#facts.merges.find((one) => one.absorbed === sourceId);
      return merge ? this.#merge(merge) : [];
    }
    // A correction by hand has no other record than its own.
    if (source === 'adjustment') return this.#taken(booked.entries);
    const one = source === 'case' ? this.#facts.cases.get(sourceId) : undefined;
    if (!one) return [];
    return kind === 'hold' ? this.#open(one) : this.#end(one);
  }

  #withdraw({ sourceId, kind, entries }: Posting): Entry[] {
    const row = this.#facts.withdrawals.get(sourceId);
    if (!row) return [];
    const clearing = { account: 'payout:clearing' as const };
    if (kind === 'request') {
      // Since a merge the request belongs to who absorbed the record; which record asked, only the book still says.
      const named = entries.find((entry) => entry.personId !== null)?.personId;
      const personId = named != null && this.#facts.owners.get(named) === row.person_id ? named : row.person_id;
      this.#asked.set(sourceId, personId);
      purseOf(this.#world, personId).available -= row.amount;
      return move(row.amount, { account: 'available', personId }, clearing);
    }
    const personId = ownerOf(this.#world, this.#asked.get(sourceId) ?? row.person_id);
    if (kind === 'settle') {
      this.#covered.set(personId, (this.#covered.get(personId) ?? 0n) + row.amount);
      this.#world.holds.toCover.add(personId);
      return [
        ...move(row.net_amount ?? 0n, clearing, { account: 'payout:bank' }),
        ...move(row.tax_amount ?? 0n, clearing, { account: 'tax:payable' }),
        ...move(row.fee_amount ?? 0n, clearing, { account: 'payout:fee' }),
      ];
    }
    return this.#enter(row.amount, personId, clearing);
  }

  /** Money that comes back to somebody: a debt first. */
  #enter(amount: bigint, personId: Uuid, from: { account: Entry['account']; personId?: Uuid }): Entry[] {
    const purse = purseOf(this.#world, personId);
    const { repaid, available } = intoPurse(amount, purse.receivable, this.#world.holds.netPct);
    purse.receivable -= repaid;
    purse.available += available;
    return [...move(repaid, from, { account: 'receivable', personId }), ...move(available, from, { account: 'available', personId })];
  }

  #taken(entries: readonly Entry[]): Entry[] {
    for (const { account, personId, amount } of entries) {
      if (personId === null || (account !== 'available' && account !== 'held' && account !== 'receivable')) continue;
      purseOf(this.#world, personId)[account] += account === 'receivable' ? amount : -amount;
    }
    return [...entries];
  }

  /** Ties commissions to a case; what is there of the confirmed ones moves to held, the newest first. */
  #open(one: CaseFact | undefined): Entry[] {
    if (!one?.person_id || this.#opened.has(one.case_id)) return [];
    this.#opened.add(one.case_id);
    const wanted = new Set(one.items);
    const rows = this.#rows((row) => wanted.has(commissionKey(row)) && row.caseId === null && row.state !== 'reversed')
      .filter((row) => row.state !== 'paid')
      .toSorted((a, b) => (b.confirmedAt ?? 0) - (a.confirmedAt ?? 0));
    const personId = ownerOf(this.#world, rows[0]?.payeeId ?? one.person_id);
    this.#world.holds.standing.set(`${one.kind} ${personId}`, one.case_id);
    const purse = purseOf(this.#world, personId);
    let held = 0n;
    for (const row of rows) {
      const kept = row.state === 'confirmed' ? row.amount - row.reversed : 0n;
      const part = kept < purse.available ? kept : purse.available;
      purse.available -= part;
      purse.held += part;
      held += part;
      row.caseId = one.case_id;
      this.#itemOf(row, one.case_id).held = part;
    }
    return move(held, { account: 'available', personId }, { account: 'held', personId });
  }

  #itemOf(row: CommissionDraft, caseId: Uuid): CaseItem {
    const { items } = this.#world.holds;
    const key = commissionKey(row);
    let item = items.get(key);
    if (item?.caseId !== caseId) {
      const { orderId, line, role, depth, payeeId } = row;
      item = { caseId, orderId, line, role, depth, payeeId, held: 0n };
      items.set(key, item);
    }
    return item;
  }

  #end(one: CaseFact | undefined): Entry[] {
    if (!one?.person_id) return [];
    const { holds } = this.#world;
    for (const [key, caseId] of holds.standing) if (caseId === one.case_id) holds.standing.delete(key);
    const rows = this.#rows((row) => row.caseId === one.case_id);
    const items = [...holds.items.values()].filter((item) => item.caseId === one.case_id);
    // Of a merge since, the case belongs to who absorbed the record.
    const personId = this.#ownerBehind(one, items[0]?.payeeId);
    holds.toCover.add(personId);
    if (one.kind === 'writeOff') return one.outcome === 'release' ? this.#writeOff(one, personId) : [];
    const purse = purseOf(this.#world, personId);
    if (one.outcome === 'release') {
      const held = items.reduce((sum, item) => sum + item.held, 0n);
      for (const item of items) holds.items.delete(commissionKey(item));
      for (const row of rows) row.caseId = null;
      purse.held -= held;
      return this.#enter(held, personId, { account: 'held', personId });
    }
    const expense = { account: 'commission:expense' as const };
    const entries: Entry[] = [];
    for (const row of rows.filter((each) => each.state !== 'reversed').toSorted(inTableOrder)) {
      const kept = row.amount - row.reversed;
      if (row.state === 'pending') entries.push(...move(kept, { account: 'pending', personId }, expense));
      else {
        const item = this.#itemOf(row, one.case_id);
        const rest = kept - item.held;
        const fromAvailable = rest < purse.available ? rest : purse.available;
        purse.held -= item.held;
        purse.available -= fromAvailable;
        purse.receivable += rest - fromAvailable;
        entries.push(
          ...move(item.held, { account: 'held', personId }, expense),
          ...move(fromAvailable, { account: 'available', personId }, expense),
          ...move(rest - fromAvailable, { account: 'receivable', personId }, expense),
        );
      }
      row.reversed = row.amount;
      row.state = 'reversed';
    }
    for (const item of items) holds.items.delete(commissionKey(item));
    return netted(entries);
  }

  #writeOff(one: CaseFact, personId: Uuid): Entry[] {
    const purse = purseOf(this.#world, personId);
    const proposed = BigInt(String(one.facts['debt'] ?? '0'));
    const amount = purse.receivable < proposed ? purse.receivable : proposed;
    purse.receivable -= amount;
    this.#covered.set(personId, (this.#covered.get(personId) ?? 0n) - amount);
    return move(amount, { account: 'receivable:writeoff' }, { account: 'receivable', personId });
  }

  /** A case is about whoever answers for it at that time: later merges have not happened yet. */
  #ownerBehind(one: CaseFact, payeeId: Uuid | undefined): Uuid {
    if (payeeId !== undefined) return ownerOf(this.#world, payeeId);
    const before = this.#facts.merges.find((merge) => merge.survivor === one.person_id && !this.#merged.has(merge.absorbed));
    return before && purseOf(this.#world, before.absorbed).receivable > 0n ? before.absorbed : (one.person_id ?? '');
  }

  /** Of two records of one person: every balance of the absorbed one becomes the survivor's, debts netted at once. */
  #merge(merge: MergeFact | undefined): Entry[] {
    if (!merge || this.#merged.has(merge.absorbed)) return [];
    const { survivor, absorbed } = merge;
    this.#merged.add(absorbed);
    const of = (personId: Uuid, account: PersonAccount): bigint => {
      const sum = this.#balances.get(`${account} ${personId}`) ?? 0n;
      return account === 'receivable' ? sum : -sum;
    };
    const both = (account: PersonAccount): bigint => of(survivor, account) + of(absorbed, account);
    const debt = both('available') < both('receivable') ? both('available') : both('receivable');
    const entries = MERGED_ACCOUNTS.flatMap((account): Entry[] => {
      const sign = account === 'receivable' ? 1n : -1n;
      const after = both(account) - (account === 'available' || account === 'receivable' ? debt : 0n);
      const parts: Entry[] = [
        { account, personId: absorbed, amount: sign * -of(absorbed, account) },
        { account, personId: survivor, amount: sign * (after - of(survivor, account)) },
      ];
      return parts.filter((entry) => entry.amount !== 0n);
    });
    const purse = purseOf(this.#world, survivor);
    for (const account of ['available', 'held', 'receivable'] as const) {
      purse[account] = both(account) - (account === 'held' ? 0n : debt);
    }
    this.#world.purses.delete(absorbed);
    this.#follow(merge);
    this.#holdOwn(merge);
    this.#world.holds.toCover.add(survivor);
    return entries;
  }

  #follow({ survivor, absorbed }: MergeFact): void {
    for (const [record, owner] of this.#owners) if (owner === absorbed) this.#owners.set(record, survivor);
    this.#owners.set(absorbed, survivor);
    this.#covered.set(survivor, (this.#covered.get(survivor) ?? 0n) + (this.#covered.get(absorbed) ?? 0n));
    this.#covered.delete(absorbed);
    const { standing, counted } = this.#world.holds;
    mergeCounts(counted, { survivor, absorbed });
    for (const [key, caseId] of standing) {
      const [kind = '', personId] = key.split(' ');
      if (personId !== absorbed) continue;
      standing.delete(key);
      if (!standing.has(`${kind} ${survivor}`)) standing.set(`${kind} ${survivor}`, caseId);
    }
    for (const { order } of this.#world.orders.values()) {
      if (order.personId === absorbed) (order as { personId: Uuid }).personId = survivor;
    }
    const { ofPerson } = this.#world.cards;
    const theirs = ofPerson.get(absorbed) ?? [];
    for (const card of theirs) card.personId = survivor;
    if (theirs.length > 0) ofPerson.set(survivor, [...(ofPerson.get(survivor) ?? []), ...theirs]);
    ofPerson.delete(absorbed);
  }

  /** Pending commissions that their payee would now pay themselves are held. */
  #holdOwn({ survivor, absorbed }: MergeFact): void {
    const pair = [survivor, absorbed];
    for (const [orderId, rows] of this.#world.commissions) {
      const draft = this.#world.orders.get(orderId);
      if (!draft || draft.order.personId !== survivor) continue;
      for (const row of rows) {
        if (row.state !== 'pending' || row.caseId !== null || !pair.includes(row.payeeId)) continue;
        if (draft.snapshot?.buyer.personId === row.payeeId) continue;
        const held = this.#caseWith(row, 'merge');
        if (!held) continue;
        row.caseId = held.case_id;
        this.#itemOf(row, held.case_id);
        this.#world.holds.standing.set(`merge ${survivor}`, held.case_id);
      }
    }
  }

  #caseWith(row: CommissionDraft, kind: string): CaseFact | undefined {
    const key = commissionKey(row);
    return [...this.#facts.cases.values()].find((one) => one.kind === kind && one.items.includes(key));
  }

  /** Takes new commissions in; cases that the guards opened for them get the ids they are kept by. */
  adopt(rows: readonly CommissionDraft[], at: number): void {
    for (const row of rows) {
      if (!this.isWatched(row)) continue;
      const known = this.#watched.get(row.payeeId);
      if (!known) this.#watched.set(row.payeeId, [row]);
      else if (!known.includes(row)) known.push(row);
    }
    const { newCases, standing } = this.#world.holds;
    for (const made of newCases.splice(0)) {
      const tied = rows.filter((row) => row.caseId === made.caseId);
      const keys = new Set(tied.map(commissionKey));
      const kept = [...this.#facts.cases.values()].find((one) => one.openedAt === at && one.items.some((key) => keys.has(key)));
      if (!kept) continue;
      for (const [key, caseId] of standing) if (caseId === made.caseId) standing.set(key, kept.case_id);
      for (const row of tied) {
        const held = this.#world.holds.items.get(commissionKey(row))?.held ?? 0n;
        row.caseId = kept.case_id;
        this.#itemOf(row, kept.case_id).held = held;
      }
    }
  }

  /** Marks as paid what withdrawals cover of the commissions of those whose money moved: oldest confirmed first. */
  cover(): void {
    const { toCover } = this.#world.holds;
    for (const personId of toCover) {
      const amount = this.#covered.get(personId);
      if (amount === undefined) continue;
      const records = [personId, ...[...this.#owners].flatMap(([record, owner]) => (owner === personId ? [record] : []))];
      let upto = 0n;
      const rows = records
        .flatMap((record) => this.#watched.get(record) ?? [])
        .filter((row) => (row.state === 'confirmed' || row.state === 'paid') && row.caseId === null);
      for (const row of rows.toSorted((a, b) => (a.confirmedAt ?? 0) - (b.confirmedAt ?? 0) || inTableOrder(a, b))) {
        upto += row.amount - row.reversed;
        row.state = upto <= amount ? 'paid' : 'confirmed';
      }
    }
    toCover.clear();
  }

  #rows(isWanted: (row: CommissionDraft) => boolean): CommissionDraft[] {
    return [...this.#world.commissions.values()].flatMap((rows) => rows.filter(isWanted)).toSorted(inTableOrder);
  }
}

function isOpenedByHand({ kind }: CaseFact): boolean {
  return kind === 'review' || kind === 'frozen' || kind === 'harm' || kind === 'writeOff';
}
