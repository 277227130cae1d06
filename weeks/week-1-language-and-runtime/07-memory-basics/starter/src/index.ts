export { type ByteCache, createByteCache } from './byte-cache.ts';
export { type Group, groupLog } from './group-log.ts';
export { type Clock, type SubscribeOptions, subscribe } from './subscription.ts';
