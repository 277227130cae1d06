// A private member belongs to its declaration: what keeps classes apart keeps these apart as well.
declare class OfUser {
  private readonly ofUser: never;
}
declare class OfOrder {
  private readonly ofOrder: never;
}

export type UserId = string & OfUser;
export type OrderId = string & OfOrder;

export const userId = (text: string): UserId => {
  if (!is(text, 'u')) throw new RangeError('not the id of a user');
  return text as UserId;
};

export const orderId = (text: string): OrderId => {
  if (!is(text, 'o')) throw new RangeError('not the id of an order');
  return text as OrderId;
};

function is(text: string, letter: string): boolean {
  const [first, dash, ...digits] = text;
  const known = '0123456789';
  return (
    first === letter && dash === '-' && digits.length > 0 && digits.every((digit) => known.includes(digit))
  );
}
