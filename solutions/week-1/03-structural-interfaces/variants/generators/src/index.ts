import { type Branded, parse } from './branded.ts';
import { cutTo, drain, passOn, type Source, type Target } from './pieces.ts';

export type Reader = Source;
export type Writer = Target;
export type UserId = Branded<'user'>;
export type OrderId = Branded<'order'>;

export const userId = (text: string): UserId => parse('user', 'u', text);
export const orderId = (text: string): OrderId => parse('order', 'o', text);

export const copy = drain;
export const tee = passOn;
export const limit = cutTo;

export async function saveReceipt<U extends UserId, O extends OrderId>(
  files: Readonly<{ create: (path: string) => Promise<Writer> }>,
  user: U,
  order: O,
  receipt: Reader,
  signal: AbortSignal | undefined = undefined,
): Promise<number> {
  return drain(receipt, await files.create(`receipts/${user}/${order}.txt`), signal);
}
