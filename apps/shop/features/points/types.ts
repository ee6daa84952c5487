import type { ShopClient } from '../../../../sdk/shop.ts';

export type Purse = Awaited<ReturnType<ShopClient['myPoints']>>;
export type Held = Purse['lots'][number];
