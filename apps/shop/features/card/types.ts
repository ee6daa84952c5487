import type { ShopClient } from '../../../../sdk/shop.ts';

export type Wallet = Awaited<ReturnType<ShopClient['wallet']>>;
export type Carried = Wallet['cards'][number];
export type OwnCeremony = Awaited<ReturnType<ShopClient['ceremony']>>;
export type Membership = Awaited<ReturnType<ShopClient['membership']>>;
export type Notice = Awaited<ReturnType<ShopClient['inbox']>>['data'][number];
