export type Product = { readonly sku: string; readonly cents: number; readonly stock: number };
export type ShopOptions = { readonly products: readonly Product[] };
