/** What badges are derived from; nobody gives one by hand. */
export interface BadgeFacts {
  readonly hasFinishedCeremony: boolean;
  readonly redemptions: number;
  /** different days on which something was redeemed */
  readonly days: number;
  /** cards whose fee was redeemed back */
  readonly cardsPaid: number;
  readonly friendsHelped: number;
  /** cards bought beyond the first */
  readonly renewals: number;
}

export interface BadgeStanding {
  readonly badge: 'welcomed' | 'firstUse' | 'regular' | 'paidForItself' | 'friend' | 'renewed';
  readonly isEarned: boolean;
  readonly have: number;
  readonly need: number;
}

const REGULAR_DAYS = 30;

/** The six badges, in the order a member comes by them. */
export function badgesFrom(facts: BadgeFacts): BadgeStanding[] {
  return [
    standing('welcomed', facts.hasFinishedCeremony ? 1 : 0, 1),
    standing('firstUse', facts.redemptions, 1),
    standing('friend', facts.friendsHelped, 1),
    standing('regular', facts.days, REGULAR_DAYS),
    standing('paidForItself', facts.cardsPaid, 1),
    standing('renewed', facts.renewals, 1),
  ];
}

function standing(badge: BadgeStanding['badge'], have: number, need: number): BadgeStanding {
  return { badge, isEarned: have >= need, have: Math.min(have, need), need };
}
