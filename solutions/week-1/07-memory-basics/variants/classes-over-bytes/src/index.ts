import type { EventEmitter } from 'node:events';
import { LinkedCache } from './linked-cache.ts';
import { Subscription, type SubscriptionOptions } from './subscription.ts';

export { groupLog } from './group-log.ts';

export const createByteCache = ({ maxBytes }: { maxBytes: number }) => new LinkedCache(maxBytes);

export const subscribe = (feed: EventEmitter, options: SubscriptionOptions): AsyncDisposable =>
  new Subscription(feed, options);
