export * from './contacts.ts';
export type { Found } from './found.ts';
export * from './merge.ts';
export { RingBuffer } from './ring.ts';
export { Stats } from './stats.ts';
