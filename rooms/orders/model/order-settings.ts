/** Shipped goods count as received after so many days where the brand says nothing (CONTRACT §7). */
export const RECEIVED_AFTER_DAYS = 10;

/** What a brand may say: no parcel is received the moment it leaves, and no partner waits for ever. */
export const RECEIVED_AFTER = { least: 1, most: 60 } as const;
