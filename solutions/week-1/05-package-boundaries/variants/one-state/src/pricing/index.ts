export type Quote = Readonly<Record<'goods' | 'discount' | 'shipping' | 'total', number>>;

type PricedLine = Readonly<{ cents: number; quantity: number }>;

export const createPricing = (history: { count(customer: string): number }) => ({
  quote(customer: string, lines: readonly PricedLine[]): Quote {
    const goods = lines.reduce((sum, { cents, quantity }) => sum + cents * quantity, 0);
    const many = lines.reduce(
      (sum, { cents, quantity }) => sum + (quantity < 10 ? 0 : share(5, cents * quantity)),
      0,
    );
    const discount = many + (history.count(customer) < 3 ? 0 : share(10, goods - many));
    const shipping = goods - discount < 5000 ? 490 : 0;
    return { goods, discount, shipping, total: goods - discount + shipping };
  },
});

const share = (percent: number, cents: number) => Math.round((percent * cents) / 100);
