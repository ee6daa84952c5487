import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { memberStandings } from '../../membership/index.ts';
import { partnershipsOf } from '../../partners/index.ts';
import type { Standing } from '../model/history.ts';

/** When these people were partners or members; who never was is left out. */
export async function standingsOf(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, Standing[]>> {
  const [partners, members] = await Promise.all([partnershipsOf(ctx, personIds), memberStandings(ctx, personIds)]);
  const found = new Map<Uuid, Standing[]>(
    [...partners].map(([personId, own]) => [personId, own.map((span) => ({ kind: 'partner', ...span }))]),
  );
  for (const [personId, own] of members) {
    found.set(personId, [...(found.get(personId) ?? []), ...own.map((span): Standing => ({ kind: 'member', ...span }))]);
  }
  return found;
}
