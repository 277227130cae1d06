export { createByteCache } from './cache.ts';
export { groupLog } from './log.ts';
export { subscribe } from './subscribe.ts';
