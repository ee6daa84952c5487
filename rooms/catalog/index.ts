import { ladderRole } from './api.ts';

export { addProducts, type AddedProducts, type ProductEntry, type ProductVerdict } from './commands/add-products.ts';
export { restock } from './commands/change-stock.ts';
export { createProduct } from './commands/create-product.ts';
export { addCodes, handOverCodes, type CodeWish, type HandedOver } from './commands/deliver-codes.ts';
export { give, moveGivings, type Given, type GivingWish } from './commands/give.ts';
export { ensureProducts, type ProductName } from './commands/ensure-products.ts';
export { updateProduct } from './commands/update-product.ts';
export { addPicture, sweepPictures, type DrawnPicture } from './commands/pictures.ts';
export { productRefused } from './errors.ts';
export { productNotFound } from './errors.ts';
export { releaseExpired, releaseStock, reserveStock, sellReserved, type StockWish } from './commands/reserve-stock.ts';
export type { Shortage } from './model/reserve.ts';
export { earlyUntil, listPriceOf, type SaleLine, type SaleProduct, type SaleSku } from './model/sale.ts';
export { isFreeGood, leftOf } from './model/left.ts';
export { givingsOf, takenBy } from './queries/givings.ts';
export { shopGoodsOf, shopNames, shopShelf, shopThings } from './queries/shop-shelf.ts';
export { firstPictures, pictureBytes, shopPictures } from './queries/pictures.ts';
export { hasExpiredStock } from './queries/expired-stock.ts';
export { findProduct } from './queries/product-ids.ts';
export { listProducts, productNames, productReply } from './queries/products.ts';
export { productsForSale, saleProductsById } from './queries/products-for-sale.ts';
export { saleLines, skuForSale, skuOfOne } from './queries/sale-lines.ts';

/** The steps of the ladder a product can stand on. */
export const ladderRoles: ReadonlySet<string> = new Set(ladderRole.options);
export type { LadderRole } from './api.ts';
