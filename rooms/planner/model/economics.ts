import type { PlanParameters } from './parameters.ts';

/** What one buyer is worth and how the plan grows by itself. Amounts in major units; null where there is no such number. */
export interface UnitEconomics {
  /** share of fans who ever place a first order */
  readonly conversion: number;
  readonly friendConversion: number;
  /** ads for one first buyer; null when no fan ever buys */
  readonly cac: number | null;
  /** margin of one first buyer over their whole life, not discounted; null when somebody would stay for ever */
  readonly ltv: number | null;
  /** the same for a friend: the first order at the friend's price, less the gift and the commission on everything bought */
  readonly friendLtv: number | null;
  /** first buyers whom one first buyer brings over their life; null when they would share for ever */
  readonly r0: number | null;
  /** months from one's own first order to the sharing that brings the next, on average; null when nobody shares */
  readonly generationMonths: number | null;
  /** R₀^(1/T_g): what the brought multiply by in a month; null when nobody shares */
  readonly growthPerMonth: number | null;
  /** R₀ ≥ 1: sharing alone grows until the market is used up */
  readonly isExplosive: boolean;
}

const MOST_OF_FRIENDS = 0.9;

/** A friend's chance of a first order in a month. */
export function friendRate({ h, u }: PlanParameters): number {
  return Math.min(MOST_OF_FRIENDS, h * u);
}

/**
 * CAC, lifetime value, R₀ and generation time of a plan (domain.md §4; LTV as in CONTRACT §7). τ of a stage is how many months
 * somebody in it is there at the start of a month, q the share of first buyers who ever get there.
 */
export function unitEconomics(plan: PlanParameters): UnitEconomics {
  const conversion = everMoves(plan.h, plan.gF);
  const friendConversion = everMoves(friendRate(plan), plan.gF);
  const life = lifeOf(plan);
  const { q2, qM, qP, t1, t2, tM, tP } = life;
  const sharing =
    times(plan.s.C1, t1) +
    times(plan.s.C2, times(q2, t2)) +
    times(plan.s.M, times(qM, tM)) +
    times(plan.s.P, times(qM * qP, tP)) +
    (plan.b > 0 ? plan.b * (1 + q2 + times(plan.l2, times(q2, t2)) + times(plan.lM, insideOf(life))) : 0);
  const r0 = times(plan.n * plan.a * friendConversion, sharing);
  const generationMonths = sharing > 0 && Number.isFinite(sharing) ? sharingAge(plan, life) / sharing : null;
  const { own, friend } = lifetimeMargins(plan);
  return {
    conversion,
    friendConversion,
    cac: conversion > 0 ? finite(plan.cpf / conversion) : null,
    ltv: finite(own),
    friendLtv: finite(friend),
    r0: finite(r0),
    generationMonths: generationMonths === null ? null : finite(generationMonths),
    growthPerMonth: generationMonths === null || r0 === 0 ? null : finite(r0 ** (1 / generationMonths)),
    isExplosive: r0 >= 1,
  };
}

/**
 * Margin of one first buyer over their life, and of a friend after gift and commission. Infinity where somebody stays for ever, −Infinity
 * where every order of that life is sold below its cost.
 */
export function lifetimeMargins(plan: PlanParameters): { readonly own: number; readonly friend: number } {
  const life = lifeOf(plan);
  const repeat = repeatGoods(plan, life);
  const fees = times(plan.mF, times(plan.fee, life.qM + insideOf(life) / 12));
  return {
    own: times(plan.m, plan.a1 + repeat) + fees,
    friend: times(plan.m - plan.c1, plan.a1 * (1 - plan.d) + repeat) + fees - plan.G,
  };
}

/** What a friend buys over their whole life, at the friend's price first, and what of it is margin before anything is given for bringing them. */
export interface FriendLife {
  /** null where that life has no end or every order of it is sold below its cost for ever */
  readonly margin: number | null;
  readonly goods: number | null;
  readonly orders: number | null;
}

