/**
 * Plants the money bugs of the field one by one in a copy of the repository and runs the tests that must notice.
 * `node_modules/.bin/node tools/mutants/main.ts [name part]`: prints a line per bug, exits 1 when one lives.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Bug {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** parts of the paths of the tests that are to notice */
  readonly tests: string;
}

const SIMULATOR = 'settle/simulator';

const BUGS: readonly Bug[] = [
  {
    name: 'what was paid out already is not taken back after a refund',
    file: 'flows/settle/give-refund.ts',
    find: 'purse.receivable += left - fromAvailable;',
    replace: 'left = fromAvailable;',
    tests: SIMULATOR,
  },
  {
    name: 'a small refund cancels the whole commission',
    file: 'flows/settle/give-refund.ts',
    find: 'row.amount - owed(row, remainingBase(line)) - row.reversed',
    replace: 'row.amount - row.reversed',
    tests: SIMULATOR,
  },
  {
    name: 'the same payment told twice is taken twice',
    file: 'flows/settle/keep-payment.ts',
    find: 'if (what.externalId !== null) world.payments.set(what.externalId, payment);',
    replace: '',
    tests: SIMULATOR,
  },
  {
    name: 'a refund may exceed what is left of a line',
    file: 'rooms/orders/model/live-order.ts',
    find: 'if (sum > left)',
    replace: 'if (part.amount > left)',
    tests: SIMULATOR,
  },
  {
    name: 'commissions are free before the hold is over',
    file: 'flows/settle/confirm-receipt.ts',
    find: 'row.dueAt <= world.now',
    replace: 'row.dueAt <= world.now + DAY_MS',
    tests: SIMULATOR,
  },
  {
    name: 'a debt is not paid from what becomes available',
    file: 'flows/settle/confirm-receipt.ts',
    find: 'intoPurse(amount, purse.receivable, world.holds.netPct)',
    replace: 'intoPurse(amount, 0n, world.holds.netPct)',
    tests: SIMULATOR,
  },
  {
    name: 'somebody who is not eligible earns',
    file: 'rooms/partners/model/allocate.ts',
    find: 'stages: new Set(snapshot.plan.payees.stages)',
    replace: "stages: new Set(['prospect', 'fan', 'customer', 'repeat', 'member', 'partner'])",
    tests: `${SIMULATOR} partners/model`,
  },
  {
    name: 'the cap is forgotten',
    file: 'rooms/partners/model/allocate.ts',
    find: 'const granted = claim.exact < left ? claim.exact : left;',
    replace: 'const granted = claim.exact;',
    tests: `${SIMULATOR} partners/model`,
  },
  {
    name: 'a ring of introductions closes',
    file: 'rooms/relations/commands/bind-referral.ts',
    find: 'if ([row.a1_node, row.a2_node, row.a3_node].includes(person.node)) return true;',
    replace: 'if (row.node < 0) return true;',
    tests: 'relations/commands',
  },
  {
    name: 'a withdrawal that failed loses its money',
    file: 'rooms/partners/commands/withdrawals.ts',
    find: "...move(available, clearing, { account: 'available', personId }),",
    replace: "...move(available, clearing, { account: 'payout:fee' }),",
    tests: SIMULATOR,
  },
  {
    name: 'a person takes out more than they have',
    file: 'rooms/ledger/migrations/0011-ledger.sql',
    find: '  CONSTRAINT balance_not_negative CHECK (amount >= 0)\n',
    replace: '  CONSTRAINT balance_not_negative CHECK (amount >= -100000000000)\n',
    tests: 'rooms/ledger',
  },
  {
    name: 'a table of a brand has no wall',
    file: 'rooms/orders/migrations/0005-orders.sql',
    find: 'ALTER TABLE orders.payment ENABLE ROW LEVEL SECURITY;\n',
    replace: '',
    tests: 'flows/doctor',
  },
  {
    name: 'points that were spent do not return to the lots they came from',
    file: 'rooms/points/commands/points-desk.ts',
    find: "const moved = this.#move(lot, 'returned', points, { causeId: by.sourceId });",
    replace: "const moved = this.#move(lot, 'returned', points / 2n + 1n, { causeId: by.sourceId });",
    tests: 'settle/points',
  },
  {
    name: 'the refund of a card pays for days that lapsed',
    file: 'rooms/membership/model/card.ts',
    find: 'const gone = BigInt(over) * BigInt(card.unitsEach);',
    replace: 'const gone = card.used;',
    tests: 'settle/cards',
  },
  {
    name: 'a card gives twice a day',
    file: 'rooms/membership/commands/take-units.ts',
    find: 'WHERE card_use.used + excluded.used <= ${limit}',
    replace: 'WHERE card_use.used + excluded.used <= ${limit} + 1',
    tests: 'settle/cards server/redemptions',
  },
  {
    name: 'a card is received when it was to begin, though one that lay still put it off',
    file: 'flows/settle/confirm-receipt.ts',
    find: 'const dueAt = cardBeginsAt(world, draft, line) ?? line.receiveDueAt;',
    replace: 'const dueAt = line.receiveDueAt;',
    tests: `${SIMULATOR} settle/cards`,
  },
  {
    name: 'a card begins although one of its kind still runs',
    file: 'flows/settle/cards.ts',
    find: 'return ends.length === 0 ? null : Math.max(...ends);',
    replace: 'return null;',
    tests: SIMULATOR,
  },
  {
    name: 'a card that was charged back does not run again once the bank gives it back',
    file: 'flows/settle/cards.ts',
    find: "if (card.ended === 'chargedBack') [card.ended, card.endedAt, card.dueAt] = [null, null, world.now];",
    replace: '',
    tests: SIMULATOR,
  },
  {
    name: 'what is owed for a card that was given on stays owed to who gave it',
    file: 'flows/settle/cards.ts',
    find: "{ account: 'prepaid', personId: to.personId }));",
    replace: "{ account: 'prepaid', personId: card.personId }));",
    tests: SIMULATOR,
  },
  {
    name: 'points can be spent before the hold of their line is over',
    file: 'flows/settle/points.ts',
    find: 'holdEndsAt(line, holdDays * DAY_MS)',
    replace: 'holdEndsAt(line, 0 * holdDays * DAY_MS)',
    tests: SIMULATOR,
  },
  {
    name: 'points that were used and go back are no debt',
    file: 'rooms/points/commands/points-desk.ts',
    find: 'if (owed > 0n) this.#owe(lot.personId, owed, by.sourceId);',
    replace: '',
    tests: SIMULATOR,
  },
  {
    name: 'points that lapse soonest are not used first',
    file: 'rooms/points/model/lots.ts',
    find: 'if (over !== later) return over < later ? -1 : 1;',
    replace: '',
    tests: SIMULATOR,
  },
  {
    name: 'an order that is called off keeps its points',
    file: 'flows/settle/points.ts',
    find: '  world.points?.release(orderId, world.ctx.now);\n',
    replace: '',
    tests: SIMULATOR,
  },
  {
    name: 'points and gifts take nothing of the cap',
    file: 'flows/settle/gifts.ts',
    find: 'return cost === 0n || bases',
    replace: 'return cost >= 0n || bases',
    tests: SIMULATOR,
  },
  {
    name: 'every order of a friend brings the gifts of the first',
    file: 'rooms/pricing/commands/gift-desk.ts',
    find: 'const isFirst = !this.#paid.has(personId);',
    replace: 'const isFirst = personId.length > 0;',
    tests: SIMULATOR,
  },
  {
    name: 'the gift for bringing somebody is given before the hold is over',
    file: 'rooms/pricing/commands/gift-desk.ts',
    find: 'endsAt !== null && endsAt <= now) this.toGive',
    replace: 'endsAt !== null) this.toGive',
    tests: SIMULATOR,
  },
  {
    name: 'a code of a card is redeemed twice',
    file: 'rooms/membership/commands/redeem.ts',
    find: "if (known.has(code.codeId)) throw redemptionRefused('redemption.codeUsed');",
    replace: '',
    tests: 'server/redemptions settle/cards',
  },
  {
    name: 'an unpaid order keeps its points for ever',
    file: 'flows/settle/write-world.ts',
    find: '  await insertDeadlines(ctx, deadlinesOf(world, fresh));\n',
    replace: '',
    tests: 'settle/points',
  },
];

