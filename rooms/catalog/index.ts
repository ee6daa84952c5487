import { ladderRole } from './api.ts';

export { addProducts, type AddedProducts, type ProductEntry, type ProductVerdict } from './commands/add-products.ts';
export { createProduct } from './commands/create-product.ts';
export { ensureProducts, type ProductName } from './commands/ensure-products.ts';
export { listProducts, productReply } from './queries/products.ts';

/** The steps of the ladder a product can stand on. */
export const ladderRoles: ReadonlySet<string> = new Set(ladderRole.options);
