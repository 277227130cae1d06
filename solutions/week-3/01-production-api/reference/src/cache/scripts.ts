/**
 * Asks for a value. Where there is none, the answer is a lease: the right to fill it, which every write takes back. Who
 * asks meanwhile gets the same lease. A key that is no string is somebody's mistake, and makes room.
 *
 * KEYS: value, lease. ARGV: a new lease, milliseconds that it is good for. Returns the value or false, and the lease.
 */
export const lookUpScript = /* lua */ `
local value = redis.pcall('GET', KEYS[1])
if type(value) == 'string' then return { value } end
if value then redis.call('DEL', KEYS[1]) end
local lease = redis.pcall('GET', KEYS[2])
if type(lease) ~= 'string' then
  lease = ARGV[1]
  redis.call('SET', KEYS[2], lease, 'PX', ARGV[2])
end
return { false, lease }
`;

/**
 * Fills a value, if the lease still stands. Without a value it only gives the lease back.
 *
 * KEYS: value, lease. ARGV: the lease, and then, or not, the value and its milliseconds.
 */
export const fillScript = /* lua */ `
if redis.pcall('GET', KEYS[2]) ~= ARGV[1] then return 0 end
if ARGV[2] then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
redis.call('DEL', KEYS[2])
return 1
`;
