import { createHash } from 'node:crypto';
import type { Bucket, BucketRules } from '../domain/bucket.ts';
import type { Patience } from '../domain/patience.ts';
import { TokenBucket } from './token-bucket.ts';

/** Runs a script that was registered by this name. */
export interface BucketRedis {
  call(
    name: 'takeToken',
    keys: readonly string[],
    args: readonly string[],
    patience: Patience,
  ): Promise<unknown>;
}

export class RedisBuckets {
  /** What is kept is two doubles as they are: the level, and the microsecond at which it held. */
  static readonly script: string = `
    local capacity, refill = tonumber(ARGV[1]), tonumber(ARGV[2])
    local time = redis.call('TIME')
    local now = time[1] * 1000000 + time[2]
    local level, at = capacity, now
    local kept = redis.pcall('GET', KEYS[1])
    if type(kept) == 'string' and #kept == 16 then level, at = struct.unpack('>dd', kept) end
    now = math.max(now, at)
    level = math.min(capacity, level + (now - at) * refill / 1000000)
    if level < 1 then return { 0, string.format('%.17g', level) } end
    level = level - 1
    local untilFull = math.ceil((capacity - level) * 1000 / refill)
    redis.call('SET', KEYS[1], struct.pack('>dd', level, now), 'PX', string.format('%.0f', untilFull + 5000))
    return { 1, string.format('%.17g', level) }`;

  readonly #redis: BucketRedis;
  readonly #prefix: string;
  readonly #rules: BucketRules;

  constructor(redis: BucketRedis, namespace: string, rules: BucketRules) {
    this.#redis = redis;
    this.#prefix = `${namespace}:rl:`;
    this.#rules = rules;
  }

  async take(client: string, patience: Patience): Promise<Bucket> {
    const { capacity, refillPerSecond } = this.#rules;
    const key = this.#prefix + createHash('sha512').update(client).digest('hex').slice(0, 40);
    const args = [String(capacity), String(refillPerSecond)];
    const [allowed, level] = (await this.#redis.call('takeToken', [key], args, patience)) as [number, string];
    return new TokenBucket(this.#rules, { level: Number(level), at: 0 }).tell(allowed === 1);
  }
}
