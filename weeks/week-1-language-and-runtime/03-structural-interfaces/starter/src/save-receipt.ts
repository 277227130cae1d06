import { copy } from './copy.ts';
import type { Disk } from './disk.ts';
import type { OrderId, UserId } from './ids.ts';
import type { Upload } from './upload.ts';

/** Saves the receipt of an order in the folder of its user. */
export async function saveReceipt(
  disk: Disk,
  user: UserId,
  order: OrderId,
  receipt: Upload,
  signal?: AbortSignal,
): Promise<number> {
  const file = await disk.create(receiptPath(order, user));
  return copy(receipt, file, signal);
}

function receiptPath(user: UserId, order: OrderId): string {
  return `receipts/${user}/${order}.txt`;
}
