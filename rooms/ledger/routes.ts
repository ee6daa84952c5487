import { route, type Route } from '../../kit/http/route.ts';
import * as api from './api.ts';
import { journal } from './queries/journal.ts';
import { trialBalance } from './queries/trial-balance.ts';

const tag = 'Ledger';

/** The routes of the books. */
export const routes: Route[] = [
  route({
    id: 'ledger.trialBalance',
    method: 'get',
    path: '/ledger/trial-balance',
    tag,
    permission: 'money.read',
    summary: 'Debit, credit and balance of every account',
    query: api.trialBalanceQuery,
    reply: api.trialBalance,
    async handle(ctx, { query }) {
      return await trialBalance(ctx, { byKind: query.by === 'kind' });
    },
  }),
  route({
    id: 'ledger.journal',
    method: 'get',
    path: '/ledger/journal',
    tag,
    permission: 'money.read',
    summary: 'Every posting, newest first',
    query: api.journalQuery,
    reply: api.journalList,
    async handle(ctx, { query }) {
      return await journal(ctx, { ...query, personId: null });
    },
  }),
];
