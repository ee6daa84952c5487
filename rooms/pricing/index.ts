export { createPriceRule } from './commands/price-rules.ts';
export { CouponDesk, moveCouponUses, returnCoupons, useCoupons, type CouponUse } from './commands/use-coupons.ts';
export { announceMemberFloors } from './events.ts';
export type { PriceAnswer } from './model/price.ts';
export { knowPaidBuyers, loadPrices, priceIn, type PriceBook } from './queries/price-book.ts';
export { shopPriceOf, shopReasons, winnerOf, type ShopPrice } from './queries/shop-prices.ts';
export { quote } from './queries/quote.ts';
