import type { Stage } from '../../../kit/http/shapes.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import type { ChainPerson, CommissionSnapshot, PayLimits, SnapshotLine } from './plan.ts';

// Snapshots are kept as lists, which are a third of the size of objects with names. Nothing may be put between what is there:
// rows written before are read for ever. What is new goes to the end.

type PackedPerson = readonly [personId: Uuid, depth: number, stage: Stage, level: string | null, isFrozen: 0 | 1];
type PackedLine = readonly [
  line: number,
  productId: Uuid | null,
  category: string | null,
  ladderRole: string | null,
  quantity: string,
  base: string,
  promised?: string | null,
  wholeBase?: string,
];
type PackedLimits = readonly [
  capPpm: number,
  maxDepth: number | null,
  allowsRollUp: 0 | 1,
  allowsSelfBuy: 0 | 1,
  excludesJoiningFee: 0 | 1,
];

/** The columns of partners.snapshot as they are stored; the plan is stored by its id. */
export interface PackedSnapshot {
  readonly limits: PackedLimits;
  /** the buyer alone */
  readonly buyer: readonly PackedPerson[];
  readonly chain: readonly PackedPerson[];
  readonly team: readonly PackedPerson[];
  readonly lines: readonly PackedLine[];
}

export function packSnapshot({ limits, buyer, chain, team, lines }: CommissionSnapshot): PackedSnapshot {
  return {
    limits: [limits.capPpm, limits.maxDepth, bit(limits.allowsRollUp), bit(limits.allowsSelfBuy), bit(limits.excludesJoiningFee)],
    buyer: [packPerson(buyer)],
    chain: chain.map(packPerson),
    team: team.map(packPerson),
    lines: lines.map(packLine),
  };
}

/** The snapshot without its plan; service acts are kept by themselves. */
export function unpackSnapshot(packed: PackedSnapshot): Omit<CommissionSnapshot, 'plan'> {
  const [buyer] = packed.buyer.map(unpackPerson) as [ChainPerson];
  return {
    limits: unpackLimits(packed.limits),
    buyer,
    chain: packed.chain.map(unpackPerson),
    team: packed.team.map(unpackPerson),
    lines: packed.lines.map(unpackLine),
  };
}

function packPerson(person: ChainPerson): PackedPerson {
  return [person.personId, person.depth, person.stage, person.level, bit(person.isFrozen)];
}

function unpackPerson([personId, depth, stage, level, isFrozen]: PackedPerson): ChainPerson {
  return { personId, depth, stage, level, isFrozen: isFrozen === 1 };
}

function packLine({ line, productId, category, ladderRole, quantity, base, promised, wholeBase }: SnapshotLine): PackedLine {
  const packed = [line, productId, category, ladderRole, `${quantity}`, `${base}`] as const;
  if (wholeBase !== undefined) return [...packed, promised === undefined ? null : `${promised}`, `${wholeBase}`];
  return promised === undefined ? packed : [...packed, `${promised}`];
}

function unpackLine([line, productId, category, ladderRole, quantity, base, promised, wholeBase]: PackedLine): SnapshotLine {
  return {
    line,
    productId,
    category,
    ladderRole,
    quantity: BigInt(quantity),
    base: BigInt(base),
    ...(promised === undefined || promised === null ? {} : { promised: BigInt(promised) }),
    ...(wholeBase === undefined ? {} : { wholeBase: BigInt(wholeBase) }),
  };
}

function unpackLimits([capPpm, maxDepth, allowsRollUp, allowsSelfBuy, excludesJoiningFee]: PackedLimits): PayLimits {
  return {
    capPpm,
    maxDepth,
    allowsRollUp: allowsRollUp === 1,
    allowsSelfBuy: allowsSelfBuy === 1,
    excludesJoiningFee: excludesJoiningFee === 1,
  };
}

function bit(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}
