export { copy, type Reader, type Writer } from './copy.ts';
export { type OrderId, orderId, type UserId, userId } from './ids.ts';
export { limit } from './limit.ts';
export { saveReceipt } from './save-receipt.ts';
export { tee } from './tee.ts';
