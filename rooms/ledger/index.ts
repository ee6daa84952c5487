export { openBook, post, type Book } from './commands/post.ts';
export { rollUp } from './commands/roll-up.ts';
export { move, netted, type Entry, type PersonAccount, type Posting, type PostingSource } from './model/accounts.ts';
export { balancesOf, refusableBalances, type Balances } from './queries/balances.ts';
export { isRolledUp } from './queries/is-rolled-up.ts';
export { trialBalance } from './queries/trial-balance.ts';
export { journal } from './queries/journal.ts';
export { brokenSeal, linkOf } from './queries/verify-chain.ts';
