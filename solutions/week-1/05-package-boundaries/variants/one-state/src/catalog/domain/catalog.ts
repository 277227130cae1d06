import { OutOfStockError, UnknownProductError } from './errors.ts';

type Line = Readonly<{ sku: string; quantity: number }>;
type Product = Readonly<{ sku: string; cents: number; stock: number }>;

export function createCatalog(products: readonly Product[]) {
  const known = products.map((product) => ({ ...product }));
  let ordered: readonly Line[] = [];

  const product = (sku: string) => {
    const found = known.find((each) => each.sku === sku);
    if (found === undefined) throw new UnknownProductError('nobody knows', sku);
    return found;
  };
  const left = (sku: string) =>
    ordered.reduce((rest, line) => (line.sku === sku ? rest - line.quantity : rest), product(sku).stock);

  return {
    left,
    priced: (lines: readonly Line[]) =>
      lines.map((line) => ({ cents: product(line.sku).cents, quantity: line.quantity })),
    take: (lines: readonly Line[]) => {
      const short = lines.find((line) => left(line.sku) < line.quantity);
      if (short !== undefined) throw new OutOfStockError('too little', short.sku);
      ordered = [...ordered, ...structuredClone(lines)];
    },
    giveBack: (lines: readonly Line[]) => {
      ordered = [...ordered, ...lines.map(({ sku, quantity }) => ({ sku, quantity: -quantity }))];
    },
  };
}
