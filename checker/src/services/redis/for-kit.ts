/** What the kit needs of Redis, in one piece, so that it can be loaded when a scenario first asks for an instance. */
export { connectRedis } from './connect.ts';
export { giveBack, takeLease } from './leases.ts';
export { redisTrouble } from './trouble.ts';
export { redisUrlFor } from './url-for.ts';
