/** A card that gives something every day for a price, for example one cup. Amounts in major units. */
export interface MonthCard {
  readonly price: number;
  readonly days: number;
  /** what one visit costs in goods */
  readonly costPerVisit: number;
  /** of visits, the share in which something more is bought, for how much, at which margin */
  readonly addOn: { readonly share: number; readonly amount: number; readonly margin: number };
  /** what the same customer brought in the same time before the card: visits and margin of each */
  readonly before: { readonly visits: number; readonly margin: number };
}

export interface CardUse {
  /** share of days on which the card is used */
  readonly use: number;
  readonly visits: number;
  /** price − goods + margin of what is bought on top */
  readonly contribution: number;
  /** less what the customer brought before: what the card really adds */
  readonly added: number;
}

export interface CardEconomics {
  readonly uses: readonly CardUse[];
  /** margin of what is bought on top, in an average visit */
  readonly addOnPerVisit: number;
  /** the share of days at which the card adds nothing; null when more use never harms; may lie above 1 */
  readonly breakEvenUse: number | null;
  /** price of days not yet passed in the middle of the term: what would have to be given back */
  readonly liabilityHalfway: number;
}

/** What a card brings at each level of use (domain.md §7). */
export function monthCard(card: MonthCard, uses: readonly number[] = [0.4, 0.6, 0.8, 1]): CardEconomics {
  const addOnPerVisit = card.addOn.share * card.addOn.amount * card.addOn.margin;
  const before = card.before.visits * card.before.margin;
  const lossPerVisit = card.costPerVisit - addOnPerVisit;
  const breakEven = lossPerVisit > 0 && card.days > 0 ? (card.price - before) / (lossPerVisit * card.days) : null;
  return {
    uses: uses.map((use) => {
      const visits = use * card.days;
      const contribution = card.price - visits * lossPerVisit;
      return { use, visits, contribution, added: contribution - before };
    }),
    addOnPerVisit,
    breakEvenUse: breakEven === null ? null : Math.max(0, breakEven),
    liabilityHalfway: card.price / 2,
  };
}
