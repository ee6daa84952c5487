import type { Ctx } from '../../kit/ctx.ts';
import { publicId } from '../../kit/ids/index.ts';
import { shopNames } from '../../rooms/catalog/index.ts';
import type { ShareLinkJson } from '../../rooms/relations/api.ts';
import type { ShareLink } from '../../rooms/relations/index.ts';

/** Links as their owner sees them. */
export async function linksJson(ctx: Ctx, links: readonly ShareLink[]): Promise<ShareLinkJson[]> {
  const names = await shopNames(
    ctx,
    links.flatMap((link) => link.productId ?? []),
  );
  return links.map((link) => ({
    id: publicId('shareLink', link.linkId),
    code: link.code,
    path: `/r/${link.code}`,
    product: link.productId === null ? null : (names.get(link.productId) ?? null),
    clicks: Number(link.clicks),
    lastAt: link.lastAt?.toISOString() ?? null,
    createdAt: link.createdAt.toISOString(),
  }));
}