/** A friend's life without commission and gift: what a reward for bringing them is measured by, whoever gets it. */
export function friendLife(plan: PlanParameters): FriendLife {
  const life = lifeOf(plan);
  const orders = 1 + life.q2 + times(times(life.q2, life.t2), plan.l2) + times(insideOf(life), plan.lM);
  return {
    margin: finite(lifetimeMargins({ ...plan, c1: 0, c2: 0, G: 0 }).friend),
    goods: finite(plan.a1 * (1 - plan.d) + repeatGoods(plan, life)),
    orders: finite(orders),
  };
}

/** Goods of one first buyer after the first order. */
function repeatGoods(plan: PlanParameters, life: Life): number {
  return life.q2 * plan.a2 + times(times(life.q2, life.t2), plan.l2 * plan.a2) + times(insideOf(life), plan.lM * plan.aM);
}

/** Months one first buyer spends as a member or partner. */
function insideOf({ qM, qP, tM, tP }: Life): number {
  return times(qM, tM) + times(qM * qP, tP);
}

interface Life {
  /** shares of first buyers who ever come back, join, and of members who become partners */
  readonly q2: number;
  readonly qM: number;
  readonly qP: number;
  /** months in a stage; Infinity when nobody leaves it */
  readonly t1: number;
  readonly t2: number;
  readonly tM: number;
  readonly tP: number;
}

function lifeOf(plan: PlanParameters): Life {
  const t1 = monthsIn(plan.p12, plan.g1);
  const t2 = monthsIn(plan.pM, plan.g2);
  const tM = monthsIn(plan.pP, plan.gM);
  const q2 = everMoves(plan.p12, plan.g1);
  return { q2, qM: q2 * everMoves(plan.pM, plan.g2), qP: everMoves(plan.pP, plan.gM), t1, t2, tM, tP: 1 / plan.gP };
}

/** 1 / (1 − (1−on)(1−leave)): whoever neither moves on nor leaves is there next month too. */
function monthsIn(on: number, leave: number): number {
  return 1 / goneInMonth(on, leave);
}

/** Of those in a stage, the share who ever move on: the rest leaves before. */
export function everMoves(on: number, leave: number): number {
  return on === 0 ? 0 : on / goneInMonth(on, leave);
}

/** Written without 1 − …, in which the smallest rates would vanish. */
function goneInMonth(on: number, leave: number): number {
  return on + leave - on * leave;
}

/** 0 × ∞ is 0 here: what never happens brings nothing, however often. */
function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : a * b;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/**
 * Σ age × sharing over a buyer's life, in closed form. Age 1 is the first month after the first order. The age at which somebody is
 * in stage j is the sum of independent geometric stays, so Σ age = (share there) × (months there) × (mean age on entry + mean age inside).
 */
function sharingAge(plan: PlanParameters, { q2, qM, qP, t1, t2, tM, tP }: Life): number {
  // Months at the start of which somebody is in a stage: 1 … geometric with mean t, so the mean age inside, weighted by presence, is t.
  const entered2 = t1;
  const enteredM = entered2 + t2;
  const enteredP = enteredM + tM;
  const members = times(times(qM, tM), enteredM + tM);
  const partners = times(times(qM * qP, tP), enteredP + tP);
  const repeaters = times(times(q2, t2), entered2 + t2);
  const burst =
    plan.b > 0
      ? plan.b *
        (1 +
          times(q2, entered2 + 1) +
          times(plan.l2, times(times(q2, t2), entered2 + t2 + 1)) +
          times(plan.lM, times(times(qM, tM), enteredM + tM + 1) + times(times(qM * qP, tP), enteredP + tP + 1)))
      : 0;
  return times(plan.s.C1, t1 * t1) + times(plan.s.C2, repeaters) + times(plan.s.M, members) + times(plan.s.P, partners) + burst;
}
