export type UserId = string;
export type OrderId = string;

export function userId(text: string): UserId {
  if (!text.startsWith('u-')) throw new RangeError(`not the id of a user: ${text}`);
  return text;
}

export function orderId(text: string): OrderId {
  if (!text.startsWith('o-')) throw new RangeError(`not the id of an order: ${text}`);
  return text;
}
