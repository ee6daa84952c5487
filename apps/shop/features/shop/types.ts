import type { ShopClient } from '../../../../sdk/shop.ts';

type Reply<Call extends (...args: never[]) => unknown> = Awaited<ReturnType<Call>>;

/** A thing on the shelf, and on a page of its own. */
export type Good = Reply<ShopClient['front']>['sections'][number]['products'][number];
export type GoodDetail = Reply<ShopClient['product']>;
/** A price that was looked at. */
export type Reason = GoodDetail['prices'][number];
export type Quote = Reply<ShopClient['quote']>;
export type Address = Reply<ShopClient['addresses']>['data'][number];