/** Whether one of the tests notices the bug. Whoever fails without it notices nothing. */
function plant(bug: Bug): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'zihuan-mutant-'));
  const isGood = (part: string): boolean => spawnSync(process.execPath, ['tools/test.mjs', '--only', part], { cwd: folder }).status === 0;
  try {
    cpSync(ROOT, folder, { recursive: true, filter: (path) => !/[\\/](node_modules|\.git|dist)$/.test(path) });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const parts = bug.tests.split(' ');
    for (const part of parts.filter((one) => !sound.has(one))) {
      if (!isGood(part)) throw new Error(`the tests of ${part} fail before anything is planted`);
      sound.add(part);
    }
    const file = join(folder, bug.file);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(bug.find)) throw new Error(`${bug.file} does not say ${JSON.stringify(bug.find)} any more`);
    writeFileSync(file, text.replace(bug.find, bug.replace));
    return parts.some((part) => !isGood(part));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Parts whose tests pass when nothing is planted. */
const sound = new Set<string>();
const wanted = process.argv[2] ?? '';
let alive = 0;
for (const bug of BUGS.filter((each) => each.name.includes(wanted))) {
  const isNoticed = plant(bug);
  if (!isNoticed) alive += 1;
  process.stdout.write(`${isNoticed ? 'noticed' : 'ALIVE  '}  ${bug.name}\n`);
}
process.exit(alive === 0 ? 0 : 1);
