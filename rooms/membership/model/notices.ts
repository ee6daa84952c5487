/** To the introducer: somebody they brought became a member. One tap answers it. */
export const FRIEND_JOINED = 'friend.joined';
/** To the friend: their introducer welcomed them. */
export const WELCOME_SENT = 'welcome.sent';
/** To the introducer: somebody they brought says thanks. */
export const THANKS_RECEIVED = 'thanks.received';
/** What was redeemed on the card is worth its fee today. */
export const CARD_PAID_FOR_ITSELF = 'card.paidForItself';
