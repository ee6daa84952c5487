import type { Ctx } from '../../kit/ctx.ts';
import type { Language } from '../../kit/http/index.ts';
import { parseId } from '../../kit/ids/index.ts';
import { shrunk } from '../../kit/pictures/sizes.ts';
import { firstPictures, saleProductsById } from '../../rooms/catalog/index.ts';
import { loadPrices, shopPriceOf } from '../../rooms/pricing/index.ts';
import { moneyText, sharedBy } from './poster-of.ts';
import wordsEn from './words.en.json' with { type: 'json' };
import wordsZh from './words.zh-CN.json' with { type: 'json' };

/** What a page of the shop says of itself to whoever shows a preview of it. */
export interface ShareCard {
  readonly title: string;
  readonly description: string;
  /** a picture on this server; null = none */
  readonly image: { readonly path: string; readonly width: number; readonly height: number } | null;
}

/**
 * The preview of a shared page: the thing and its price for a friend, and by whom; of a page nobody shared, what everybody pays.
 * @param page.product `prd_…` in the address; @param page.by the code of the link somebody came by
 */
export async function shareCard(ctx: Ctx, page: { product: string | null; by: string | null }, language: Language): Promise<ShareCard> {
  const words = language === 'en' ? wordsEn : wordsZh;
  const { name: brand, slug, currency } = ctx.tenant;
  const shared = page.by === null ? null : await sharedBy(ctx, page.by);
  if (shared) {
    const { product, price, listPrice, from } = shared;
    const cost = price === null ? null : `${listPrice === null ? words.price : words.friendPrice} ${moneyText(price, currency, language)}`;
    const by = words.introduced.replace('{{name}}', () => from);
    return {
      title: product === null ? brand : `${product.name} · ${brand}`,
      description: [by, cost, words.label].filter((part) => part !== null).join(' · '),
      image: { path: `/api/v1/shop/${slug}/posters/${page.by}.png?lang=${language}`, width: 720, height: 1080 },
    };
  }
  const productId = page.product === null ? null : parseId('product', page.product);
  const product = productId === null ? undefined : (await saleProductsById(ctx, [productId])).get(productId);
  if (!product || product.isArchived) return { title: brand, description: words.free, image: null };
  const { price } = shopPriceOf(await loadPrices(ctx, { personIds: [] }), null, product);
  const cost = price === null ? words.free : `${words.price} ${moneyText(price, currency, language)}`;
  const picture = (await firstPictures(ctx, [product.productId])).get(product.productId);
  const image = picture ? { path: `/api/v1/shop/${slug}/pictures/${picture.hash}-share`, ...shrunk(picture, 480) } : null;
  return { title: `${product.name} · ${brand}`, description: cost, image };
}

/** The card as tags for the head of a page; whatever it says is text and nothing else. */
export function cardTags(card: ShareCard, { origin, language, address }: { origin: string; language: Language; address: string }): string {
  const tags: (readonly [string, string, string])[] = [
    ['name', 'description', card.description],
    ['property', 'og:type', 'website'],
    ['property', 'og:title', card.title],
    ['property', 'og:description', card.description],
    ['property', 'og:url', origin + address],
    ['property', 'og:locale', language === 'en' ? 'en_US' : 'zh_CN'],
    ['name', 'twitter:card', card.image === null ? 'summary' : 'summary_large_image'],
    ...(card.image === null
      ? []
      : ([
          ['property', 'og:image', origin + card.image.path],
          ['property', 'og:image:width', String(card.image.width)],
          ['property', 'og:image:height', String(card.image.height)],
        ] as const)),
  ];
  return tags.map(([kind, name, content]) => `<meta ${kind}="${name}" content="${escaped(content)}" />`).join('\n    ');
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;', '=': '&#61;' };

/** A text as it may stand in an attribute or between tags; signs that draw nothing or turn the writing around are left out. */
export function escaped(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .slice(0, 300)
    .replaceAll(/[&<>"'`=]/g, (sign) => ESCAPES[sign] ?? '');
}
