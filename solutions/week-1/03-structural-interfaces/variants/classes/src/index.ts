export type { Reader, Writer } from './ends.ts';
export { type OrderId, orderId, type UserId, userId } from './identity.ts';
export { copy } from './pump.ts';
export { limit, tee } from './readers.ts';
export { saveReceipt } from './receipts.ts';
