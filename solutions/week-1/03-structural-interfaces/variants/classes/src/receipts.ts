import type { Reader, Writer } from './ends.ts';
import type { OrderId, UserId } from './identity.ts';
import { copy } from './pump.ts';

export async function saveReceipt(
  files: { create: (path: string) => PromiseLike<Writer> },
  ...[user, order, receipt, signal]: [user: UserId, order: OrderId, receipt: Reader, signal?: AbortSignal]
): Promise<number> {
  signal?.throwIfAborted();
  const path = ['receipts', user, `${order}.txt`].join('/');
  return copy(receipt, await files.create(path), signal);
}
