/**
 * takeToken, where all instances meet. A script runs alone, so nobody gets in between reading and writing, and it asks
 * Redis for the time, so that clocks of instances need not agree.
 *
 * KEYS: the bucket. ARGV: capacity, refill a second, milliseconds that a full bucket is kept.
 * Returns whether there was a token (1 or 0) and the level after, as text: a number would lose what is behind the point.
 */
export const takeTokenScript = /* lua */ `
local capacity, refill = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local bucket = redis.pcall('HMGET', KEYS[1], 'level', 'at')
if bucket.err then redis.call('DEL', KEYS[1]) end
local level, at = tonumber(bucket[1] or nil), tonumber(bucket[2] or nil)
if not (level and at) then level, at = capacity, now end

now = math.max(now, at)
level = math.min(capacity, level + (now - at) / 1000000 * refill)
local allowed = level >= 1
if allowed then
  level = level - 1
  -- Lua's own way to write numbers has 14 digits. Microseconds since 1970 have 16, and half a token may be a long wait.
  redis.call('HSET', KEYS[1], 'level', string.format('%.17g', level), 'at', string.format('%.0f', now))
  redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.ceil((capacity - level) / refill * 1000) + ARGV[3]))
end
return { allowed and 1 or 0, string.format('%.17g', level) }
`;
