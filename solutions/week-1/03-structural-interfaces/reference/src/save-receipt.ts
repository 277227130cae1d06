import { copy, type Reader, type Writer } from './copy.ts';
import type { OrderId, UserId } from './ids.ts';

/** All that a receipt needs of a disk. */
interface Files {
  readonly create: (path: string) => Promise<Writer>;
}

/** Resolves with the number of bytes that were saved. */
export async function saveReceipt(
  files: Files,
  user: UserId,
  order: OrderId,
  receipt: Reader,
  signal?: AbortSignal,
): Promise<number> {
  const file = await files.create(`receipts/${user}/${order}.txt`);
  return copy(receipt, file, signal);
}
