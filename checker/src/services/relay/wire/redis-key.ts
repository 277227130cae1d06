/**
 * The first key that a command names. Scripts and functions say how many keys follow; a few commands name none at all; for
 * all others it is the first argument ("Key specifications" in the documentation of Redis knows rarer places, such as XREAD's).
 */
export function keyOf(name: string, args: readonly string[]): string | null {
  if (keyless.has(name)) return null;
  if (counted.has(name)) return Number(args[1]) > 0 ? (args[2] ?? null) : null;
  return args[0] ?? null;
}

const counted = new Set(['EVAL', 'EVALSHA', 'EVAL_RO', 'EVALSHA_RO', 'FCALL', 'FCALL_RO']);
const keyless = new Set(
  `ACL AUTH BGREWRITEAOF BGSAVE CLIENT CLUSTER COMMAND CONFIG DBSIZE DEBUG DISCARD ECHO EXEC FAILOVER FLUSHALL FLUSHDB FUNCTION
  HELLO INFO KEYS LASTSAVE LATENCY LOLWUT MEMORY MODULE MONITOR MULTI PING PSUBSCRIBE PUBLISH PUBSUB PUNSUBSCRIBE QUIT RANDOMKEY
  READONLY READWRITE REPLICAOF RESET ROLE SAVE SCAN SCRIPT SELECT SHUTDOWN SLOWLOG SSUBSCRIBE SUBSCRIBE SUNSUBSCRIBE SWAPDB SYNC
  TIME UNSUBSCRIBE UNWATCH WAIT WAITAOF XREAD XREADGROUP`.split(/\s+/),
);
