import { createHmac } from 'node:crypto';
import type { Count, Policy } from '../domain/limit.ts';
import { standing } from './take-token.ts';

type Run = (script: string, keys: readonly string[], args: readonly string[]) => Promise<unknown>;

/** One text a bucket, `level milliseconds`. It ends by itself half a minute after it would be full. */
const script = `
local capacity, refill = tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000
local level, at = capacity, now
local kept = redis.pcall('GET', KEYS[1])
if type(kept) == 'string' then
  local a, b = string.match(kept, '^(%S+) (%S+)$')
  level, at = tonumber(a) or level, tonumber(b) or at
end
if now < at then now = at end
level = math.min(capacity, level + (now - at) * refill / 1000)
if level < 1 then return { 'no', string.format('%.17g', level) } end
level = level - 1
local whole = string.format('%.0f', math.ceil((capacity - level) * 1000 / refill) + 30000)
redis.call('SET', KEYS[1], string.format('%.17g %.17g', level, now), 'PX', whole)
return { 'yes', string.format('%.17g', level) }
`;

export function countBy(run: Run, namespace: string, policy: Policy): Count {
  const args = [policy.capacity, policy.refillPerSecond].map(String);
  const nameOf = (who: string) => createHmac('sha256', namespace).update(who).digest('hex');
  return async (who) => {
    const [word, level] = (await run(script, [`${namespace}:rl:${nameOf(who)}`], args)) as [string, string];
    return { allowed: word === 'yes', ...standing(Number(level), policy) };
  };
}
