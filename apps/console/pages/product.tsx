import { ProductPage } from '../features/catalog/product-page.tsx';
import { ProductPrices } from '../features/pricing/product-prices.tsx';

/** A product with its prices: the catalogue and pricing meet here. */
export function ProductWithPrices() {
  return <ProductPage prices={(product) => <ProductPrices product={product} />} />;
}
