import type { Ctx } from '../../../kit/ctx.ts';
import type { Uuid } from '../../../kit/ids/index.ts';
import { partnershipsOf } from '../../partners/index.ts';
import type { Standing } from '../model/history.ts';

/** When these people were partners; who never was is left out. */
export async function standingsOf(ctx: Ctx, personIds: readonly Uuid[]): Promise<Map<Uuid, Standing[]>> {
  const spans = await partnershipsOf(ctx, personIds);
  return new Map([...spans].map(([personId, own]) => [personId, own.map((span) => ({ kind: 'partner', ...span }))]));
}
