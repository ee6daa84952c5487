/** To the introducer: somebody they brought became a member. One tap answers it. */
export const FRIEND_JOINED = 'friend.joined';
/** To the friend: their introducer welcomed them. */
export const WELCOME_SENT = 'welcome.sent';
/** What was redeemed on the card is worth its fee today. */
export const CARD_PAID_FOR_ITSELF = 'card.paidForItself';
